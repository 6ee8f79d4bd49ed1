/// A forecast that anybody makes without a model, and against which every model is held. It is made of values
/// that are there, never of filled ones, and of no row before the window's stretch.
package struct NaiveForecast: Sendable {
    package enum Kind: Sendable, Hashable {
        /// The last value at or before the origin, for the whole horizon.
        case lastValue
        /// The last so many rows, again and again. For a value that is missing there stands the one a season
        /// earlier, or more of them, and where the stretch has none the last value.
        case lastSeason(Int)
    }

    package let kind: Kind
    /// Row-major (rows, width), NaN where a value is missing.
    private let values: [Float]
    private let width: Int
    /// Columns of the K targets.
    private let targets: [Int]
    private let horizon: Int

    /// A season has at least one row.
    package init(_ kind: Kind, values: [Float], width: Int, targets: [Int], horizon: Int) {
        if case .lastSeason(let season) = kind { precondition(season >= 1, "a season has a row") }
        precondition(width > 0 && values.count.isMultiple(of: width), "values hold whole rows")
        precondition(targets.allSatisfy((0..<width).contains), "every target names a column")
        self.kind = kind
        self.values = values
        self.width = width
        self.targets = targets
        self.horizon = horizon
    }

    /// The forecast of one window: (horizon, K), horizon the slower index; NaN where a target has no value
    /// before.
    ///
    /// - Parameters:
    ///   - firstTargetRow: the row behind the origin.
    ///   - firstRow: of the stretch in which the window lies.
    package func forecast(firstTargetRow: Int, firstRow: Int) -> [Float] {
        (0..<horizon).flatMap { step in
            targets.map { value(step, column: $0, firstTargetRow: firstTargetRow, firstRow: firstRow) }
        }
    }

    /// Calls back with every target that is there and has a forecast, horizon the slower index: the step and
    /// the target's number, the forecast and what happened, both as scaled as the rows are.
    package func forEachValue(
        firstTargetRow: Int, firstRow: Int,
        _ body: (_ step: Int, _ target: Int, _ forecast: Float, _ value: Float) -> Void
    ) {
        precondition(
            0...firstTargetRow ~= firstRow && (firstTargetRow + horizon) * width <= values.count,
            "the rows hold the window")
        for step in 0..<horizon {
            for (target, column) in targets.enumerated() {
                let value = values[(firstTargetRow + step) * width + column]
                // First, so that nothing is looked for where nothing happened.
                if value.isNaN { continue }
                let forecast = self.value(
                    step, column: column, firstTargetRow: firstTargetRow, firstRow: firstRow)
                if !forecast.isNaN { body(step, target, forecast, value) }
            }
        }
    }

    /// Adds one window's errors to the sums, one a target.
    package func addErrors(firstTargetRow: Int, firstRow: Int, to sums: inout [ErrorSums]) {
        precondition(sums.count == targets.count, "there is a sum for each target")
        forEachValue(firstTargetRow: firstTargetRow, firstRow: firstRow) { _, target, forecast, value in
            sums[target].add(forecast: Double(forecast), target: Double(value))
        }
    }

    private func value(_ step: Int, column: Int, firstTargetRow: Int, firstRow: Int) -> Float {
        if case .lastSeason(let season) = kind {
            let row = firstTargetRow - season + step % season
            let value = lastValue(column: column, from: row, by: season, firstRow: firstRow)
            if !value.isNaN { return value }
        }
        return lastValue(column: column, from: firstTargetRow - 1, by: 1, firstRow: firstRow)
    }

    /// The first value that is there, from a row backwards in strides; NaN where there is none.
    private func lastValue(column: Int, from row: Int, by stride: Int, firstRow: Int) -> Float {
        var row = row
        while row >= firstRow {
            let value = values[row * width + column]
            if !value.isNaN { return value }
            row -= stride
        }
        return .nan
    }
}
