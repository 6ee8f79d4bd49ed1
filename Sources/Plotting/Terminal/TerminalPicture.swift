/// A chart in the characters of a terminal.
package enum TerminalPicture {
    /// - Returns: lines of at most `style.width` columns, and at most `style.height` of them.
    package static func lines(_ chart: Chart, _ style: TerminalStyle) -> [String] {
        let namesLines = chart.columns == 1 && chart.panels.allSatisfy { $0.endNames.count <= 6 }
        let head = head(chart, Legend(chart, withLines: !namesLines), style)
        var layout = TerminalLayout(chart, style, namesLines: namesLines)
        if let height = style.height {
            layout.fit(height - head.count)
            // The line that says what was left out needs room, too.
            if layout.omitted > 0 { layout.fit(height - head.count - 1) }
        }
        var lines = head
        for row in layout.rows {
            var canvas = TextCanvas(width: style.width, height: row.height)
            for (column, panel) in row.panels.enumerated() {
                TerminalPanel(panel, layout, x: column * layout.panelWidth, plot: row.plot).draw(&canvas)
            }
            lines += canvas.lines(style)
        }
        if layout.omitted > 0 {
            lines += line("\(layout.omitted) more: a greater height or a file shows them", style)
        }
        return style.height.map { Array(lines.prefix($0)) } ?? lines
    }

    /// Title, subtitle, legend.
    private static func head(_ chart: Chart, _ legend: Legend, _ style: TerminalStyle) -> [String] {
        var lines: [String] = []
        for text in [chart.title, chart.subtitle] where !text.isEmpty { lines += line(text, style) }
        guard !legend.entries.isEmpty else { return lines }
        var canvas = TextCanvas(width: style.width, height: legend.entries.count)
        var (x, y) = (0, 0)
        for entry in legend.entries {
            let sample = sample(entry, style)
            let columns = SafeText.columns(SafeText.shown(entry.name)) + sample.count + 1
            if x + columns > style.width, x > 0 { (x, y) = (0, y + 1) }
            for (place, character) in sample.enumerated() {
                canvas.put(character, x: x + place, y: y, ink: entry.ink)
            }
            canvas.write(
                entry.name, x: x + sample.count + 1, y: y, columns: style.width - x - sample.count - 1)
            x += columns + 2
        }
        return lines + canvas.lines(style).prefix(y + 1)
    }

    private static func line(_ text: String, _ style: TerminalStyle) -> [String] {
        var canvas = TextCanvas(width: style.width, height: 1)
        canvas.write(text, x: 0, y: 0, columns: style.width)
        return canvas.lines(style)
    }

    private static func sample(_ entry: Legend.Entry, _ style: TerminalStyle) -> [Character] {
        switch entry.sample {
        case .line: line(entry.ink, style)
        case .band: [style.shades[min(entry.depth, style.shades.count) - 1]]
        case .points: [style.marker(entry.ink)]
        case .bars, .kept: [style.cell(.mask, level: 1)]
        case .dropped: [style.cell(.mask, level: 0)]
        case .above: [style.cell(.signed(deviation: 1), level: Grid.strengths)]
        case .below: [style.cell(.signed(deviation: 1), level: -2)]
        }
    }

    /// An ink's dashes.
    private static func line(_ ink: Ink, _ style: TerminalStyle) -> [Character] {
        let columns = 6
        var plane = DotPlane(columns: columns, rows: 1, style)
        let height = Double(style.dots.y / 2)
        plane.join([(0, height), (Double(plane.width - 1), height)], ink: ink, isStepped: false)
        return (0..<columns).map { plane.character(column: $0, row: 0)?.0 ?? " " }
    }
}
