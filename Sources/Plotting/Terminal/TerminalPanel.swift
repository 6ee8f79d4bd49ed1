/// One panel in characters.
struct TerminalPanel {
    let panel: Panel
    let layout: TerminalLayout
    let style: TerminalStyle
    let xScale: AxisScale
    let yScale: AxisScale
    /// The plotting area, in characters.
    let left, top, width, height: Int
    private let start: Int

    /// - Parameters:
    ///   - x: the panel's first column.
    ///   - plot: lines of the plotting area.
    init(_ panel: Panel, _ layout: TerminalLayout, x: Int, plot: Int) {
        self.panel = panel
        self.layout = layout
        style = layout.style
        xScale = panel.xScale
        yScale = panel.yScale
        start = x
        left = x + layout.left
        top = panel.title.isEmpty && panel.y.label.isEmpty ? 0 : 1
        width = panel.grid.map { min($0.columns, layout.plotWidth) } ?? layout.plotWidth
        height = panel.grid.map { min($0.rows, plot) } ?? plot
    }

    var bottom: Int { top + height }

    func draw(_ canvas: inout TextCanvas) {
        let title = [panel.title, panel.grid == nil ? panel.y.label : ""].filter { !$0.isEmpty }
        canvas.write(
            title.joined(separator: "  "), x: panel.grid == nil ? start : left, y: 0,
            columns: layout.panelWidth - 1, isQuiet: panel.title.isEmpty)
        if let grid = panel.grid { return draw(grid, &canvas) }
        drawAxes(&canvas)
        for mark in panel.marks { if case .bars(let bars) = mark { draw(bars, &canvas) } }
        drawBands(&canvas)
        drawRules(&canvas)
        drawLines(&canvas)
        for mark in panel.marks { if case .points(let points) = mark { draw(points, &canvas) } }
        if layout.namesLines { drawEndNames(&canvas) }
        if panel.marks.allSatisfy(\.isEmpty) {
            canvas.write("nothing to show", x: left + 2, y: top + height / 2, columns: width, isQuiet: true)
        }
    }

    /// The column or line of a value, by its share of the axis.
    func column(_ value: Double) -> Int? {
        xScale.place(value).map { left + min(width - 1, max(0, Int($0 * Double(width)))) }
    }
    func row(_ value: Double) -> Int? {
        yScale.place(value).map { top + min(height - 1, max(0, Int((1 - $0) * Double(height)))) }
    }

    // MARK: Axes

    private func drawAxes(_ canvas: inout TextCanvas) {
        let (wall, floor, corner): (Character, Character, Character) =
            style.isUnicode ? ("\u{2502}", "\u{2500}", "\u{2514}") : ("|", "-", "+")
        for y in top..<bottom { canvas.put(wall, x: left - 1, y: y, isQuiet: true) }
        for x in left..<left + width { canvas.put(floor, x: x, y: bottom, isQuiet: true) }
        canvas.put(corner, x: left - 1, y: bottom, isQuiet: true)
        let labelled = layout.left - 1
        for tick in yScale.ticks(most: TerminalLayout.ticks(height)) {
            guard let y = row(tick.value) else { continue }
            let columns = SafeText.columns(tick.label)
            canvas.write(
                tick.label, x: start + max(0, labelled - columns), y: y, columns: labelled, isQuiet: true)
        }
        drawTicks(&canvas)
        if case .time = panel.x.scale {
            write(panel.x.label, centredAt: left + width / 2, y: bottom + 3, &canvas)
        } else {
            write(panel.x.label, centredAt: left + width / 2, y: bottom + 2, &canvas)
        }
    }

    private func drawTicks(_ canvas: inout TextCanvas) {
        let isOfTime = if case .time = panel.x.scale { true } else { false }
        var free = start
        for tick in xScale.ticks(most: max(2, width / (isOfTime ? 13 : 9))) {
            guard let x = column(tick.value) else { continue }
            let columns = SafeText.columns(tick.label)
            let first = max(start, min(x - columns / 2, start + layout.panelWidth - columns))
            guard first >= free else { continue }
            free = first + columns + 1
            canvas.put(style.isUnicode ? "\u{252C}" : "+", x: x, y: bottom, isQuiet: true)
            canvas.write(tick.label, x: first, y: bottom + 1, columns: columns, isQuiet: true)
            write(tick.context, centredAt: x, y: bottom + 2, &canvas)
        }
    }

    private func write(_ text: String, centredAt x: Int, y: Int, _ canvas: inout TextCanvas) {
        let columns = min(SafeText.columns(SafeText.shown(text)), layout.panelWidth)
        let first = max(start, min(x - columns / 2, start + layout.panelWidth - columns))
        canvas.write(text, x: first, y: y, columns: columns, isQuiet: true)
    }

    /// Names at the right, each on a line of its own.
    private func drawEndNames(_ canvas: inout TextCanvas) {
        let x = left + width + 1
        var ends: [(row: Int, name: String, ink: Ink)] = []
        for mark in panel.marks {
            switch mark {
            case .line(let line):
                guard !line.name.isEmpty, let y = line.ys.last(where: { row($0) != nil }).flatMap(row)
                else { continue }
                ends.append((y, style.isUnicode ? line.name : "\(line.ink.character) \(line.name)", line.ink))
            case .rule(let rule):
                guard rule.direction == .level, !rule.name.isEmpty, let y = row(rule.value) else { continue }
                ends.append((y, rule.name, rule.ink))
            case .band, .points, .bars, .grid: continue
            }
        }
        ends.sort { ($0.row, $0.name) < ($1.row, $1.name) }
        var limit = bottom
        var places = ends.map(\.row)
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + 1) }
        for index in places.indices.reversed() {
            places[index] = min(places[index], limit - 1)
            limit = places[index]
        }
        for (end, y) in zip(ends, places) where y >= top {
            canvas.write(end.name, x: x, y: y, columns: layout.right - 1, ink: end.ink)
        }
    }
}
