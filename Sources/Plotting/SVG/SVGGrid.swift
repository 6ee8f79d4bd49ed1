/// The cells of a grid, as few strokes: one for each run of equal cells in a row.
struct SVGGrid {
    private let grid: Grid
    private let left, top, width, height: Double

    init(_ grid: Grid, left: Double, top: Double, width: Double, height: Double) {
        self.grid = grid
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }

    private var cellWidth: Double { width / Double(max(1, grid.columns)) }
    private var cellHeight: Double { height / Double(max(1, grid.rows)) }

    func draw(_ out: inout SVGText) {
        guard grid.rows > 0, grid.columns > 0 else { return }
        out.rectangle(x: left, y: top, width: width, height: height, "z")
        let place = "translate(\(PlotNumber.pixels(left)) \(PlotNumber.pixels(top)))"
        // More than two decimals, since these are multiplied by the number of cells.
        out.add("<g transform=\"\(place) scale(\(cellWidth) \(cellHeight))\">")
        switch grid.kind {
        case .mask: out.add(stroke("k s\(Ink.blue.rawValue)") { $0 == 1 })
        case .signed:
            for strength in 1...Grid.strengths {
                let opacity = ["", "0.45", "0.72", "1"][strength]
                out.add(stroke("k s\(Ink.blue.rawValue)", opacity) { $0 == strength })
                // Thinner, so that the sign is seen without the colour.
                out.add(stroke("w s\(Ink.vermilion.rawValue)", opacity) { $0 == -strength })
            }
        }
        out.add("</g>")
        drawGaps(&out)
    }

    /// Runs of the cells whose level is among those asked for.
    private func stroke(_ style: String, _ opacity: String = "", _ isMeant: (Int) -> Bool) -> String {
        var path = ""
        for row in 0..<grid.rows {
            var column = 0
            /// Where the pen is in this row.
            var pen: Int?
            while column < grid.columns {
                let start = column
                while column < grid.columns, grid.level(row: row, column: column).map(isMeant) ?? false {
                    column += 1
                }
                if column > start {
                    path += pen.map { "m\(start - $0) 0" } ?? "M\(start) \(row).5"
                    path += "h\(column - start)"
                    pen = column
                } else {
                    column += 1
                }
            }
        }
        let strength = opacity.isEmpty ? "" : " stroke-opacity=\"\(opacity)\""
        return "<path class=\"\(style)\"\(strength) d=\"\(path)\"/>"
    }

    /// Fine lines between the cells where these are large enough.
    private func drawGaps(_ out: inout SVGText) {
        var path = SVGPath()
        if cellWidth >= 5 {
            for column in 1..<max(2, grid.columns) {
                let x = left + Double(column) * cellWidth
                path.join([(x, top), (x, top + height)])
            }
        }
        if cellHeight >= 5 {
            for row in 1..<max(2, grid.rows) {
                let y = top + Double(row) * cellHeight
                path.join([(left, y), (left + width, y)])
            }
        }
        out.draw(path, "n")
    }
}
