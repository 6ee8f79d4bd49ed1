package import Neural
import Series

/// The metadata of a model file, all of them texts:
///
/// | name | holds |
/// |---|---|
/// | `kind`, `version` | `lockstep model`; the version of this list |
/// | `lockstep` | the version of Lockstep that wrote it |
/// | `name`, `seed` | of the job |
/// | `layers` | JSON, as under `model` in a job file, every option written out |
/// | `lookback`, `horizon` | time steps in and out |
/// | `normalise`, `channels`, `segment` | how a window becomes samples, as under `data` in a job file |
/// | `features`, `targets` | JSON, names of columns, in the model's order |
/// | `scaling` | `standard`, `minmax` or `none` |
/// | `columns` | JSON, name, offset and scale of each feature and each target that is none |
/// | `time`, `missing_values` | JSON, names of columns; fields |
/// | `missing` | what a job file says of missing values |
/// | `steps`, `epochs` | updates and complete epochs that made the weights |
/// | `job`, `job_sha256` | the resolved job file without the path of its data, and the text's SHA-256 |
/// | `data_sha256` | SHA-256 of the encoded series |
///
/// A release that adds something without which a model forecasts otherwise raises the version.
extension TrainedModel {
    package static let kind = "lockstep model"
    package static let version = "2"

    /// The same for the same model, whoever trained it, where, when, and on how many workers.
    package var metadata: [String: String] {
        let model = description
        let columns = model.columns.enumerated().map { index, name in
            JSONValue.object([
                .init(name: "name", value: .text(name)),
                .init(name: "offset", value: .number(model.scaler.offset[index])),
                .init(name: "scale", value: .number(model.scaler.scale[index])),
            ])
        }
        return [
            "kind": Self.kind, "version": Self.version, "lockstep": model.origin.release,
            "name": model.name, "seed": "\(model.origin.seed)",
            "layers": LayerText.write(model.model.layers).written,
            "lookback": "\(model.lookback)", "horizon": "\(model.horizon)",
            "normalise": model.windows.normalise.rawValue, "channels": model.windows.channels.rawValue,
            "segment": "\(model.windows.segment)",
            "features": JSONValue.texts(model.features).written,
            "targets": JSONValue.texts(model.targets).written,
            "scaling": model.scaler.scaling.rawValue, "columns": JSONValue.list(columns).written,
            "time": JSONValue.texts(model.time).written, "missing": model.windows.missing.rawValue,
            "missing_values": JSONValue.texts(model.missingValues).written,
            "steps": "\(steps)", "epochs": "\(epochs)",
            "job": model.origin.job, "job_sha256": model.origin.jobDigest,
            "data_sha256": model.origin.dataDigest,
        ]
    }

    /// Reads metadata and checks all of them; then the weights.
    ///
    /// - Parameter weights: gives the P numbers of a model with these parameters.
    /// - Throws: `foreign`, `unknownVersion`, and what `ModelDescription` and `checkWeights` throw; whatever
    ///   `weights` throws.
    package init(metadata: [String: String], weights: (ParameterLayout) throws -> Vector) throws {
        var reader = try MetadataReader(metadata)
        let description = try ModelDescription(&reader)
        let steps = try reader.integer("steps", from: 0)
        let epochs = try reader.integer("epochs", from: 0)
        try reader.finish()
        let numbers = try weights(description.model.parameters)
        guard numbers.count == description.model.parameters.count else {
            throw ForecastingError(
                .inconsistent,
                "\(numbers.count) weights, but the layers have \(description.model.parameters.count)")
        }
        self.init(description: description, weights: numbers, steps: steps, epochs: epochs)
        try checkWeights()
    }
}

extension ModelDescription {
    fileprivate init(_ reader: inout MetadataReader) throws(ForecastingError) {
        let features = try reader.json("features").asTexts("features")
        let targets = try reader.json("targets").asTexts("targets")
        let table = TableOptions(
            time: try reader.json("time").asTexts("time"), features: features, targets: targets,
            missing: try reader.word("missing", MissingPolicy.self),
            missingValues: try reader.json("missing_values").asTexts("missing_values"))
        let origin = ModelOrigin(
            release: try reader.text("lockstep"), seed: try reader.seed("seed"), job: try reader.text("job"),
            jobDigest: try reader.text("job_sha256"), dataDigest: try reader.text("data_sha256"))
        let columns = Self.columns(features: features, targets: targets)
        let scaler = try Scaler(
            try reader.json("columns"), columns: columns,
            scaling: try reader.word("scaling", Scaling.self))
        let layers = try LayerText.read(try reader.json("layers"), key: "layers")
        let windows = WindowOptions(
            lookback: try reader.integer("lookback", from: 1),
            horizon: try reader.integer("horizon", from: 1),
            normalise: try reader.word("normalise", Normalisation.self),
            channels: try reader.word("channels", Channels.self),
            segment: try reader.integer("segment", from: 1), missing: table.missing)
        if let problem = windows.problem {
            throw ForecastingError(.badValue, problem.message, key: problem.key)
        }
        let (width, overflow) = features.count.multipliedReportingOverflow(by: windows.segment)
        guard !overflow else {
            throw ForecastingError(.badValue, "\(windows.segment) is too large", key: "segment")
        }
        let model: Model
        do {
            model = try Model(
                layers: layers, timeSteps: windows.modelTimeSteps,
                features: windows.channels == .independent ? windows.segment : width)
        } catch {
            throw ForecastingError(.inconsistent, "\(error)", key: "layers")
        }
        try self.init(
            name: try reader.text("name"), model: model, windows: windows, table: table, scaler: scaler,
            origin: origin)
    }
}

extension Scaler {
    fileprivate init(_ json: JSONValue, columns: [String], scaling: Scaling) throws(ForecastingError) {
        var offset: [Double] = []
        var scale: [Double] = []
        let rows = try json.asList("columns")
        guard rows.count == columns.count else {
            throw ForecastingError(
                .inconsistent, "\(rows.count) columns; features and targets name \(columns.count)",
                key: "columns")
        }
        for (index, row) in rows.enumerated() {
            let key = "columns[\(index)]"
            let members = try row.asObject(key)
            guard members.count == 3, let named = members["name"], let offsetValue = members["offset"],
                let scaleValue = members["scale"]
            else {
                throw ForecastingError(.malformed, "a column has name, offset and scale", key: key)
            }
            let name = try named.asText(key)
            guard name == columns[index] else {
                throw ForecastingError(
                    .inconsistent,
                    "'\(name.prefix(40))', where features and targets name '\(columns[index].prefix(40))'",
                    key: key)
            }
            offset.append(try offsetValue.asNumber(key))
            scale.append(try scaleValue.asNumber(key))
        }
        self.init(scaling: scaling, offset: offset, scale: scale)
    }
}
