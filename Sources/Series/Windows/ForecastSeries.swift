/// What a job trains on: scaled rows and all that is needed to cut windows from them.
///
/// A window is `lookback` rows in and the `horizon` rows behind them out. It belongs to the part that holds
/// all of its targets; in validation and test its inputs may reach back into the rows before, in training
/// they may not. Windows are cut when they are asked for and never stored.
package struct ForecastSeries: Sendable, Equatable {
    package enum Part: Sendable, CaseIterable {
        case train, validation, test
    }

    /// Names of the C columns.
    package let columns: [String]
    /// Indices into `columns` of the F inputs.
    package let features: [Int]
    /// Indices into `columns` of the K outputs.
    package let targets: [Int]
    /// T time steps in.
    package let lookback: Int
    /// Time steps out.
    package let horizon: Int
    package let split: Split
    package let scaler: Scaler
    /// Row-major (rows, C): the scaled rows that the split covers.
    package let values: [Float]

    /// Rows that the split covers.
    package var rows: Int { split.rows }
    /// F.
    package var inputs: Int { features.count }
    /// Numbers a model puts out for one window: horizon x targets, horizon the slower index.
    package var outputs: Int { horizon * targets.count }

    /// Scales the rows of the split, by what its training rows are like, and checks that every part that has
    /// rows has a window.
    ///
    /// - Parameter name: what messages call the table.
    /// - Throws: `badOptions` where lookback or horizon is below 1, `badSplit` where the table is shorter
    ///   than the split, `tooFewRows` where a part has rows and no window, `notNumeric` where a scaled value
    ///   is not finite.
    package init(
        table: Table, lookback: Int, horizon: Int, split: Split, scaling: Scaling, name: String
    ) throws(SeriesError) {
        for (key, value) in [("lookback", lookback), ("horizon", horizon)] {
            guard (1...Int(Int32.max)).contains(value) else {
                throw SeriesError(.badOptions, "\(key) is \(value); it must be at least 1", file: name)
            }
        }
        guard split.rows <= table.rows, !split.train.isEmpty else {
            throw SeriesError(
                .badSplit, "the split covers \(split.rows) rows, and the table has \(table.rows)", file: name)
        }
        let scaler = Scaler.fit(table, rows: split.train, scaling: scaling)
        self.init(
            columns: table.columns, features: table.features, targets: table.targets, lookback: lookback,
            horizon: horizon, split: split, scaler: scaler, values: scaler.scaled(table, rows: 0..<split.rows)
        )
        for part in Part.allCases where !range(part).isEmpty && windowCount(part) == 0 {
            throw tooFewRows(part, name: name)
        }
        if let place = values.firstIndex(where: { !$0.isFinite }) {
            throw SeriesError(
                .notNumeric,
                "row \(place / columns.count) lies so far from the training rows that its scaled value "
                    + "is not finite; correct it, or leave the column out",
                file: name, column: columns[place % columns.count])
        }
    }

    package init(
        columns: [String], features: [Int], targets: [Int], lookback: Int, horizon: Int, split: Split,
        scaler: Scaler, values: [Float]
    ) {
        self.columns = columns
        self.features = features
        self.targets = targets
        self.lookback = lookback
        self.horizon = horizon
        self.split = split
        self.scaler = scaler
        self.values = values
    }

    /// The rows of a part.
    package func range(_ part: Part) -> Range<Int> {
        switch part {
        case .train: split.train
        case .validation: split.validation
        case .test: split.test
        }
    }

    /// The windows of a part: 0 where it is too short.
    package func windowCount(_ part: Part) -> Int {
        max(0, range(part).upperBound - horizon + 1 - firstTargetRow(part))
    }

    /// The row of the first target of a part's window 0; window i begins i rows later.
    func firstTargetRow(_ part: Part) -> Int { max(range(part).lowerBound, lookback) }

    private func tooFewRows(_ part: Part, name: String) -> SeriesError {
        let have = range(part).count
        // Only the first rows of a table lack inputs before them.
        let inputs = firstTargetRow(part) - range(part).lowerBound
        let need = inputs > 0 ? "\(inputs) rows in and \(horizon) out" : "\(horizon) rows out"
        return SeriesError(
            .tooFewRows,
            "the \(part) part has \(have) rows, and one window needs \(need); give the part at least "
                + "\(inputs + horizon) rows, or make lookback (\(lookback)) or horizon (\(horizon)) smaller",
            file: name)
    }
}
