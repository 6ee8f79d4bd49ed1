package import Neural
package import Series
package import Tables

/// What a model is, but for its weights: all that is needed to make its windows from a table, and forecasts
/// from its outputs.
package struct ModelDescription: Sendable {
    /// The job's name.
    package let name: String
    /// The layers, over a window's samples.
    package let model: Model
    /// What training made small: it says what the model's outputs are.
    package let loss: Loss
    /// How a window becomes samples; what it says of training alone has no meaning here.
    package let windows: WindowOptions
    /// How a file becomes a table that the model reads; its features and targets are named.
    package let table: TableOptions
    /// Columns that are made from the time: inputs behind those of the table, and known.
    package let calendar: CalendarColumns
    /// Columns of the table that have a mask, an input behind the calendar's that says where they have no
    /// value; it is not scaled.
    package let masked: [String]
    /// Names of the series of a long table, by their UTF-8 bytes; empty where the table names no column of
    /// them.
    package let series: [String]
    /// Of `columns`: one for all, or one for each of `series`.
    package let scalers: [Scaler]
    /// What the columns of `columns` are.
    package let roles: ColumnRoles
    package var origin: ModelOrigin

    /// - Throws: `inconsistent` where no feature or target is named, or one twice, a known column is no
    ///   feature or is a target, the layers take or end in other numbers than the windows' samples have, a
    ///   scaler has another number of columns, or there are other names or scalers than the table's series
    ///   need; `notFinite` or `badValue` for an offset that is not finite
    ///   or a scale that is not above 0; `badValue` for windows that cannot be.
    package init(
        name: String, model: Model, loss: Loss = .meanSquaredError, windows: WindowOptions,
        table: TableOptions,
        calendar: CalendarColumns = .none, masked: [String] = [], series: [String] = [], scalers: [Scaler],
        origin: ModelOrigin
    ) throws(ForecastingError) {
        self.name = name
        self.model = model
        self.loss = loss
        self.windows = windows
        self.table = table
        self.calendar = calendar
        self.masked = masked
        self.series = series
        self.scalers = scalers
        self.origin = origin
        roles = Self.roles(table, calendar, masked)
        try checkColumns()
        try checkSeries()
        for scaler in scalers { try check(scaler) }
    }

    /// Names of the F inputs, in the order of the model's features.
    package var features: [String] { Self.features(table, calendar, masked) }
    /// Names of the K outputs, in the order of the model's.
    package var targets: [String] { table.targets ?? [] }
    /// Names of inputs whose values over the horizon are inputs, too.
    package var known: [String] { table.known + calendar.names }
    /// T, time steps in.
    package var lookback: Int { windows.lookback }
    /// Time steps out.
    package var horizon: Int { windows.horizon }
    /// The C columns that are scaled: the features, then the targets that are no features.
    package var columns: [String] { Self.columns(features: features, targets: targets) }
    /// The shape of what is said of W windows, in the order of the model's outputs: (W, horizon, K), or with
    /// independent channels (W, K, horizon), and Q where that is above 1.
    package func outputShape(windows: Int) -> [Int] {
        let values =
            self.windows.channels == .independent ? [targets.count, horizon] : [horizon, targets.count]
        return [windows] + values + (loss.form.width > 1 ? [loss.form.width] : [])
    }

    /// Columns of a window: the features, and targets that are none where something is taken off them.
    package var windowColumns: [String] { windows.normalise == .none ? features : columns }
    package static func columns(features: [String], targets: [String]) -> [String] {
        let inputs = Set(features)
        return features + targets.filter { !inputs.contains($0) }
    }

    package static func features(
        _ table: TableOptions, _ calendar: CalendarColumns, _ masked: [String]
    ) -> [String] {
        (table.features ?? []) + calendar.names + masked.map(Table.maskName)
    }

    private static func roles(
        _ table: TableOptions, _ calendar: CalendarColumns, _ masked: [String]
    ) -> ColumnRoles {
        let features = features(table, calendar, masked)
        let columns = columns(features: features, targets: table.targets ?? [])
        let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        func indices(_ names: [String]) -> [Int] { names.map { places[$0] ?? 0 } }
        return ColumnRoles(
            features: Array(features.indices), targets: indices(table.targets ?? []),
            known: indices(table.known + calendar.names),
            masks: zip(indices(masked.map(Table.maskName)), indices(masked)).map {
                ColumnRoles.Mask(column: $0, of: $1)
            })
    }

    private func checkColumns() throws(ForecastingError) {
        for (key, names) in [("features", features), ("targets", targets)] {
            guard !names.isEmpty else { throw ForecastingError(.inconsistent, "names no column", key: key) }
            guard Set(names).count == names.count else {
                throw ForecastingError(.inconsistent, "names a column twice", key: key)
            }
        }
        guard Set(known).isSubset(of: features), Set(known).isDisjoint(with: targets) else {
            throw ForecastingError(
                .inconsistent, "a known column is a feature and no target", key: "known")
        }
        if let problem = windows.problem {
            throw ForecastingError(.badValue, problem.message, key: problem.key)
        }
        guard Set(masked).isSubset(of: table.features ?? []), Set(masked).count == masked.count,
            masked.isEmpty || windows.channels == .together || masked == targets
        else {
            throw ForecastingError(
                .inconsistent, "what has a mask is a feature; with independent channels, all targets are",
                key: "masked")
        }
        let plain = known + masked.map(Table.maskName)
        if windows.channels == .independent, Set(features).subtracting(plain) != Set(targets) {
            throw ForecastingError(
                .inconsistent,
                "with independent channels the features that are not known and the targets are the same "
                    + "columns",
                key: "features")
        }
        let (outputs, overflow) = windows.horizon.multipliedReportingOverflow(
            by: targets.count * loss.form.width)
        let (numbers, isTooWide) = features.count.multipliedReportingOverflow(by: windows.segment)
        guard !overflow, !isTooWide, outputs <= Int(Int32.max), numbers <= Int(Int32.max),
            model.timeSteps == windows.modelTimeSteps,
            model.features
                == windows.modelFeatures(
                    features: features.count, known: known.count, masks: masked.count)
        else {
            throw ForecastingError(
                .inconsistent,
                "the layers take \(model.timeSteps) x \(model.features) numbers, which a lookback of "
                    + "\(windows.lookback) over \(features.count) feature(s) does not give", key: "features")
        }
        guard model.known == windows.modelKnown(known: known.count) else {
            throw ForecastingError(
                .inconsistent,
                "the layers are told \(model.known) numbers of the horizon, and \(known.count) column(s) are "
                    + "known", key: "known")
        }
        let form = loss.form
        guard model.outputShape == [windows.modelOutputs(targets: targets.count) * form.width] else {
            throw ForecastingError(
                .inconsistent,
                "the layers end in outputs of shape \(model.outputShape), a horizon of \(horizon) x "
                    + "\(targets.count) target(s) x \(form) needs another", key: "layers")
        }
    }

    /// How the values of a series are scaled.
    ///
    /// - Parameter name: nil where it has none.
    /// - Throws: `unknownSeries` where each series is scaled by itself and the name is none of theirs.
    package func scaler(of name: String?) throws(ForecastingError) -> Scaler {
        scalers.count == 1 ? scalers[0] : scalers[try place(of: name, because: "scales each of its")]
    }

    /// A series' place in `series`.
    ///
    /// - Parameter reason: why it has to be one of them: words before their number.
    /// - Throws: `unknownSeries` where the name is none of theirs.
    func place(of name: String?, because reason: String) throws(ForecastingError) -> Int {
        let place = name.flatMap { name in series.firstIndex { $0.utf8.elementsEqual(name.utf8) } }
        guard let place else {
            let given = name.map { "\(quoted($0)) is none of them" } ?? "none is named"
            throw ForecastingError(
                .unknownSeries,
                "the model \(reason) \(series.count) series by itself, and \(given); there are: "
                    + listed(series))
        }
        return place
    }

    private func checkSeries() throws(ForecastingError) {
        guard series.isEmpty == (table.series == nil) else {
            throw ForecastingError(
                .inconsistent, "\(series.count) names, of \(table.series == nil ? "no" : "a") column",
                key: "series_names")
        }
        guard scalers.count == 1 || (scalers.count > 1 && scalers.count == series.count) else {
            throw ForecastingError(
                .inconsistent, "\(scalers.count) scales for \(series.count) series", key: "columns")
        }
        guard zip(series, series.dropFirst()).allSatisfy({ $0.utf8.lexicographicallyPrecedes($1.utf8) })
        else {
            throw ForecastingError(
                .inconsistent, "names are not in the order of their bytes", key: "series_names")
        }
    }

    private func check(_ scaler: Scaler) throws(ForecastingError) {
        let columns = columns
        guard scaler.offset.count == columns.count, scaler.scale.count == columns.count else {
            throw ForecastingError(
                .inconsistent, "\(scaler.offset.count) columns are scaled, of \(columns.count)",
                key: "columns")
        }
        for (index, name) in columns.enumerated() {
            let (offset, scale) = (scaler.offset[index], scaler.scale[index])
            guard offset.isFinite, scale.isFinite else {
                throw ForecastingError(
                    .notFinite, "'\(name)' has the offset \(offset) and the scale \(scale)", key: "columns")
            }
            guard scale > 0 else {
                throw ForecastingError(
                    .badValue, "'\(name)' has the scale \(scale); it must be above 0", key: "columns")
            }
        }
    }
}
