package import Neural
package import Series

/// What a model is, but for its weights: all that is needed to make its windows from a table, and forecasts
/// from its outputs.
package struct ModelDescription: Sendable {
    /// The job's name.
    package let name: String
    /// The layers, over windows of T time steps, the lookback, and F features.
    package let model: Model
    /// Time steps out.
    package let horizon: Int
    /// Names of the F inputs, in the order of the model's features.
    package let features: [String]
    /// Names of the K outputs, in the order of the model's.
    package let targets: [String]
    /// Of `columns`.
    package let scaler: Scaler
    /// Columns that order the rows of a table, the most significant first.
    package let time: [String]
    package let missing: MissingPolicy
    /// Fields that count as missing.
    package let missingValues: [String]
    package let origin: ModelOrigin

    /// - Parameter table: how a file becomes a table; its features and targets must be named.
    /// - Throws: `inconsistent` where no feature or target is named, or one twice, the layers take another
    ///   number of features or end in another number than horizon x K, or the scaler has another number of
    ///   columns; `notFinite` or `badValue` for an offset that is not finite or a scale that is not above 0;
    ///   `badValue` for a horizon below 1.
    package init(
        name: String, model: Model, horizon: Int, table: TableOptions, scaler: Scaler, origin: ModelOrigin
    ) throws(ForecastingError) {
        self.name = name
        self.model = model
        self.horizon = horizon
        features = table.features ?? []
        targets = table.targets ?? []
        self.scaler = scaler
        time = table.time
        missing = table.missing
        missingValues = table.missingValues
        self.origin = origin
        try checkColumns()
        try checkScaler()
    }

    /// T, time steps in.
    package var lookback: Int { model.timeSteps }
    /// The C columns that are scaled: the features, then the targets that are no features.
    package var columns: [String] { Self.columns(features: features, targets: targets) }
    /// How a file becomes a table that the model reads.
    package var tableOptions: TableOptions {
        TableOptions(
            time: time, features: features, targets: targets, missing: missing, missingValues: missingValues)
    }

    /// Numbers of `columns` for each target.
    package var targetColumns: [Int] {
        let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        return targets.map { places[$0] ?? 0 }
    }

    package static func columns(features: [String], targets: [String]) -> [String] {
        let inputs = Set(features)
        return features + targets.filter { !inputs.contains($0) }
    }

    private func checkColumns() throws(ForecastingError) {
        for (key, names) in [("features", features), ("targets", targets)] {
            guard !names.isEmpty else { throw ForecastingError(.inconsistent, "names no column", key: key) }
            guard Set(names).count == names.count else {
                throw ForecastingError(.inconsistent, "names a column twice", key: key)
            }
        }
        guard model.features == features.count else {
            throw ForecastingError(
                .inconsistent, "the layers take \(model.features) features, \(features.count) are named",
                key: "features")
        }
        guard horizon >= 1 else {
            throw ForecastingError(.badValue, "\(horizon); at least 1 is needed", key: "horizon")
        }
        let (outputs, overflow) = horizon.multipliedReportingOverflow(by: targets.count)
        guard !overflow, model.outputShape == [outputs] else {
            throw ForecastingError(
                .inconsistent,
                "the layers end in outputs of shape \(model.outputShape), a horizon of \(horizon) x "
                    + "\(targets.count) target(s) needs another", key: "layers")
        }
    }

    private func checkScaler() throws(ForecastingError) {
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
