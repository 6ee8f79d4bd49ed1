import Plotting
import Testing

/// Pictures in characters.
@Suite struct TerminalTests {
    @Test(arguments: ChartSamples.all.map(\.0), [20, 41, 80, 200])
    func lines_fitTheTerminal(name: String, width: Int) throws {
        let chart = try #require(ChartSamples.all.first { $0.0 == name }?.1)
        for isUnicode in [true, false] {
            let lines = TerminalPicture.lines(chart, TerminalStyle(width: width, isUnicode: isUnicode))
            #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
            #expect(lines.allSatisfy { $0.last != " " })
            #expect(!lines.joined().contains("\u{1B}"))
            if !isUnicode { #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) }, "\(lines)") }
        }
    }

    @Test(arguments: ChartSamples.all.map(\.0), [5, 8, 12, 24, 60])
    func lines_fitTheHeight(name: String, height: Int) throws {
        let chart = try #require(ChartSamples.all.first { $0.0 == name }?.1)
        let lines = TerminalPicture.lines(chart, TerminalStyle(width: 80, height: height))
        #expect(lines.count <= height, "\(lines.joined(separator: "\n"))")
    }

    @Test func colour_isThereWhereItIsAskedFor_andEndsOnEachLine() {
        let lines = TerminalPicture.lines(ChartSamples.loss, TerminalStyle(width: 80, isColoured: true))
        #expect(lines.contains { $0.contains("\u{1B}[34m") })
        for line in lines {
            let last = line.matches(of: /\x1B\[(\d+)m/).last
            #expect(last == nil || last?.1 == "0", "\(line.debugDescription)")
        }
    }

    @Test func names_areShownAndNeverObeyed() {
        let hostile = "a\u{1B}[2J\u{7}\u{202E}b\u{9B}c\n"
        var chart = ChartSamples.chart([ChartSamples.line(hostile, [1, 2])], title: hostile)
        chart.panels[0].title = hostile
        let text = TerminalPicture.lines(chart, TerminalStyle(width: 80)).joined()
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 && !(0x7F...0x9F).contains($0.value) })
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("a\u{FFFD}[2J"))
    }

    @Test func wideCharacters_takeTwoColumns() {
        let chart = ChartSamples.chart([ChartSamples.line("", [1, 2])], title: "電力負荷" + "電力負荷" + "電力負荷")
        let title = TerminalPicture.lines(chart, TerminalStyle(width: 20))[0]
        #expect(title == "電力負荷電力負荷電\u{2026}")
    }

    @Test func aMask_isDrawnAsInTheManual() {
        let mask = MaskPictures.Mask(
            title: "dropout_0", slot: 0, rowNames: ["feature 0", "feature 1"], across: "time step",
            columns: 4,
            values: [0, 1, 1, 0, 1, 1, 1, 1])
        let chart = MaskPictures(model: "m", seed: 7, step: 0, slots: [0], masks: [mask]).chart
        let lines = TerminalPicture.lines(chart, TerminalStyle(width: 80))
        #expect(lines.contains("feature 0 ·██·"))
        #expect(lines.contains("feature 1 ████"))
        let plain = TerminalPicture.lines(chart, TerminalStyle(width: 80, isUnicode: false))
        #expect(plain.contains("feature 0 .##."))
    }

    @Test func aRisingLine_goesFromTheLowerLeftToTheUpperRight() {
        let chart = ChartSamples.chart([ChartSamples.line("", [0, 1, 2, 3])])
        let lines = TerminalPicture.lines(chart, TerminalStyle(width: 40, isUnicode: false))
        let rows = lines.filter { $0.contains("*") }.map { Array($0) }
        let places = rows.compactMap { $0.firstIndex(of: "*") }
        #expect(places.count > 5)
        #expect(places == places.sorted(by: >))
    }

    @Test func nothing_isSaidToBeNothing() {
        let lines = TerminalPicture.lines(ChartSamples.chart([]), TerminalStyle(width: 40))
        #expect(lines.contains { $0.contains("nothing to show") })
    }
}
