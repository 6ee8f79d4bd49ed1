/// Fewer points that look the same: of each column of pixels the first, the lowest, the highest and the last.
package enum Thinning {
    /// Points at the most in a whole picture, so that its file stays small.
    static let points = 16_000

    /// Runs of points between gaps, with at most four points a column.
    ///
    /// - Parameters:
    ///   - points: where each value stands; nil for a gap.
    ///   - column: width of a column, above 0.
    package static func runs(_ points: some Sequence<(x: Double, y: Double)?>, column: Double)
        -> [[(x: Double, y: Double)]]
    {
        var runs: [[(x: Double, y: Double)]] = []
        var run: [(x: Double, y: Double)] = []
        var held = ColumnOfPoints()
        func end() {
            run += held.points
            held = ColumnOfPoints()
            if !run.isEmpty { runs.append(run) }
            run = []
        }
        for point in points {
            guard let point else {
                end()
                continue
            }
            let place = (point.x / column).rounded(.down)
            if held.place != place {
                run += held.points
                held = ColumnOfPoints()
                held.place = place
            }
            held.take(point)
        }
        end()
        return runs
    }
}

/// What is kept of the points of one column.
private struct ColumnOfPoints {
    var place = -Double.infinity
    private var count = 0
    /// With the order in which they came.
    private var first, low, high, last: (order: Int, point: (x: Double, y: Double))?

    mutating func take(_ point: (x: Double, y: Double)) {
        let new = (order: count, point: point)
        count += 1
        if first == nil { first = new }
        if low.map({ point.y < $0.point.y }) ?? true { low = new }
        if high.map({ point.y > $0.point.y }) ?? true { high = new }
        last = new
    }

    /// In their order, each once.
    var points: [(x: Double, y: Double)] {
        var points: [(x: Double, y: Double)] = []
        var order = -1
        for kept in [first, low, high, last].compactMap({ $0 }).sorted(by: { $0.order < $1.order })
        where kept.order != order {
            points.append(kept.point)
            order = kept.order
        }
        return points
    }
}
