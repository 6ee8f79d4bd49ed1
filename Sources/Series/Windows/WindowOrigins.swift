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
                for row in options.origins(of: stretch, part).rows {
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

extension WindowOptions {
    /// Rows of a stretch at which a window of a part may have its first target, ascending.
    func origins(of stretch: Stretch, _ part: ForecastSeries.Part) -> WindowPlaces {
        let rows = stretch.range(part)
        return WindowPlaces(
            first: max(rows.lowerBound, stretch.rows.lowerBound + lookback),
            last: rows.upperBound - horizon, step: part == .train ? stride : 1)
    }
}

/// Rows `first`, `first` + `step` and so on, up to `last`.
struct WindowPlaces {
    let first: Int
    let last: Int
    let step: Int

    var count: Int { first <= last ? (last - first) / step + 1 : 0 }
    var rows: StrideThrough<Int> { stride(from: first, through: last, by: step) }
}
