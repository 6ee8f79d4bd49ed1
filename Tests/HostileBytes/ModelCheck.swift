import Forecasting
import Neural
import Series
import Store
import Tables

/// Model files: how they are meant, then the file.
///
/// | bytes | what |
/// |---|---|
/// | 1 | bit 0: the digest is put right; bit 1: no length before the header, which ends at a zero |
/// | | the file |
enum ModelCheck {
    /// Numbers of a window, and bytes of a pass, up to which a forecast is tried.
    private static let windowNumbers = 10_000
    private static let passBytes = 1 << 24

    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let options = reader.byte()
        var contents = Array(reader.rest)
        if options & 2 != 0 { contents = CheckpointCheck.framed(contents) }
        if options & 1 != 0 { CheckpointCheck.repairDigest(&contents) }

        let memory = try MemoryFile()
        contents.withUnsafeBytes { memory.put($0) }
        let model: TrainedModel
        do {
            model = try ModelFile.read(memory.path)
        } catch let error as StoreError {
            let isExpected = error.code == .corrupt || error.code == .otherRelease
            try promise(isExpected, "refused as \(error.code): \(error)")
            return .refused
        }
        try promise(model.weights.allSatisfy(\.isFinite), "a weight is not finite")
        try checkReturn(of: model, in: memory)
        try checkForecast(of: model)
        return .accepted
    }

    /// A model that was read is written and read again without a change.
    private static func checkReturn(of model: TrainedModel, in memory: MemoryFile) throws {
        let again = try unfailing("writing and reading a model that was read") {
            _ = try write(model, to: memory)
            return try ModelFile.read(memory.path)
        }
        try promise(again.metadata == model.metadata, "\(model.metadata) came back as \(again.metadata)")
        try promise(again.weights == model.weights, "weights changed")
        let bytes = try memory.bytes()
        let digest = try write(again, to: memory)
        try promise(
            try memory.bytes() == bytes, "a model that was written and read again is written otherwise")
        try promise(digest == Digest.sha256(bytes), "the digest that is told is not the file's")
    }

    /// A window of each series, of what the model was trained on in the middle: outputs of the promised
    /// number.
    private static func checkForecast(of model: TrainedModel) throws {
        let description = model.description
        let rows = description.lookback + description.horizon
        let (series, width) = (max(1, description.series.count), description.columns.count)
        guard rows <= windowNumbers, series * width <= windowNumbers / rows,
            description.model.runnerMemoryBytes(capacity: 1, backward: .none) <= passBytes
        else { return }
        try unfailing("a forecast of a model that was read") {
            let work = try work(of: model, .plain)
            let outputs = ForecastComputer(work).outputs(slice: 0)
            try promise(
                outputs.count == description.outputShape(windows: 1).reduce(1, *), "\(outputs.count) outputs")
        }
    }

    /// Passes over a window of each series, of what the model was trained on in the middle.
    static func work(of model: TrainedModel, _ passes: ForecastWork.Passes) throws -> ForecastWork {
        let description = model.description
        let rows = description.lookback + description.horizon
        let (series, width) = (max(1, description.series.count), description.columns.count)
        let middle = ForecastSeries(
            columns: description.columns, roles: description.roles, options: description.windows,
            stretches: (0..<series).map { Stretch(start: $0 * rows, train: 0, validation: 0, test: rows) },
            named: description.series.enumerated().map { index, name in
                ForecastSeries.NamedSeries(name: name, stretches: index..<index + 1)
            }, scalers: description.scalers, values: [Float](repeating: 0, count: series * rows * width))
        return try ForecastWork(
            model, series: middle,
            origins: (0..<series).map { UInt32($0 * rows + description.lookback) }, passes: passes,
            windowsAtOnce: 1)
    }

    private static func write(_ model: TrainedModel, to memory: MemoryFile) throws -> String {
        try ModelFile.write(model, to: memory.path, fileSystem: MemoryFileSystem(file: memory))
    }

    /// An input that holds a model's file.
    static func input(_ model: TrainedModel, isRepaired: Bool) throws -> [UInt8] {
        let memory = try MemoryFile()
        _ = try write(model, to: memory)
        let bytes = try memory.bytes()
        return isRepaired ? [3] + bytes[8...] : [0] + bytes
    }
}
