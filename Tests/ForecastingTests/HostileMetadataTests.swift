import Forecasting
import Neural
import Series
import Tables
import Testing

/// Metadata that are large take time and memory in proportion, and what they claim sets nothing aside.
@Suite(.timeLimit(.minutes(1))) struct HostileMetadataTests {
    private let metadata: [String: String]

    init() throws { metadata = SampleModel.trained(try SampleModel.description()).metadata }

    @Test func manyColumns_areReadOnceAndNotForEachOfThem() throws {
        var metadata = metadata
        let names = (0..<100_000).map { "c\($0)" }
        let columns = names.map { "{\"name\": \"\($0)\", \"offset\": 0, \"scale\": 1}" }
        metadata["features"] = JSONValue.texts(names).written
        metadata["targets"] = #"["c99999", "c0"]"#
        metadata["columns"] = "[\(columns.joined(separator: ","))]"
        metadata["layers"] = #"[{"lstm": {"units": 1}}, {"dense": {"units": 4}}]"#
        let model = try TrainedModel(metadata: metadata) { Vector(zeros: $0.count) }
        #expect(model.description.roles.targets == [99_999, 0])
    }

    @Test func manyLayers_areReadUpToTheirLimit() throws {
        var metadata = metadata
        func layers(_ count: Int) -> String {
            let rest = #"{"lstm": {"units": 2}}, {"dense": {"units": 4}}]"#
            return "[" + String(repeating: #"{"spatial_dropout1d": {"rate": 0}}, "#, count: count - 2) + rest
        }
        metadata["layers"] = layers(1 << 16)
        let model = try TrainedModel(metadata: metadata) { Vector(zeros: $0.count) }
        #expect(model.description.model.layers.count == 1 << 16)
        metadata["layers"] = layers((1 << 16) + 1)
        #expect(throws: ForecastingError(.inconsistent, "")) {
            try TrainedModel(metadata: metadata) { Vector(zeros: $0.count) }
        }
    }

    @Test func passThatTakesMoreMemoryThanIsAllowed_isRefusedBeforeAnyIsSetAside() throws {
        var metadata = metadata
        metadata["lookback"] = "1000000"
        metadata["layers"] =
            #"[{"lstm": {"units": 50, "return_sequences": true}}, {"lstm": {"units": 4}}, "#
            + #"{"dense": {"units": 4}}]"#
        let model = try TrainedModel(metadata: metadata) { Vector(zeros: $0.count) }
        #expect(throws: ForecastingError(.tooLarge, "")) {
            try ForecastWork(model, series: ForecastSeries(model), origins: [], windowsAtOnce: 100)
        }
    }
}

extension ForecastSeries {
    /// No row at all, in the columns that a model reads.
    fileprivate init(_ model: TrainedModel) {
        let description = model.description
        self.init(
            columns: description.columns, roles: description.roles, options: description.windows,
            stretches: [], scalers: description.scalers, values: [])
    }
}
