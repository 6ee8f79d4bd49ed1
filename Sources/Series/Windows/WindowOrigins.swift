import Tables

/// Finds the windows of a series.
struct WindowOrigins {
    /// For each part, the rows of the windows' first targets, ascending.
    let byPart: [[UInt32]]

    init(
        _ options: WindowOptions, stretches: [Stretch], missing: MissingRows?, values: [Float], width: Int,
        targets: [Int]
    ) {
        let realBefore = missing.map { _ in Self.realTargets(values, width: width, targets: targets) }
        byPart = ForecastSeries.Part.allCases.map { part in
            var origins: [UInt32] = []
            for (index, stretch) in stretches.enumerated() {
                let rows = stretch.range(part)
                let first = max(rows.lowerBound, stretch.rows.lowerBound + options.lookback)
                let step = part == .train ? options.stride : 1
                for row in stride(from: first, through: rows.upperBound - options.horizon, by: step) {
                    if let missing, let realBefore {
                        guard row >= missing.ready[index],
                            realBefore[row] < realBefore[row + options.horizon]
                        else { continue }
                        let all = row - options.lookback..<row + options.horizon
                        if options.missing == .cut, !missing.isComplete(all) { continue }
                    }
                    origins.append(UInt32(row))
                }
            }
            return origins
        }
    }

    /// For each row, how many rows before it have a real target value.
    private static func realTargets(_ values: [Float], width: Int, targets: [Int]) -> [Int32] {
        var counts: [Int32] = [0]
        var count: Int32 = 0
        for row in 0..<values.count / width {
            if targets.contains(where: { !values[row * width + $0].isNaN }) { count += 1 }
            counts.append(count)
        }
        return counts
    }
}
