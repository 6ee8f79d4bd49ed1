/// Where everything stands in a picture: sizes in pixels.
struct SVGLayout {
    /// Around the picture, and between panels.
    static let margin = 18.0
    /// From one line of small text to the next.
    static let textLine = 15.0
    static let smallType = 11.0
    /// Of a plotting area, at least: fewer panels stand beside each other else.
    private static let leastPlot = 100.0

    let width: Double
    let columns: Int
    /// Left and right of each plotting area, the same for all, so that axes are aligned.
    let left: Double
    let right: Double
    /// Whether lines are named at their right ends, in place of a legend.
    let namesLines: Bool

    init(_ chart: Chart, width: Double) {
        self.width = width
        namesLines = chart.columns == 1 && chart.panels.allSatisfy { $0.endNames.count <= 6 }
        let names = namesLines ? chart.panels.flatMap { $0.endNames } : []
        let right = min(180, (names.map { Self.length($0.name) }.max() ?? 0) + 14)
        let labels = chart.panels.flatMap { panel in
            panel.grid.map { grid in Self.rowLabels(grid, cell: Self.cellHeight(grid)).map(\.name) }
                ?? panel.yScale.ticks(most: Self.yTicks(panel, columns: chart.columns)).map(\.label)
        }
        let left = min(160, max(26, (labels.map(Self.length).max() ?? 0) + 10))
        let least = left + right + Self.leastPlot + Self.margin
        columns = chart.columns(fitting: Int((width - Self.margin) / least))
        (self.left, self.right) = (left, right)
    }

    /// About how long a small text is.
    static func length(_ text: String) -> Double { SafeText.ems(SafeText.shown(text)) * smallType }

    var panelWidth: Double {
        (width - Self.margin * Double(columns + 1)) / Double(columns)
    }
    var plotWidth: Double { panelWidth - left - right }

    static func plotHeight(_ panel: Panel, columns: Int) -> Double {
        if let grid = panel.grid { return Double(grid.rows) * cellHeight(grid) }
        return switch panel.height {
        case .tall: columns == 1 ? 260 : 170
        case .low: columns == 1 ? 130 : 90
        }
    }

    static func yTicks(_ panel: Panel, columns: Int) -> Int {
        max(2, Int(plotHeight(panel, columns: columns) / 34))
    }

    func xTicks(_ panel: Panel) -> Int {
        if case .time = panel.x.scale { return max(2, Int(plotWidth / 84)) }
        return max(2, Int(plotWidth / (panel.grid == nil ? 52 : 44)))
    }

    /// A whole number of pixels, so that cells have sharp edges.
    static func cellHeight(_ grid: Grid) -> Double {
        max(3, min(15, (240 / Double(max(1, grid.rows))).rounded(.down)))
    }

    func cellWidth(_ grid: Grid) -> Double {
        let width = plotWidth / Double(max(1, grid.columns))
        return width < 2 ? width : min(18, width.rounded(.down))
    }

    /// The rows of a grid that there is room to name.
    static func rowLabels(_ grid: Grid, cell: Double) -> [(row: Int, name: String)] {
        let every = max(1, Int((12 / cell).rounded(.up)))
        return stride(from: 0, to: grid.rows, by: every).map { row in
            (row, SafeText.shown(grid.rowNames[row], most: 20))
        }
    }

    /// Above a plotting area: a line for title and the y axis's label.
    static func header(_ panel: Panel) -> Double { panel.title.isEmpty && panel.y.label.isEmpty ? 6 : 22 }

    /// Below it: ticks, what they are within, and the label.
    static func footer(_ panel: Panel) -> Double {
        var lines = 1.0
        if case .time = panel.x.scale { lines += 1 }
        if !panel.x.label.isEmpty { lines += 1 }
        if panel.grid.map({ !$0.note.isEmpty }) ?? false { lines += 1 }
        return lines * textLine + 6
    }

    func rowHeight(_ row: ArraySlice<Panel>) -> Double {
        row.map { Self.header($0) + Self.plotHeight($0, columns: columns) + Self.footer($0) }.max() ?? 0
    }
}

extension Panel {
    /// What can be named at the right: lines, and level rules.
    var endNames: [(name: String, ink: Ink)] {
        marks.compactMap { mark in
            switch mark {
            case .line(let line): line.name.isEmpty ? nil : (line.name, line.ink)
            case .rule(let rule):
                rule.name.isEmpty || rule.direction == .upright ? nil : (rule.name, rule.ink)
            case .band, .points, .bars, .grid: nil
            }
        }
    }
}
