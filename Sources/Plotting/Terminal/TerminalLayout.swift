/// Which lines and columns of a terminal everything takes.
struct TerminalLayout {
    /// Panels beside each other, and the lines of their plotting areas.
    struct Row {
        let panels: ArraySlice<Panel>
        /// Lines above and below the plotting areas.
        let frame: Int
        var plot: Int

        var height: Int { frame + plot }
        /// Lines that a plotting area has at least where another one could do without some.
        var least: Int { min(plot, 3) }
        var isOfGrids: Bool { panels.contains { $0.grid != nil } }
    }

    let style: TerminalStyle
    let columns: Int
    /// Columns left and right of each plotting area.
    let left: Int
    let right: Int
    let namesLines: Bool
    private(set) var rows: [Row]
    /// Panels that there is no room for.
    private(set) var omitted = 0

    init(_ chart: Chart, _ style: TerminalStyle, namesLines: Bool) {
        self.style = style
        self.namesLines = namesLines
        let names = namesLines ? chart.panels.flatMap { $0.endNames } : []
        let name = names.map { SafeText.columns(SafeText.shown($0.name)) + (style.isUnicode ? 0 : 2) }.max()
        right = name.map { min($0 + 1, style.width / 4) } ?? 1
        let labels = chart.panels.flatMap { panel in
            panel.grid?.rowNames.map { SafeText.shown($0, most: 16) }
                ?? panel.yScale.ticks(most: Self.ticks(Self.natural(panel, beside: chart.columns)))
                .map(\.label)
        }
        left = min(style.width / 3, (labels.map(SafeText.columns).max() ?? 0) + 1)
        let widest = chart.panels.compactMap { $0.grid?.columns }.max()
        let least = left + right + (widest ?? 22)
        columns = chart.columns(fitting: style.width / least)
        let columns = columns
        rows = chart.rows(columns: columns).map { panels in
            Row(
                panels: panels, frame: panels.map(Self.frame).max() ?? 0,
                plot: panels.map { Self.natural($0, beside: columns) }.max() ?? 0)
        }
    }

    /// Ticks of an axis of so many lines.
    static func ticks(_ lines: Int) -> Int { max(2, lines / 3) }

    var panelWidth: Int { style.width / columns }
    var plotWidth: Int { max(4, panelWidth - left - right) }

    private static func natural(_ panel: Panel, beside columns: Int) -> Int {
        if let grid = panel.grid { return grid.rows }
        return switch panel.height {
        case .tall: columns == 1 ? 14 : 7
        case .low: columns == 1 ? 5 : 4
        }
    }

    /// Title, axis, ticks, what these are within, label.
    private static func frame(_ panel: Panel) -> Int {
        var lines = panel.title.isEmpty && panel.y.label.isEmpty ? 0 : 1
        // A line for what a grid leaves out.
        if panel.grid != nil { return lines + 1 }
        lines += 2
        if case .time = panel.x.scale { lines += 1 }
        return panel.x.label.isEmpty ? lines : lines + 1
    }

    /// Makes plotting areas higher or lower so that all takes so many lines at most; leaves out rows at the
    /// end where that does not suffice.
    mutating func fit(_ height: Int) {
        while rows.count > 1, rows.reduce(0, { $0 + $1.frame + $1.least }) > height {
            omitted += rows.removeLast().panels.count
        }
        let spare = max(0, height - rows.reduce(0) { $0 + $1.frame + $1.least })
        let wishes = rows.reduce(0) { $0 + $1.plot - $1.least }
        for row in rows.indices where wishes > 0 {
            let wish = rows[row].plot - rows[row].least
            // A grid has no use for more lines than rows.
            let share = spare * wish / wishes
            rows[row].plot = rows[row].least + (rows[row].isOfGrids ? min(share, wish) : share)
        }
    }
}
