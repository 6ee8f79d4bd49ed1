/// A chart as an SVG picture: complete in itself, in light and dark, the same bytes for the same chart.
package enum SVGPicture {
    package static let width = 860

    /// - Returns: the text of an SVG 1.1 file, without an XML declaration, so that it can stand in a page.
    package static func text(_ chart: Chart) -> String {
        let layout = SVGLayout(chart, width: Double(width))
        let legend = Legend(chart, withLines: !layout.namesLines)
        var out = SVGText()
        var y = 30.0
        out.write(chart.title, x: SVGLayout.margin, y: y, "h", most: 84)
        if !chart.subtitle.isEmpty {
            y += 20
            out.write(chart.subtitle, x: SVGLayout.margin, y: y, "m", most: 130)
        }
        y += 12
        draw(legend, y: &y, &out)
        let share = share(chart)
        for row in chart.rows(columns: layout.columns) {
            for (column, panel) in row.enumerated() {
                let x = SVGLayout.margin + Double(column) * (layout.panelWidth + SVGLayout.margin)
                SVGPanel(panel, layout, x: x, y: y, share: share).draw(&out)
            }
            y += layout.rowHeight(row) + 8
        }
        let height = Int(y.rounded(.up)) + 4
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
            height="\(height)" role="img" aria-label="\(SafeText.markup(chart.title))">
            <title>\(SafeText.markup(chart.title))</title>
            <desc>\(SafeText.markup(chart.caption, most: 500))</desc>
            <style>
            \(SVGStyle.rules)
            </style>
            <rect class="bg" width="\(width)" height="\(height)"/>
            \(out.text)</svg>

            """
    }

    /// Columns of pixels in which points are thinned, of one line.
    private static func share(_ chart: Chart) -> Int {
        let lines = chart.panels.flatMap(\.marks).reduce(0) { sum, mark in
            switch mark {
            case .line, .points: sum + 1
            case .band: sum + 2
            case .bars, .grid, .rule: sum
            }
        }
        return max(8, Thinning.points / 4 / max(1, lines))
    }

    /// As many lines as it takes.
    private static func draw(_ legend: Legend, y: inout Double, _ out: inout SVGText) {
        guard !legend.entries.isEmpty else { return }
        y += 12
        var x = SVGLayout.margin
        for entry in legend.entries {
            let length = 44 + SVGLayout.length(entry.name)
            if x + length > Double(width), x > SVGLayout.margin {
                x = SVGLayout.margin
                y += SVGLayout.textLine
            }
            draw(entry, x: x, y: y - 4, &out)
            out.write(entry.name, x: x + 30, y: y, most: 60)
            x += length
        }
        y += 8
    }

    private static func draw(_ entry: Legend.Entry, x: Double, y: Double, _ out: inout SVGText) {
        let ink = entry.ink.rawValue
        func box(_ style: String) { out.rectangle(x: x, y: y - 5, width: 24, height: 10, style) }
        switch entry.sample {
        case .line:
            var path = SVGPath()
            path.join([(x, y), (x + 24, y)])
            out.draw(path, "l s\(ink) d\(ink)")
        case .band: for _ in 0..<min(entry.depth, 4) { box("b f\(ink)") }
        case .points:
            var path = SVGPath()
            path.marker(entry.ink, x + 12, y)
            out.draw(path, "f\(ink)")
        case .bars, .kept: box("f\(ink)")
        case .dropped: box("z")
        case .above: box("f\(ink)")
        case .below:
            box("z")
            out.rectangle(x: x, y: y - 2, width: 24, height: 4, "f\(ink)")
        }
    }
}
