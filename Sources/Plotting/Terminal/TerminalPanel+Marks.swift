/// What is drawn inside.
extension TerminalPanel {
    func drawLines(_ canvas: inout TextCanvas) {
        var plane = DotPlane(columns: width, rows: height, style)
        let (dotsWide, dotsHigh) = (Double(plane.width), Double(plane.height))
        var single: [(x: Int, y: Int, ink: Ink)] = []
        for mark in panel.marks {
            guard case .line(let line) = mark else { continue }
            let places = zip(line.xs, line.ys).lazy.map { x, y -> (x: Double, y: Double)? in
                guard let x = xScale.place(x), let y = yScale.place(y) else { return nil }
                return (min(x * dotsWide, dotsWide - 1), min((1 - y) * dotsHigh, dotsHigh - 1))
            }
            for run in Thinning.runs(places, column: 1) {
                plane.join(run, ink: line.ink, isStepped: line.isStepped)
                guard run.count == 1 else { continue }
                single.append((Int(run[0].x) / style.dots.x, Int(run[0].y) / style.dots.y, line.ink))
            }
        }
        for y in 0..<height {
            for x in 0..<width {
                guard let (character, ink) = plane.character(column: x, row: y) else { continue }
                canvas.put(character, x: left + x, y: top + y, ink: ink)
            }
        }
        for point in single {
            canvas.put(style.marker(point.ink), x: left + point.x, y: top + point.y, ink: point.ink)
        }
    }

    func drawBands(_ canvas: inout TextCanvas) {
        var depths = Array(repeating: (depth: 0, ink: Ink.neutral), count: width * height)
        for mark in panel.marks {
            guard case .band(let band) = mark else { continue }
            for x in 0..<width {
                let share = (Double(x) + 0.5) / Double(width)
                guard let (low, high) = band.limits(at: share, xScale),
                    let first = row(high), let last = row(low)
                else { continue }
                for y in min(first, last)...max(first, last) {
                    let cell = (y - top) * width + x
                    depths[cell] = (depths[cell].depth + 1, band.ink)
                }
            }
        }
        for (cell, shade) in depths.enumerated() where shade.depth > 0 {
            let character = style.shades[min(shade.depth, style.shades.count) - 1]
            canvas.put(character, x: left + cell % width, y: top + cell / width, ink: shade.ink)
        }
    }

    func drawRules(_ canvas: inout TextCanvas) {
        for mark in panel.marks {
            guard case .rule(let rule) = mark else { continue }
            switch rule.direction {
            case .upright:
                guard let x = column(rule.value) else { continue }
                for y in top..<bottom where canvas.isFree(x: x, y: y) {
                    canvas.put(style.isUnicode ? "\u{250A}" : "|", x: x, y: y, ink: rule.ink, isQuiet: true)
                }
                let columns = SafeText.columns(SafeText.shown(rule.name))
                let first = x + 1 + columns <= left + width ? x + 1 : max(left, x - columns)
                canvas.write(rule.name, x: first, y: top, columns: left + width - first, ink: rule.ink)
            case .level:
                guard let y = row(rule.value) else { continue }
                for x in left..<left + width where canvas.isFree(x: x, y: y) {
                    canvas.put(style.isUnicode ? "\u{2508}" : "-", x: x, y: y, ink: rule.ink, isQuiet: true)
                }
            }
        }
    }

    func draw(_ bars: Bars, _ canvas: inout TextCanvas) {
        for x in 0..<width {
            let low = xScale.low + (xScale.high - xScale.low) * Double(x) / Double(width)
            let high = xScale.low + (xScale.high - xScale.low) * Double(x + 1) / Double(width)
            var highest = 0.0
            for (index, height) in bars.heights.enumerated()
            where bars.edges[index] < high && bars.edges[index + 1] > low { highest = max(highest, height) }
            guard let share = yScale.place(highest) else { continue }
            let eighths = Int((share * Double(height) * 8).rounded())
            for y in 0..<height {
                let inside = min(8, eighths - 8 * (height - 1 - y))
                guard let block = style.block(eighths: inside) else { continue }
                canvas.put(block, x: left + x, y: top + y, ink: bars.ink)
            }
        }
    }

    func draw(_ points: Points, _ canvas: inout TextCanvas) {
        for (x, y) in zip(points.xs, points.ys) {
            guard let x = column(x), let y = row(y) else { continue }
            canvas.put(style.marker(points.ink), x: x, y: y, ink: points.ink)
        }
    }

    func draw(_ grid: Grid, _ canvas: inout TextCanvas) {
        for row in 0..<height {
            let name = TextCanvas.fitted(grid.rowNames[row], columns: layout.left - 1)
            canvas.write(
                name, x: left - 1 - SafeText.columns(name), y: top + row, columns: layout.left, isQuiet: true)
            for column in 0..<width {
                guard let level = grid.level(row: row, column: column) else { continue }
                let ink: Ink = level == 0 ? .neutral : level > 0 ? .blue : .vermilion
                canvas.put(style.cell(grid.kind, level: level), x: left + column, y: top + row, ink: ink)
            }
        }
        var notes = grid.note.isEmpty ? [] : [grid.note]
        if width < grid.columns { notes.append("the first \(width) of \(grid.columns) columns") }
        if height < grid.rows { notes.append("the first \(height) of \(grid.rows) rows") }
        canvas.write(
            notes.joined(separator: "; "), x: left, y: bottom, columns: layout.panelWidth - layout.left,
            isQuiet: true)
    }
}

extension Band {
    /// Between which values the band lies at a share of the axis; nil outside and in gaps.
    fileprivate func limits(at share: Double, _ scale: AxisScale) -> (low: Double, high: Double)? {
        guard xs.count > 1 else { return nil }
        // The places ascend.
        var (first, last) = (0, xs.count - 1)
        while last - first > 1 {
            let middle = (first + last) / 2
            if scale.place(xs[middle]) ?? 0 <= share { first = middle } else { last = middle }
        }
        guard let start = scale.place(xs[first]), let end = scale.place(xs[last]), start <= share,
            share <= end, end > start
        else { return nil }
        let part = (share - start) / (end - start)
        let low = lower[first] + (lower[last] - lower[first]) * part
        let high = upper[first] + (upper[last] - upper[first]) * part
        return low.isFinite && high.isFinite ? (low, high) : nil
    }
}
