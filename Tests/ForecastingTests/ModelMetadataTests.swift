import Forecasting
import Neural
import Series
import Tables
import Testing

struct ModelMetadataTests {
    private let model: TrainedModel

    init() throws { model = SampleModel.trained(try SampleModel.description()) }

    @Test func metadata_areTheseTexts() {
        let lstm =
            #"{"lstm": {"units": 2, "activation": "tanh", "recurrent_activation": "sigmoid", "#
            + #""use_bias": true, "unit_forget_bias": true, "return_sequences": false, "#
            + #""go_backwards": false, "dropout": 0.2, "#
            + #""recurrent_dropout": 0.3, "dropout_masks": "per_gate", "#
            + #""kernel_initializer": "glorot_uniform", "recurrent_initializer": "orthogonal", "#
            + #""bias_initializer": "zeros", "trainable": true}}"#
        let dense =
            #"{"dense": {"units": 4, "activation": "linear", "use_bias": true, "#
            + #""kernel_initializer": "glorot_uniform", "bias_initializer": "zeros", "trainable": true}}"#
        #expect(
            model.metadata == [
                "kind": "lockstep model", "version": "4", "lockstep": "0.1.0", "name": "a b",
                "seed": "18446744073709551615",
                "layers": #"[{"dropout": {"rate": 0.25, "noise_shape": [null, 1, null]}}, "#
                    + #"{"spatial_dropout1d": {"rate": 0.1}}, "# + lstm + ", " + dense + "]",
                "loss": #"{"mse": {}}"#, "lookback": "3", "horizon": "2", "normalise": "last",
                "channels": "together",
                "segment": "1", "features": #"["load", "tem\"p"]"#,
                "targets": #"["wind", "load"]"#, "scaling": "standard",
                "columns": #"[{"name": "load", "offset": 1.5, "scale": 2.0}, "#
                    + #"{"name": "tem\"p", "offset": 0.10000000149011612, "scale": 0.30000001192092896}, "#
                    + #"{"name": "wind", "offset": -3.0, "scale": 1.0}]"#,
                "series": "[]", "series_names": "[]", "masked": "[]", "time": #"["date"]"#, "time_format": "",
                "time_zone": "",
                "format": #"{"skip_rows": 0}"#, "known": "[]",
                "calendar": "[]", "holidays": "[]", "missing": "forward_fill",
                "missing_values": #"["", "-"]"#, "missing_by_column": "{}",
                "steps": "600", "epochs": "40", "job": "name: a b\n", "job_sha256": SampleModel.digest,
                "data_sha256": SampleModel.digest,
            ])
    }

    @Test func model_comesBackFromMetadataAndWeights() throws {
        let back = try TrainedModel(metadata: model.metadata) { parameters in
            #expect(parameters == model.description.model.parameters)
            return model.weights
        }
        #expect(back.metadata == model.metadata)
        #expect(back.weights == model.weights)
        #expect(back.description.model.layers == SampleModel.layers)
        #expect(back.description.scalers[0] == model.description.scalers[0])
        #expect(back.description.table == model.description.table)
        #expect(back.description.columns == ["load", "tem\"p", "wind"])
        #expect(back.description.roles.targets == [2, 0])
    }

    @Test func residualsAndTimes_comeBack() throws {
        var model = model
        let residuals = Vector((0..<12).map { $0 == 5 ? .nan : Float($0) })
        model.calibration = Calibration(part: .validation, windows: 3, all: 7, residuals: residuals)
        let metadata = model.metadata.merging(["time_origin": "7 + 60"]) { first, _ in first }
        #expect(metadata["calibration"] == #"{"part": "validation", "windows": 3, "all": 7}"#)
        let back = try TrainedModel(metadata: metadata) { _ in
            model.weights
        } residuals: { shape in
            #expect(shape == [3, 2, 2])
            return residuals
        }
        #expect(back.metadata == metadata)
        #expect(back.description.origin.times == TimeOrigin(first: 7, step: .constant(nanoseconds: 60)))
        #expect(back.calibration?.windows == 3 && back.calibration?.all == 7)
        #expect(back.calibration?.residuals.map(\.bitPattern) == residuals.map(\.bitPattern))
    }

    @Test func slotsOfPaths_countFromTheTrainingsFirstTime() {
        func origin(_ times: TimeOrigin?) -> ModelOrigin {
            ModelOrigin(release: "", seed: 1, job: "", jobDigest: "", dataDigest: "", times: times)
        }
        let timed = origin(TimeOrigin(first: 100, step: .constant(nanoseconds: 10)))
        #expect(timed.slot(ofOrigin: 150, row: 3, samples: 7) == 35)
        #expect(timed.slot(ofOrigin: 90, row: 3, samples: 1) == .max)
        #expect(timed.slot(ofOrigin: nil, row: 3, samples: 7) == 21)
        #expect(origin(nil).slot(ofOrigin: 150, row: 3, samples: 7) == 21)
    }

    @Test func layersThatHoldOthers_comeBack() throws {
        let lstm = LSTM(units: 2, recurrentDropout: 0.3, dropoutMasks: .perGate)
        let layers: [Layer] = [
            .residual(
                Residual([
                    .bidirectional(Bidirectional(.lstm(lstm), mergeMode: .mul)),
                    .dropout(Dropout(rate: 0.1, noiseShape: [nil, 1])), .dense(Dense(units: 4)),
                ]))
        ]
        let model = try SampleModel.trained(SampleModel.description(layers: layers))
        let back = try TrainedModel(metadata: model.metadata) { _ in model.weights }
        #expect(back.description.model.layers == layers)
        #expect(back.metadata == model.metadata)
    }

    @Test func optionThatIsNotThere_hasItsDefault() throws {
        var metadata = model.metadata
        metadata["layers"] = #"[{"lstm": {"units": 2}}, {"dense": {"units": 4}}]"#
        let back = try TrainedModel(metadata: metadata) { Vector(zeros: $0.count) }
        #expect(back.description.model.layers == [.lstm(LSTM(units: 2)), .dense(Dense(units: 4))])
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let key: String
        /// Nil takes the key away.
        let text: String?
        let code: ForecastingError.Code
        let words: String
        var testDescription: String { "\(key): \(text?.prefix(60) ?? "missing")" }

        init(_ key: String, _ text: String?, _ code: ForecastingError.Code, _ words: String) {
            self.key = key
            self.text = text
            self.code = code
            self.words = words
        }
    }

    static let faults = [
        Fault("time_origin", "7 + 0", .badValue, "no time and step"),
        Fault("calibration", "[]", .malformed, "an object"),
        Fault("calibration", #"{"part": "validation", "windows": 3}"#, .malformed, "windows and all"),
        Fault(
            "calibration", #"{"part": "test", "windows": 3, "all": 3}"#, .badValue, "'test' is no part"),
        Fault(
            "calibration", #"{"part": "validation", "windows": 4, "all": 3}"#, .badValue, "4 windows of 3"),
        Fault(
            "calibration", #"{"part": "validation", "windows": 1e18, "all": 1e18}"#, .badValue,
            "it takes 1 to 2048"),
        Fault("series", #"["a", "b"]"#, .badValue, "2 columns"),
        Fault("series", #"["a"]"#, .inconsistent, "0 names"),
        Fault("series_names", #"["a"]"#, .inconsistent, "no column"),
        Fault("time_zone", "../etc/passwd", .badValue, "no name of a zone"),
        Fault("masked", "[7]", .malformed, "a text"),
        Fault("series_names", nil, .missingKey, "missing"),
        Fault(
            "columns",
            #"[{"name": "load", "offset": [1, 2], "scale": [1, 2]}, {"name": "tem\"p", "offset": [1, 2], "#
                + #""scale": [1, 2]}, {"name": "wind", "offset": [1, 2], "scale": [1, 2]}]"#,
            .inconsistent, "2 offsets"),
        Fault(
            "columns",
            #"[{"name": "load", "offset": [1], "scale": 1}, {"name": "tem\"p", "offset": 1, "#
                + #""scale": 1}, {"name": "wind", "offset": 1, "scale": 1}]"#,
            .malformed, "at least two"),
        Fault("kind", nil, .foreign, "lockstep model"),
        Fault("kind", "lockstep checkpoint", .foreign, "checkpoint"),
        Fault(
            "version", "2", .unknownVersion,
            "version 2, written by Lockstep 0.1.0; this program reads version 4"),
        Fault("version", nil, .missingKey, "version"),
        Fault("loss", nil, .missingKey, "missing"), Fault("loss", #"{"mse": 1}"#, .malformed, "object"),
        Fault("loss", #"{"hinge": {}}"#, .badValue, "mse, mae, huber"),
        Fault("loss", #"{"mse": {}, "mae": {}}"#, .badValue, "mse, mae, huber"),
        Fault("loss", #"{"huber": {"delta": 0}}"#, .badValue, "loss.huber.delta"),
        Fault("loss", #"{"pinball": {"quantiles": [0.1]}}"#, .inconsistent, "0.5"),
        Fault("loss", #"{"gaussian": {}}"#, .inconsistent, "2 numbers (mean, deviation)"),
        Fault("denormalise", "last", .unknownKey, "denormalise"),
        Fault("normalise", "first", .badValue, "none, last, mean, standard"),
        Fault("channels", nil, .missingKey, "channels"), Fault("segment", "0", .badValue, "segment"),
        Fault("segment", "2", .badValue, "lookback is 3, which segment (2) does not divide; 2 or 4"),
        Fault("channels", "independent", .inconsistent, "same columns"),
        Fault("lookback", "0", .badValue, "lookback"), Fault("lookback", "3.0", .badValue, "'3.0'"),
        Fault("lookback", "9223372036854775807", .badValue, "1 to 2147483647"),
        Fault("horizon", "-1", .badValue, "horizon"),
        Fault("horizon", "3", .inconsistent, "horizon of 3 x 2"),
        Fault("horizon", "9223372036854775807", .badValue, "1 to 2147483647"),
        Fault("seed", "-1", .badValue, "2^64"), Fault("steps", "+5", .badValue, "steps"),
        Fault("epochs", nil, .missingKey, "epochs"), Fault("missing", "guess", .badValue, "forward_fill"),
        Fault("scaling", "log", .badValue, "standard"), Fault("features", "[]", .inconsistent, "columns"),
        Fault("features", #"["load", "load"]"#, .inconsistent, "columns"),
        Fault("features", "7", .malformed, "a list"),
        Fault("features", #"["load"]"#, .inconsistent, "columns"),
        Fault("features", #"["wind", "tem\"p"]"#, .inconsistent, "columns"),
        Fault("targets", #"["wind", "wind"]"#, .inconsistent, "columns"),
        Fault("targets", #"["wind", 5]"#, .malformed, "5 is not a text"),
        Fault("time", "{", .malformed, "time"),
        Fault("known", #"["wind"]"#, .inconsistent, "a feature and no target"),
        Fault("calendar", #"["hour"]"#, .badValue, "'hour' is no calendar column"),
        Fault("calendar", #"["month", "month"]"#, .badValue, "month twice"),
        Fault("calendar", #"["holiday"]"#, .inconsistent, "columns"),
        Fault("holidays", #"["2024-02-30"]"#, .badValue, "'2024-02-30' is no date"),
        Fault("time_format", "%Q", .badValue, "%Q"),
        Fault("format", #"{"delimiter": "x"}"#, .badValue, "'x' is no delimiter"),
        Fault("format", #"{"quote": "x"}"#, .unknownKey, "'quote'"),
        Fault("format", #"{"skip_rows": -1}"#, .badValue, "-1"),
        Fault("missing_by_column", #"{"load": 1}"#, .malformed, "missing_by_column.load"),
        Fault("columns", "[]", .inconsistent, "0 columns"),
        Fault("columns", "[1, 2, 3]", .malformed, "columns[0]"),
        Fault("layers", "[]", .inconsistent, "0 layers"), Fault("layers", "[{}]", .malformed, "layers[0]"),
        Fault(
            "layers", #"[{"gnu": {"units": 2}}]"#, .unknownKey,
            "are: dropout, spatial_dropout1d, spatial_dropout2d"),
        Fault("layers", #"[{"lstm": {}}]"#, .missingKey, "layers[0].lstm.units"),
        Fault("layers", #"[{"lstm": {"units": 2, "unrol": true}}]"#, .unknownKey, "'unrol'"),
        Fault("layers", #"[{"lstm": {"units": 0}}]"#, .badValue, "0 is not from 1"),
        Fault(
            "layers", #"[{"lstm": {"units": 2.5}}]"#, .malformed,
            "layers[0].lstm.units: 2.5 is not a whole number"),
        Fault(
            "layers", #"[{"lstm": {"units": 2, "dropout": 1e999}}]"#, .malformed, "layers[0].lstm.dropout"),
        Fault(
            "layers", #"[{"lstm": {"units": 2, "activation": "mish"}}]"#, .badValue,
            "'mish' is none of: linear"),
        Fault("layers", #"[{"lstm": {"units": 2, "use_bias": 1}}]"#, .malformed, "true or false"),
        Fault("layers", #"[{"dropout": {"rate": 0.1, "noise_shape": [0]}}]"#, .badValue, "noise_shape"),
        Fault("layers", #"[{"dense": {"units": 4}}]"#, .inconsistent, "shape [3, 4]"),
        Fault("layers", #"[{"bidirectional": {}}]"#, .missingKey, "layers[0].bidirectional.layer"),
        Fault(
            "layers", #"[{"bidirectional": {"layer": {"dense": {"units": 4}}}}]"#, .unknownKey,
            "are: lstm, gru, simple_rnn, indrnn"),
        Fault(
            "layers", #"[{"residual": {"layers": [{"residual": {"layers": []}}]}}]"#, .unknownKey,
            "layers[0].residual.layers[0]"),
        Fault("layers", #"[{"residual": {"layers": []}}]"#, .inconsistent, "0 layers; 1 to 15"),
        Fault(
            "layers", #"[{"lstm": {"units": 990000}}, {"dense": {"units": 4}}]"#, .inconsistent, "supported"),
    ]

    @Test(arguments: faults)
    func fault_isRefusedWithItsName(fault: Fault) throws {
        var metadata = model.metadata
        metadata[fault.key] = fault.text
        try expect(fault.code, fault.words, metadata)
    }

    @Test(arguments: [
        (
            "\"offset\": 1.5", "\"offset\": 1e999", ForecastingError.Code.malformed, "columns[0].offset"
        ),
        ("\"scale\": 2.0", "\"scale\": 0.0", .badValue, "above 0"),
        ("\"scale\": 2.0", "\"scale\": -1", .badValue, "-1"),
        ("\"scale\": 2.0", "\"scale\": \"2\"", .malformed, "not a number"),
        ("\"offset\": 1.5", "\"mean\": 1.5", .malformed, "name, offset and scale"),
        ("\"wind\"", "\"wend\"", .inconsistent, "'wend', where features and targets name 'wind'"),
    ])
    func badColumn_isRefused(part: String, bad: String, code: ForecastingError.Code, words: String) throws {
        var metadata = model.metadata
        metadata["columns"] = metadata["columns"]?.replacing(part, with: bad)
        try expect(code, words, metadata)
    }

    private func expect(_ code: ForecastingError.Code, _ words: String, _ metadata: [String: String]) throws {
        let error = #expect(throws: ForecastingError(code, "")) {
            try TrainedModel(metadata: metadata) { Vector(zeros: $0.count) }
        }
        #expect(error.map { "\($0)".contains(words) } == true, "\(error.map { "\($0)" } ?? "none")")
    }

    @Test func weightThatIsNotFinite_isRefusedWithItsTensor() {
        let error = #expect(throws: ForecastingError(.notFinite, "")) {
            try TrainedModel(metadata: model.metadata) { parameters in
                var weights = Vector(zeros: parameters.count)
                weights[parameters.count - 1] = .nan
                return weights
            }
        }
        #expect(error?.message.contains("dense_3/bias holds nan") == true)
    }

    @Test func otherNumberOfWeights_isRefused() {
        #expect(throws: ForecastingError(.inconsistent, "")) {
            try TrainedModel(metadata: model.metadata) { Vector(zeros: $0.count - 1) }
        }
    }

    @Test func descriptionWithoutColumns_isRefused() {
        #expect(throws: ForecastingError(.inconsistent, "")) { try SampleModel.description(targets: nil) }
        #expect(throws: ForecastingError(.inconsistent, "")) {
            try SampleModel.description(targets: ["wind", "wind"])
        }
        #expect(throws: ForecastingError(.inconsistent, "")) { try SampleModel.description(offset: [0, 0]) }
        #expect(throws: ForecastingError(.badValue, "")) { try SampleModel.description(scale: [1, 1, -0.0]) }
    }
}
