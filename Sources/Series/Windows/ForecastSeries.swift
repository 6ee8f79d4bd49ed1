package import Tables

/// What a job trains on: scaled rows and all that is needed to cut windows from them.
///
/// A window is `lookback` rows in and the `horizon` rows behind them out. It belongs to the part that holds
/// all of its targets; in validation and test its inputs may reach back into the rows before, in training
/// they may not. A window without a real target value, or with a column that has no value at or before its
/// inputs' end, is none. Windows are cut when they are asked for and never stored.
package struct ForecastSeries: Sendable, Equatable {
    package enum Part: Sendable, CaseIterable {
        case train, validation, test
    }

    /// Names of the columns.
    package let columns: [String]
    /// Indices into `columns`.
    package let roles: ColumnRoles
    package let options: WindowOptions
    /// One behind the other, from row 0 on.
    package let stretches: [Stretch]
    package let scaler: Scaler
    /// Row-major (rows, columns): the scaled rows that the stretches cover; NaN where a value is missing.
    package let values: [Float]
    let missing: MissingRows?
    /// The rows of the windows' first targets, by part, in order.
    private let origins: [[UInt32]]

    /// T time steps in.
    package var lookback: Int { options.lookback }
    /// Time steps out.
    package var horizon: Int { options.horizon }
    /// Columns that are outputs, K of them.
    package var targets: [Int] { roles.targets }
    /// Samples of one window.
    package var samplesPerWindow: Int { options.samples(targets: targets.count) }
    /// Numbers of each time step that a model sees.
    package var modelFeatures: Int {
        options.modelFeatures(features: roles.features.count, known: roles.known.count)
    }
    /// Numbers of the horizon that a model is told, for one sample: horizon x known columns.
    package var modelKnown: Int { options.modelKnown(known: roles.known.count) }
    /// Numbers a model puts out for one sample: horizon x targets, horizon the slower index; with independent
    /// channels the horizon.
    package var outputs: Int { options.modelOutputs(targets: targets.count) }

    /// Scales the rows of the split, by what its training rows are like, and checks that every part that has
    /// rows has a window.
    ///
    /// - Parameters:
    ///   - pieces: rows that windows may lie in, together all; nil: all rows as one.
    ///   - name: what messages call the table.
    /// - Throws: `badOptions` where an option of the windows is out of range, `badSplit` where the table is
    ///   shorter than the split, `tooFewRows` where a part has rows and no window, `notNumeric` where a
    ///   scaled value is not finite.
    package init(
        table: Table, pieces: [Range<Int>]? = nil, options: WindowOptions, split: Split, scaling: Scaling,
        name: String
    ) throws(SeriesError) {
        if let problem = options.problem { throw SeriesError(.badOptions, problem.message, file: name) }
        guard split.rows <= table.rows, !split.train.isEmpty else {
            throw SeriesError(
                .badSplit, "the split covers \(split.rows) rows, and the table has \(table.rows)", file: name)
        }
        let scaler = Scaler.fit(table, rows: split.train, scaling: scaling)
        self.init(
            columns: table.columns, roles: table.roles, options: options,
            stretches: (pieces ?? [0..<table.rows]).map { Stretch($0, of: split) }
                .filter { !$0.rows.isEmpty },
            scaler: scaler, values: scaler.scaled(table, rows: 0..<split.rows))
        for part in Part.allCases where rowCount(part) > 0 && windowCount(part) == 0 {
            throw tooFewRows(part, name: name)
        }
        if let place = values.firstIndex(where: \.isInfinite) {
            throw SeriesError(
                .notNumeric,
                "row \(place / columns.count) lies so far from the training rows that its scaled value "
                    + "is not finite; correct it, or leave the column out",
                file: name, column: columns[place % columns.count])
        }
    }

    package init(
        columns: [String], roles: ColumnRoles, options: WindowOptions, stretches: [Stretch],
        scaler: Scaler, values: [Float]
    ) {
        self.columns = columns
        self.roles = roles
        self.options = options
        self.stretches = stretches
        self.scaler = scaler
        self.values = values
        missing = MissingRows(values, width: columns.count, stretches: stretches)
        origins =
            WindowOrigins(
                options, stretches: stretches, missing: missing, values: values, width: columns.count,
                targets: roles.targets
            ).byPart
    }

    /// Rows of a part, of all stretches.
    package func rowCount(_ part: Part) -> Int { stretches.reduce(0) { $0 + $1.range(part).count } }

    /// The windows of a part: 0 where it is too short.
    package func windowCount(_ part: Part) -> Int { origins[part.index].count }

    /// The row of a window's first target.
    package func firstTargetRow(of window: Int, _ part: Part) -> Int { Int(origins[part.index][window]) }

    private func tooFewRows(_ part: Part, name: String) -> SeriesError {
        let have = rowCount(part)
        // Only the first rows of a table lack inputs before them.
        let inputs =
            stretches.map { max(0, lookback - ($0.range(part).lowerBound - $0.rows.lowerBound)) }
            .min() ?? 0
        let need = inputs > 0 ? "\(inputs) rows in and \(horizon) out" : "\(horizon) rows out"
        let lacking = missing == nil ? "" : ", with a real target and no more missing than missing allows"
        return SeriesError(
            .tooFewRows,
            "the \(part) part has \(have) rows, and one window needs \(need)\(lacking); give the part at "
                + "least \(inputs + horizon) rows, or make lookback (\(lookback)) or horizon (\(horizon)) "
                + "smaller",
            file: name)
    }
}

extension ForecastSeries.Part {
    var index: Int {
        switch self {
        case .train: 0
        case .validation: 1
        case .test: 2
        }
    }
}
