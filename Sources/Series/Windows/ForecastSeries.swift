package import Tables

/// What a job trains on: scaled rows and all that is needed to cut windows from them.
///
/// A window is `lookback` rows in and the `horizon` rows behind them out. It belongs to the part that holds
/// all of its targets; in validation and test its inputs may reach back into the rows before, in training
/// they may not. A window without a real target value, or with a column that has no value at or before its
/// inputs' end, is none. Windows are cut when they are asked for and never stored.
package struct ForecastSeries: Sendable, Equatable {
    package enum Part: Sendable, CaseIterable {
        /// Calibration has what was the end of validation.
        case train, validation, test, calibration
    }

    /// One of the series of a long table.
    package struct NamedSeries: Sendable, Equatable {
        package let name: String
        /// Which of `stretches` are its own, at least one.
        package let stretches: Range<Int>

        package init(name: String, stretches: Range<Int>) {
            self.name = name
            self.stretches = stretches
        }
    }

    /// Names of the columns.
    package let columns: [String]
    /// Indices into `columns`.
    package let roles: ColumnRoles
    package let options: WindowOptions
    /// One behind the other, from row 0 on.
    package let stretches: [Stretch]
    /// The series of a long table, by the bytes of their names; empty where there is but one.
    package let named: [NamedSeries]
    /// How the rows are scaled: all alike, or each of `named` by itself.
    package let scalers: [Scaler]
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
    /// Series that a model may tell apart: those of a long table, with each target for itself where channels
    /// are independent.
    package var modelSeries: Int { max(1, named.count) * samplesPerWindow }
    /// Numbers of each time step that a model sees.
    package var modelFeatures: Int {
        options.modelFeatures(
            features: roles.features.count, known: roles.known.count, masks: roles.masks.count)
    }
    /// Numbers of the horizon that a model is told, for one sample: horizon x known columns.
    package var modelKnown: Int { options.modelKnown(known: roles.known.count) }
    /// Targets of one sample: horizon x targets, horizon the slower index; with independent channels the
    /// horizon.
    package var outputs: Int { options.modelOutputs(targets: targets.count) }

    /// Which of the targets a value of a batch is of, (B, outputs), the samples of whole windows.
    package func target(ofValue place: Int) -> Int {
        (options.channels == .independent ? place / horizon : place) % targets.count
    }

    /// Which step of the horizon a value of a window is of, (C, outputs).
    package func step(ofValue place: Int) -> Int {
        options.channels == .independent ? place % horizon : place / targets.count
    }

    /// Scales the rows of the split, by what its training rows are like, and checks that every part that has
    /// rows has a window.
    ///
    /// - Parameters:
    ///   - pieces: rows that windows may lie in, together all; nil: all rows as one.
    ///   - given: how the columns are scaled; nil: as the training rows ask for.
    ///   - name: what messages call the table.
    /// - Throws: `badOptions` where an option of the windows is out of range, `badSplit` where the table is
    ///   shorter than the split, `tooFewRows` where a part has rows and no window, `notNumeric` where a
    ///   scaled value is not finite.
    package init(
        table: Table, pieces: [Range<Int>]? = nil, options: WindowOptions, split: Split, scaling: Scaling,
        given: Scaler? = nil, name: String
    ) throws(SeriesError) {
        guard split.rows.upperBound <= table.rows, !split.train.isEmpty else {
            throw SeriesError(
                .badSplit, "the split covers \(split.rows.count) rows, and the table has \(table.rows)",
                file: name)
        }
        try self.init(
            table, [SeriesRows(split: split, pieces: pieces ?? [0..<table.rows])], options: options,
            scaling: scaling, per: .table, given: given.map { [$0] }, name: name)
    }

    /// The same for the series of a long table that are kept.
    ///
    /// - Parameters:
    ///   - scope: whether each series is scaled by its own training rows.
    ///   - given: one scaler for all, or one for each series that is kept; nil: as training rows ask for.
    /// - Throws: also `tooFewRows` where no series is kept.
    package init(
        table: Table, selection: SeriesSelection, options: WindowOptions, scaling: Scaling,
        per scope: ScalingScope, given: [Scaler]? = nil, name: String
    ) throws(SeriesError) {
        guard !selection.kept.isEmpty else {
            let lines = selection.lines.joined(separator: " ")
            throw SeriesError(
                .tooFewRows,
                "no series is left to train on. \(lines) Make lookback (\(options.lookback)) or horizon "
                    + "(\(options.horizon)) smaller, or the training part larger", file: name)
        }
        try self.init(
            table, selection.kept, options: options, scaling: scaling, per: scope, given: given, name: name)
    }

    private init(
        _ table: Table, _ series: [SeriesRows], options: WindowOptions, scaling: Scaling,
        per scope: ScalingScope, given: [Scaler]?, name: String
    ) throws(SeriesError) {
        if let problem = options.problem { throw SeriesError(.badOptions, problem.message, file: name) }
        let scalers =
            given
            ?? (scope == .table
                ? [Scaler.fit(table, rows: series.map(\.split.train), scaling: scaling)]
                : series.map { Scaler.fit(table, rows: $0.split.train, scaling: scaling) })
        var stretches: [Stretch] = []
        var named: [NamedSeries] = []
        var values: [Float] = []
        for (index, one) in series.enumerated() {
            let start = one.split.rows.lowerBound - values.count / table.columns.count
            let first = stretches.count
            stretches += one.stretches.map { $0.moved(by: start) }
            if !one.name.isEmpty {
                named.append(NamedSeries(name: one.name, stretches: first..<stretches.count))
            }
            let scaler = scalers[scalers.count == 1 ? 0 : index]
            let scaled = scaler.scaled(table, rows: one.split.rows)
            if values.isEmpty { values = scaled } else { values += scaled }
        }
        self.init(
            columns: table.columns, roles: table.roles, options: options, stretches: stretches,
            named: named, scalers: scalers, values: values)
        for part in Part.allCases where rowCount(part) > 0 && windowCount(part) == 0 {
            throw tooFewRows(part, name: name)
        }
        if let place = values.firstIndex(where: \.isInfinite) {
            let series =
                namedSeries(ofRow: place / columns.count).map { " of series \(quoted($0.name))" } ?? ""
            throw SeriesError(
                .notNumeric,
                "row \(place / columns.count + 1)\(series), in order of time, lies so far from the training "
                    + "rows that its scaled value is not finite; correct it, or leave the column out",
                file: name, column: columns[place % columns.count])
        }
    }

    package init(
        columns: [String], roles: ColumnRoles, options: WindowOptions, stretches: [Stretch],
        named: [NamedSeries] = [], scalers: [Scaler], values: [Float]
    ) {
        precondition(scalers.count == 1 || scalers.count == named.count, "a scaler for all, or one each")
        self.columns = columns
        self.roles = roles
        self.options = options
        self.stretches = stretches
        self.named = named
        self.scalers = scalers
        self.values = values
        missing = MissingRows(values, width: columns.count, stretches: stretches)
        origins =
            WindowOrigins(
                options, stretches: stretches, missing: missing, values: values, width: columns.count,
                targets: roles.targets
            ).byPart
    }

    /// The same rows, none of which is in no part, as an encoding needs it: those behind a stretch's parts
    /// are of its test part. Windows that there were have the same inputs and targets.
    package var covered: ForecastSeries {
        let ends = stretches.dropFirst().map(\.rows.lowerBound) + [values.count / columns.count]
        guard zip(stretches, ends).contains(where: { $0.rows.upperBound != $1 }) else { return self }
        let whole = zip(stretches, ends).map { stretch, end in
            Stretch(
                start: stretch.train.lowerBound, train: stretch.train.count,
                validation: stretch.validation.count, calibration: stretch.calibration.count,
                test: end - stretch.test.lowerBound)
        }
        return ForecastSeries(
            columns: columns, roles: roles, options: options, stretches: whole, named: named,
            scalers: scalers, values: values)
    }

    /// The series that a row belongs to; nil where the rows are one series.
    package func namedSeries(ofRow row: Int) -> NamedSeries? { placeOfSeries(ofRow: row).map { named[$0] } }

    /// Its place in `named`.
    package func placeOfSeries(ofRow row: Int) -> Int? {
        let index = named.partitioningIndex { stretches[$0.stretches.lowerBound].rows.lowerBound > row }
        return index == 0 ? nil : index - 1
    }

    /// The scaler of one of `named`, or that of all.
    package func scaler(ofSeries index: Int) -> Scaler { scalers[scalers.count == 1 ? 0 : index] }

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
        let pieces = stretches.map { $0.range(part).count }.filter { $0 > 0 }
        let isInPieces = stretches.count > max(1, named.count)
        let holes =
            isInPieces ? " in \(pieces.count) pieces between holes, the longest of \(pieces.max() ?? 0)" : ""
        let ignoring = isInPieces ? ", or take rows as they follow each other by data.gaps: ignore" : ""
        return SeriesError(
            .tooFewRows,
            "the \(part) part has \(have) rows\(holes), and one window needs \(need)\(lacking); give the "
                + "part at least \(inputs + horizon) rows\(isInPieces ? " in one piece" : ""), or make "
                + "lookback (\(lookback)) or horizon (\(horizon)) smaller\(ignoring)",
            file: name)
    }
}

extension ForecastSeries.Part {
    var index: Int {
        switch self {
        case .train: 0
        case .validation: 1
        case .test: 2
        case .calibration: 3
        }
    }
}
