import Neural
import Series
import Tables

/// Encoded series: 1 byte, whose bit 0 has the checksum put behind the rest, then the series.
enum SeriesCheck {
    /// Windows with everything that decoding works out for them.
    static let options = WindowOptions(
        lookback: 3, horizon: 2, normalise: .standard, stride: 2, missing: .interpolate)

    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let isRepaired = reader.byte() & 1 != 0
        var encoded = Array(reader.rest)
        if isRepaired {
            let checksum = ForecastSeries.checksum(reader.rest)
            withUnsafeBytes(of: checksum.littleEndian) { encoded.append(contentsOf: $0) }
        }
        let series: ForecastSeries
        do {
            series = try ForecastSeries.decode(encoded.span, name: "the series", options: options)
        } catch {
            try promise(error.code == .corrupt, "refused as \(error.code): \(error)")
            return .refused
        }
        try promise(series.encode() == encoded, "a series is encoded otherwise than it was")
        try promise(series.values.allSatisfy { !$0.isInfinite }, "a value is infinite")
        try promise(series.windowCount(.train) > 0, "no training window")
        for part in ForecastSeries.Part.allCases { try gather(part, of: series, bytes: encoded.count) }
        return .accepted
    }

    /// The first and the last window of a part, into memory of exactly their size.
    private static func gather(_ part: ForecastSeries.Part, of series: ForecastSeries, bytes: Int) throws {
        let count = series.windowCount(part)
        guard count > 0 else { return }
        let size = series.lookback * series.roles.features.count + series.modelKnown + series.outputs
        try promise(size <= bytes, "a window of \(size) numbers from \(bytes) bytes")
        let input = FloatBuffer(count: 2 * series.options.modelTimeSteps * series.modelFeatures)
        let known = FloatBuffer(count: 2 * series.modelKnown)
        let target = FloatBuffer(count: 2 * series.outputs)
        let levels = WindowLevels(capacity: 2, targets: series.targets.count)
        series.gather(
            windows: [0, count - 1], part: part, input: input, target: target, known: known,
            levels: levels)
        try promise((0..<input.count).allSatisfy { input[$0].isFinite }, "an input is not finite")
    }

    /// An input that holds a series.
    static func input(_ series: ForecastSeries, isRepaired: Bool) -> [UInt8] {
        isRepaired ? [1] + series.encode().dropLast(8) : [0] + series.encode()
    }
}
