/// One panel of a picture.
struct SVGPanel {
    private let panel: Panel
    private let layout: SVGLayout
    private let xScale: AxisScale
    private let yScale: AxisScale
    /// The plotting area.
    private let left, top, width, height: Double
    /// The width of the columns in which points are thinned.
    private let column: Double

    /// - Parameters:
    ///   - x, y: the panel's upper left corner.
    ///   - share: columns that each line may have.
    init(_ panel: Panel, _ layout: SVGLayout, x: Double, y: Double, share: Int) {
        self.panel = panel
        self.layout = layout
        xScale = panel.xScale
        yScale = panel.yScale
        left = x + layout.left
        top = y + SVGLayout.header(panel)
        width = panel.grid.map { layout.cellWidth($0) * Double($0.columns) } ?? layout.plotWidth
        height = SVGLayout.plotHeight(panel, columns: layout.columns)
        column = max(1, width / Double(share))
    }

    private var right: Double { left + width }
    private var bottom: Double { top + height }

    func draw(_ out: inout SVGText) {
        drawHeader(&out)
        if let grid = panel.grid {
            drawRows(grid, &out)
            SVGGrid(grid, left: left, top: top, width: width, height: height).draw(&out)
        } else {
            drawLevels(&out)
        }
        drawFooter(&out)
        for mark in panel.marks { draw(mark, &out) }
        if panel.marks.allSatisfy(\.isEmpty) {
            out.write("nothing to show", x: (left + right) / 2, y: (top + bottom) / 2, "m c")
        }
        if layout.namesLines { drawEndNames(&out) }
    }

    private func x(_ value: Double) -> Double? { xScale.place(value).map { left + $0 * width } }
    private func y(_ value: Double) -> Double? { yScale.place(value).map { bottom - $0 * height } }

    // MARK: Around the plotting area

    private func drawHeader(_ out: inout SVGText) {
        let start = panel.grid == nil ? left - layout.left : left
        let most = Int(layout.panelWidth / 6.5)
        out.write(panel.title, x: start, y: top - 8, "p", most: most)
        let title = panel.title.isEmpty ? 0 : SVGLayout.length(panel.title) * 1.1 + 10
        guard panel.y.label.count + panel.title.count < most else { return }
        out.write(panel.y.label, x: start + title, y: top - 8, "m", most: most)
    }

    private func drawLevels(_ out: inout SVGText) {
        var lines = SVGPath()
        for tick in yScale.ticks(most: SVGLayout.yTicks(panel, columns: layout.columns)) {
            guard let y = y(tick.value) else { continue }
            lines.join([(left, y), (right, y)])
            out.write(tick.label, x: left - 6, y: y + 4, "m e")
        }
        out.draw(lines, "g")
    }

    private func drawRows(_ grid: Grid, _ out: inout SVGText) {
        let cell = SVGLayout.cellHeight(grid)
        for (row, name) in SVGLayout.rowLabels(grid, cell: cell) {
            out.write(name, x: left - 6, y: top + (Double(row) + 0.5) * cell + 4, "m e")
        }
    }

    private func drawFooter(_ out: inout SVGText) {
        var lines = SVGPath()
        lines.join([(left, bottom + 0.5), (right, bottom + 0.5)])
        for tick in xScale.ticks(most: layout.xTicks(panel)) {
            guard let place = x(tick.value) else { continue }
            // A cell's number stands below the cell's middle.
            let x = place + (panel.grid.map { layout.cellWidth($0) / 2 } ?? 0)
            guard x <= right + 0.5 else { continue }
            if panel.grid == nil { lines.join([(x, bottom), (x, bottom + 4)]) }
            out.write(tick.label, x: x, y: bottom + 16, "m c")
            out.write(tick.context, x: x, y: bottom + 16 + SVGLayout.textLine - 1, "m c")
        }
        if panel.grid == nil { out.draw(lines, "a") }
        var y = bottom + 16
        if case .time = panel.x.scale { y += SVGLayout.textLine }
        if !panel.x.label.isEmpty {
            y += SVGLayout.textLine
            out.write(panel.x.label, x: (left + right) / 2, y: y, "m c")
        }
        if let note = panel.grid?.note, !note.isEmpty {
            let most = Int(layout.panelWidth / 6)
            out.write(note, x: left - layout.left, y: y + SVGLayout.textLine, "m", most: most)
        }
    }

    /// Names at the right ends of their lines, moved apart.
    private func drawEndNames(_ out: inout SVGText) {
        let ends = panel.marks.compactMap { mark -> (y: Double, name: String, ink: Ink)? in
            switch mark {
            case .line(let line):
                guard !line.name.isEmpty, let last = line.ys.last(where: { self.y($0) != nil }),
                    let y = y(last)
                else { return nil }
                return (y, line.name, line.ink)
            case .rule(let rule):
                guard rule.direction == .level, !rule.name.isEmpty, let y = y(rule.value) else { return nil }
                return (y, rule.name, rule.ink)
            case .band, .points, .bars, .grid: return nil
            }
        }.sorted { ($0.y, $0.name) < ($1.y, $1.name) }
        var places = ends.map(\.y)
        let apart = 13.0
        for index in places.indices.dropFirst() {
            places[index] = max(places[index], places[index - 1] + apart)
        }
        var limit = bottom
        for index in places.indices.reversed() {
            places[index] = min(places[index], limit)
            limit = places[index] - apart
        }
        for (end, y) in zip(ends, places) {
            out.write(end.name, x: right + 8, y: y + 4, "p f\(end.ink.rawValue)", most: 28)
        }
    }

    // MARK: Marks

    private func draw(_ mark: Mark, _ out: inout SVGText) {
        switch mark {
        case .line(let line): draw(line, &out)
        case .band(let band): draw(band, &out)
        case .points(let points): draw(points, &out)
        case .bars(let bars): draw(bars, &out)
        case .rule(let rule): draw(rule, &out)
        case .grid: break
        }
    }

    private func draw(_ line: Line, _ out: inout SVGText) {
        let places = zip(line.xs, line.ys).lazy.map { x, y -> (x: Double, y: Double)? in
            guard let x = self.x(x), let y = self.y(y) else { return nil }
            return (x, y)
        }
        let runs = Thinning.runs(places, column: column)
        let ink = line.ink.rawValue
        var path = SVGPath()
        for run in runs where run.count > 1 { path.join(run, isStepped: line.isStepped) }
        out.draw(path, "l s\(ink) d\(ink)")
        var markers = SVGPath()
        let hasRoom = line.hasMarkers && Double(line.xs.count) * 11 <= width
        for run in runs where hasRoom || run.count == 1 {
            for point in run { markers.marker(line.ink, point.x, point.y) }
        }
        out.draw(markers, "f\(ink)")
    }

    private func draw(_ band: Band, _ out: inout SVGText) {
        func side(_ ys: [Double]) -> [[(x: Double, y: Double)]] {
            let places = band.xs.indices.lazy.map { index -> (x: Double, y: Double)? in
                guard self.y(band.lower[index]) != nil, self.y(band.upper[index]) != nil,
                    let x = self.x(band.xs[index]), let y = self.y(ys[index])
                else { return nil }
                return (x, y)
            }
            return Thinning.runs(places, column: column)
        }
        var path = SVGPath()
        for (lower, upper) in zip(side(band.lower), side(band.upper)) {
            if lower.count == 1 {
                let x = lower[0].x
                path.join([
                    (x - 3, lower[0].y), (x + 3, lower[0].y), (x + 3, upper[0].y), (x - 3, upper[0].y),
                ])
            } else {
                path.join(upper)
                path.follow(lower.reversed())
            }
            path.close()
        }
        out.draw(path, "b f\(band.ink.rawValue)")
    }

    private func draw(_ points: Points, _ out: inout SVGText) {
        let places = zip(points.xs, points.ys).lazy.map { x, y -> (x: Double, y: Double)? in
            guard let x = self.x(x), let y = self.y(y) else { return nil }
            return (x, y)
        }
        var path = SVGPath()
        for run in Thinning.runs(places, column: max(column, 3)) {
            for point in run { path.marker(points.ink, point.x, point.y, radius: 2.2) }
        }
        out.draw(path, "f\(points.ink.rawValue)")
    }

    private func draw(_ bars: Bars, _ out: inout SVGText) {
        guard let first = bars.edges.first.flatMap(x), let ground = y(0) else { return }
        var path = SVGPath()
        path.move(first, ground)
        for (height, edge) in zip(bars.heights, bars.edges.dropFirst()) {
            guard let x = x(edge) else { continue }
            path.upright(to: y(height) ?? ground)
            path.level(to: x)
        }
        path.upright(to: ground)
        path.close()
        out.draw(path, "f\(bars.ink.rawValue)")
    }

    private func draw(_ rule: Rule, _ out: inout SVGText) {
        let ink = rule.ink.rawValue
        var path = SVGPath()
        switch rule.direction {
        case .upright:
            guard let x = x(rule.value) else { return }
            path.join([(x, top), (x, bottom)])
            out.draw(path, "r s\(ink)")
            let isLeft = x + SVGLayout.length(rule.name) + 8 > right
            out.write(
                rule.name, x: isLeft ? x - 5 : x + 5, y: top + 11, isLeft ? "o e" : "o", most: 48)
        case .level:
            guard let y = y(rule.value) else { return }
            path.join([(left, y), (right, y)])
            out.draw(path, "r s\(ink)")
        }
    }
}

extension Mark {
    /// Whether there is nothing to be seen.
    var isEmpty: Bool {
        switch self {
        case .line(let line): !line.ys.contains { $0.isFinite }
        case .band(let band): !zip(band.lower, band.upper).contains { $0.isFinite && $1.isFinite }
        case .points(let points): !points.ys.contains { $0.isFinite }
        case .bars(let bars): bars.heights.isEmpty
        case .grid(let grid): grid.values.isEmpty
        case .rule: true
        }
    }
}
