package import Neural
import Series
import Tables

/// The metadata of a model file, all of them texts:
///
/// | name | holds |
/// |---|---|
/// | `kind`, `version` | `lockstep model`; the version of this list |
/// | `lockstep` | the version of Lockstep that wrote it |
/// | `name`, `seed` | of the job |
/// | `layers` | JSON, as under `model` in a job file, every option written out |
/// | `loss` | JSON, as `training.loss` in a job file with every option: what the outputs are |
/// | `lookback`, `horizon` | time steps in and out |
/// | `normalise`, `channels`, `segment` | how a window becomes samples, as under `data` in a job file |
/// | `features`, `targets` | JSON, names of columns, in the model's order |
/// | `scaling` | `standard`, `minmax`, `robust` or `none` |
/// | `known` | JSON, names of features whose values over the horizon are inputs, too |
/// | `calendar`, `holidays` | JSON, words of a job file; dates |
/// | `columns` | JSON, name, offset and scale of each feature, calendar column and target that is none |
/// | `masked` | JSON, names of features beside which an input says where they have no value |
/// | `series`, `series_names` | JSON, lists: the column that names a long table's series; their names |
/// | `time`, `time_format` | JSON, names of columns; how they are written, empty where it is to be found |
/// | `time_zone` | whose clocks show the times, empty where the job does not say |
/// | `format` | JSON, as in a job file: what is not there is to be found |
/// | `missing` | what a job file says of missing values |
/// | `missing_values`, `missing_by_column` | JSON, fields; further ones, by column |
/// | `steps`, `epochs` | updates and complete epochs that made the weights |
/// | `job`, `job_sha256` | the resolved job file without the path of its data, and the text's SHA-256 |
/// | `data_sha256` | SHA-256 of the encoded series |
/// | `time_origin` | from where time steps are counted (`TimeOrigin`); not there without times |
/// | `calibration` | JSON, windows with residuals: `part`, `windows` of `all`; not there without any |
///
/// Where each series is scaled by itself, a column's offset and scale are lists with a number for each.
/// A release that adds something without which a model forecasts otherwise raises the version.
extension TrainedModel {
    package static let kind = "lockstep model"
    package static let version = "4"

    /// The same for the same model, whoever trained it, where, when, and on how many workers.
    package var metadata: [String: String] {
        let model = description
        let columns = model.columns.enumerated().map { index, name in
            func numbers(_ each: (Scaler) -> [Double]) -> JSONValue {
                let values = model.scalers.map { JSONValue.number(each($0)[index]) }
                return values.count == 1 ? values[0] : .list(values)
            }
            return JSONValue.object([
                .init(name: "name", value: .text(name)), .init(name: "offset", value: numbers(\.offset)),
                .init(name: "scale", value: numbers(\.scale)),
            ])
        }
        let own = [
            "kind": Self.kind, "version": Self.version, "lockstep": model.origin.release,
            "name": model.name, "seed": "\(model.origin.seed)",
            "layers": LayerText.write(model.model.layers).written,
            "loss": LayerText.write(model.loss).written,
            "lookback": "\(model.lookback)", "horizon": "\(model.horizon)",
            "normalise": model.windows.normalise.rawValue, "channels": model.windows.channels.rawValue,
            "segment": "\(model.windows.segment)",
            "masked": JSONValue.texts(model.masked).written,
            "series_names": JSONValue.texts(model.series).written,
            "scaling": model.scalers[0].scaling.rawValue, "columns": JSONValue.list(columns).written,
            "calendar": JSONValue.texts(model.calendar.columns.map(\.rawValue)).written,
            "holidays": JSONValue.texts(model.calendar.holidays?.dates.map(\.description) ?? []).written,
            "steps": "\(steps)", "epochs": "\(epochs)",
            "job": model.origin.job, "job_sha256": model.origin.jobDigest,
            "data_sha256": model.origin.dataDigest,
        ]
        var further: [String: String] = [:]
        further["time_origin"] = model.origin.times?.rawValue
        further["calibration"] = calibration?.text.written
        return own.merging(further) { own, _ in own }.merging(TableText.write(model.table)) { own, _ in own }
    }

    /// Reads metadata and checks all of them; then the weights, and the residuals where there are any.
    ///
    /// - Parameters:
    ///   - weights: gives the P numbers of a model with these parameters.
    ///   - residuals: gives the numbers of so many windows in this shape.
    /// - Throws: `foreign`, `unknownVersion`, and what `ModelDescription` and `checkWeights` throw; whatever
    ///   `weights` and `residuals` throw.
    package init(
        metadata: [String: String], weights: (ParameterLayout) throws -> Vector,
        residuals: (_ shape: [Int]) throws -> Vector = { Vector(zeros: $0.reduce(1, *)) }
    ) throws {
        var reader = try MetadataReader(metadata)
        let description = try ModelDescription(&reader)
        let steps = try reader.integer("steps", from: 0)
        let epochs = try reader.integer("epochs", from: 0)
        let kept = try Calibration.Kept(&reader)
        try reader.finish()
        let numbers = try weights(description.model.parameters)
        guard numbers.count == description.model.parameters.count else {
            throw ForecastingError(
                .inconsistent,
                "\(numbers.count) weights, but the layers have \(description.model.parameters.count)")
        }
        let calibration = try kept.map { kept in
            let shape = description.outputShape(windows: kept.windows)
            try kept.check(numbers: shape.reduce(1, *))
            return Calibration(
                part: kept.part, windows: kept.windows, all: kept.all, residuals: try residuals(shape))
        }
        self.init(
            description: description, weights: numbers, steps: steps, epochs: epochs,
            calibration: calibration)
        try checkWeights()
    }
}

extension ModelDescription {
    fileprivate init(_ reader: inout MetadataReader) throws(ForecastingError) {
        let table = try TableText.read(&reader)
        let calendar = try CalendarColumns(&reader)
        let origin = ModelOrigin(
            release: try reader.text("lockstep"), seed: try reader.seed("seed"), job: try reader.text("job"),
            jobDigest: try reader.text("job_sha256"), dataDigest: try reader.text("data_sha256"),
            times: try TimeOrigin(&reader))
        let masked = try reader.json("masked").asTexts("masked")
        let features = Self.features(table, calendar, masked)
        let known = table.known.count + calendar.names.count
        let columns = Self.columns(features: features, targets: table.targets ?? [])
        let series = try reader.json("series_names").asTexts("series_names")
        let scalers = try Self.scalers(
            try reader.json("columns"), columns: columns, series: series.count,
            scaling: try reader.word("scaling", Scaling.self))
        let layers = try LayerText.read(try reader.json("layers"), key: "layers")
        let loss = try LayerText.readLoss(try reader.json("loss"), key: "loss")
        let windows = WindowOptions(
            lookback: try reader.integer("lookback", from: 1),
            horizon: try reader.integer("horizon", from: 1),
            normalise: try reader.word("normalise", Normalisation.self),
            channels: try reader.word("channels", Channels.self),
            segment: try reader.integer("segment", from: 1), missing: table.missing)
        if let problem = windows.problem {
            throw ForecastingError(.badValue, problem.message, key: problem.key)
        }
        let samples = max(1, windows.samples(targets: table.targets?.count ?? 0))
        let model: Model
        do {
            model = try Model(
                layers: layers, timeSteps: windows.modelTimeSteps,
                features: windows.modelFeatures(
                    features: features.count, known: known, masks: masked.count),
                known: windows.modelKnown(known: known),
                channels: samples, series: max(1, series.count) * samples)
        } catch {
            throw ForecastingError(.inconsistent, "\(error)", key: "layers")
        }
        try self.init(
            name: try reader.text("name"), model: model, loss: loss, windows: windows, table: table,
            calendar: calendar, masked: masked, series: series, scalers: scalers, origin: origin)
    }
}

extension CalendarColumns {
    fileprivate init(_ reader: inout MetadataReader) throws(ForecastingError) {
        var columns: [CalendarColumn] = []
        for word in try reader.json("calendar").asTexts("calendar") {
            guard let column = CalendarColumn(rawValue: word) else {
                throw ForecastingError(
                    .badValue, "'\(word.prefix(40))' is no calendar column", key: "calendar")
            }
            columns.append(column)
        }
        var dates: [CivilDate] = []
        for text in try reader.json("holidays").asTexts("holidays") {
            guard let date = HolidayDates.date(text[...]) else {
                throw ForecastingError(.badValue, "'\(text.prefix(40))' is no date", key: "holidays")
            }
            dates.append(date)
        }
        do {
            try self.init(
                columns, holidays: columns.contains(.holiday) ? HolidayDates(dates) : nil)
        } catch {
            throw ForecastingError(.badValue, error.message, key: "calendar")
        }
    }
}

extension ModelDescription {
    /// One scaler, or one for each series: then each column has as many offsets and scales.
    fileprivate static func scalers(
        _ json: JSONValue, columns: [String], series: Int, scaling: Scaling
    ) throws(ForecastingError) -> [Scaler] {
        var offsets: [[Double]] = []
        var scales: [[Double]] = []
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
            offsets.append(try numbers(offsetValue, key))
            scales.append(try numbers(scaleValue, key))
        }
        let count = offsets.first?.count ?? 1
        guard (offsets + scales).allSatisfy({ $0.count == count }), count == 1 || count == series else {
            throw ForecastingError(
                .inconsistent,
                "columns have \(count) offsets, or others more or fewer, for \(series) series",
                key: "columns")
        }
        return (0..<count).map { index in
            Scaler(scaling: scaling, offset: offsets.map { $0[index] }, scale: scales.map { $0[index] })
        }
    }

    /// A number, or at least two of them.
    private static func numbers(_ json: JSONValue, _ key: String) throws(ForecastingError) -> [Double] {
        guard case .list(let list) = json else { return [try json.asNumber(key)] }
        guard list.count > 1 else {
            throw ForecastingError(.malformed, "a list of numbers has at least two", key: key)
        }
        var numbers: [Double] = []
        for value in list { numbers.append(try value.asNumber(key)) }
        return numbers
    }
}
