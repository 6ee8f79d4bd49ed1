import Plotting
import Testing

/// SVG pictures and pages.
@Suite struct PictureTests {
    private let hostile =
        "<script>&\"'\u{1B}[31m\u{0}\u{202E}evil\u{2066}\u{200F}\n\u{FFFE}"
        + "a" + String(repeating: "\u{0301}", count: 1000)

    @Test(arguments: ChartSamples.all.map(\.0))
    func everyChart_isWellFormedAndTheSameEachTime(name: String) throws {
        let chart = try #require(ChartSamples.all.first { $0.0 == name }?.1)
        let picture = SVGPicture.text(chart)
        #expect(XMLCheck(picture).problem == nil)
        #expect(picture == SVGPicture.text(chart))
        #expect(picture.utf8.count < 60_000)
        #expect(!picture.contains("nan") && !picture.contains("inf"))
        let page = HTMLPage.text(chart)
        let markup = page.replacing("<!DOCTYPE html>", with: "")
            .replacing(#/<meta[^>]*>/#, with: "")
        #expect(XMLCheck(markup).problem == nil)
        #expect(page.contains("<details>"))
        for text in [picture, page] { #expect(!text.contains("http://") || text.contains("w3.org/2000/svg")) }
    }

    @Test func names_areShownAndNeverObeyed() {
        var chart = ChartSamples.chart([ChartSamples.line(hostile, [1, 2])], title: hostile)
        chart.subtitle = hostile
        chart.caption = hostile
        chart.table = NumberTable(head: [hostile], rows: [[hostile]])
        chart.panels[0].title = hostile
        chart.panels[0].x.label = hostile
        let picture = SVGPicture.text(chart)
        #expect(XMLCheck(picture).problem == nil)
        #expect(picture.contains("&lt;script&gt;&amp;&quot;&#39;"))
        let page = HTMLPage.text(chart)
        for text in [picture, page] {
            #expect(!text.contains("<script"))
            #expect(
                !text.unicodeScalars.contains {
                    "\u{1B}\u{202E}\u{2066}\u{200F}\u{FFFE}\0".unicodeScalars.contains($0)
                })
            // Of a pile of accents a few are left.
            #expect(text.unicodeScalars.count { $0 == "\u{0301}" } < 100)
        }
    }

    @Test(arguments: [(1_000_000, 1), (50_000, 20)])
    func manyPoints_makeASmallFile(count: Int, lines: Int) {
        let ys = ChartSamples.wave(count)
        let marks = (0..<lines).map { ChartSamples.line("line \($0)", ys, ink: Ink(series: $0)) }
        #expect(SVGPicture.text(ChartSamples.chart(marks)).utf8.count < 300_000)
        let points = Points("points", xs: ys.indices.map(Double.init), ys: ys, ink: .green)
        #expect(SVGPicture.text(ChartSamples.chart([.points(points)])).utf8.count < 300_000)
    }

    @Test func aLargeMask_makesASmallFile() {
        let masks = (0..<3).map { slot in
            MaskPictures.Mask(
                title: "dropout_0", slot: slot, rowNames: (0..<862).map { "feature \($0)" },
                across: "time step", columns: 720,
                values: ChartSamples.wave(862 * 720).map { $0 < 0.3 ? 0 : 1 })
        }
        let chart = MaskPictures(model: "m", seed: 1, step: 0, slots: [0, 1, 2], masks: masks).chart
        let picture = SVGPicture.text(chart)
        #expect(picture.utf8.count < 300_000)
        #expect(picture.contains("shown: 64 of 862 rows, 192 of 720 columns"))
    }

    @Test func gaps_cutALine() {
        let whole = SVGPicture.text(ChartSamples.chart([ChartSamples.line("", [1, 2, 3, 2, 1])]))
        let cut = SVGPicture.text(ChartSamples.chart([ChartSamples.line("", [1, 2, .nan, 2, 1])]))
        let infinite = SVGPicture.text(ChartSamples.chart([ChartSamples.line("", [1, 2, .infinity, 2, 1])]))
        func moves(_ text: String) -> Int {
            text.split(separator: "\n").filter { $0.contains("class=\"l ") }
                .reduce(0) { $0 + $1.count { $0 == "M" } }
        }
        #expect(moves(whole) == 1)
        #expect(moves(cut) == 2)
        #expect(infinite == cut)
    }

    @Test(arguments: [[], [Double.nan], [.infinity, .nan]])
    func nothing_isSaidToBeNothing(ys: [Double]) {
        let picture = SVGPicture.text(ChartSamples.chart([ChartSamples.line("", ys)]))
        #expect(XMLCheck(picture).problem == nil)
        #expect(picture.contains("nothing to show"))
    }

    @Test(arguments: [0, 1e-30, -5, 1e12, 1e299, .greatestFiniteMagnitude])
    func onePoint_isAMarker(value: Double) {
        let picture = SVGPicture.text(ChartSamples.chart([ChartSamples.line("one", [value])]))
        #expect(XMLCheck(picture).problem == nil)
        #expect(!picture.contains("nan"))
    }

    @Test func aBandOfOneStep_isSeen() {
        let band = Band("90 %", xs: [1], lower: [0], upper: [1], ink: .blue)
        let picture = SVGPicture.text(ChartSamples.chart([.band(band)]))
        #expect(picture.contains(#"<path class="b f1" d="M"#))
    }

    @Test func namesAtTheEnds_doNotOverlap() {
        let lines = (0..<5).map {
            ChartSamples.line("line \($0)", [1, 1 + Double($0) * 1e-6], ink: Ink(series: $0))
        }
        let ys = SVGPicture.text(ChartSamples.chart(lines)).matches(of: #/y="([\d.]+)" class="p f\d"/#)
            .compactMap { Double($0.1) }.sorted()
        #expect(ys.count == 5)
        for (above, below) in zip(ys, ys.dropFirst()) { #expect(below - above >= 12.9) }
    }

    @Test func theTruthIsDashed_theOriginDotted() {
        let picture = SVGPicture.text(ChartSamples.forecast)
        #expect(picture.contains(#"<path class="l s2 d2""#))
        #expect(picture.contains(#"<path class="r s0""#))
        #expect(picture.contains("origin 1970-01-03 23:00:00Z"))
        #expect(picture.contains("50 % interval") && picture.contains("90 % interval"))
        #expect(picture.contains("prefers-color-scheme:dark"))
    }
}
