import Neural
import Series
import Tables
import Testing

/// What a model sees of a window, by its definition, a number at a time.
struct WindowFormTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let normalise: Normalisation
        let channels: Channels
        let segment: Int
        var testDescription: String { "\(normalise.rawValue), \(channels.rawValue), segment \(segment)" }
    }

    static let forms = Normalisation.allCases.flatMap { normalise in
        Channels.allCases.flatMap { channels in
            [1, 2, 6].map { Form(normalise: normalise, channels: channels, segment: $0) }
        }
    }
    private static let (lookback, horizon) = (12, 6)
    private let table: Table

    init() {
        let values: [Double] = (0..<180).map { index -> Double in
            let number = index * index * 7 % 113
            return Double(number) / 16 - 2
        }
        table = Table(columns: ["a", "b", "c"], values: values, features: [2, 0], targets: [0, 2])
    }

    private func series(_ form: Form) throws -> ForecastSeries {
        try ForecastSeries(
            table: table,
            options: WindowOptions(
                lookback: Self.lookback, horizon: Self.horizon, normalise: form.normalise,
                channels: form.channels, segment: form.segment),
            split: Split(train: 40, validation: 10, test: 10), scaling: .none, name: "t")
    }

    private func value(_ row: Int, _ column: Int) -> Double { table.values[row * 3 + column] }

    /// Offset and scale of a column in the window whose first target is in row `origin`.
    private func level(_ column: Int, before origin: Int, _ normalise: Normalisation) -> (Double, Double) {
        let past = (origin - Self.lookback..<origin).map { value($0, column) }
        let mean = past.reduce(0, +) / Double(past.count)
        let variance = past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(past.count)
        switch normalise {
        case .none: return (0, 1)
        case .last: return (value(origin - 1, column), 1)
        case .mean: return (mean, 1)
        case .standard: return (mean, (variance + 1e-5).squareRoot())
        }
    }

    @Test(arguments: forms) func samples_areWhatTheDefinitionSays(form: Form) throws {
        let series = try series(form)
        let origins = [12, 30, 19]
        let columns = form.channels == .together ? [[2, 0]] : [[0], [2]]
        let batch = origins.count * columns.count
        #expect(series.samplesPerWindow == columns.count)
        let features = series.modelFeatures
        #expect(features == form.segment * columns[0].count)
        let input = FloatBuffer(count: batch * series.options.modelTimeSteps * features)
        let target = FloatBuffer(count: batch * series.outputs)
        let levels = WindowLevels(capacity: batch, targets: series.outputs / Self.horizon)
        series.gather(
            windows: origins.map { $0 - 12 }, part: .train, input: input, target: target,
            levels: form.normalise == .none ? nil : levels)
        var expected: [Float] = []
        for step in 0..<Self.lookback / form.segment {
            for origin in origins {
                for sample in columns {
                    for place in 0..<form.segment {
                        for column in sample {
                            let (offset, scale) = level(column, before: origin, form.normalise)
                            let row = origin - Self.lookback + step * form.segment + place
                            expected.append(Float((value(row, column) - offset) / scale))
                        }
                    }
                }
            }
        }
        #expect(input.count == expected.count)
        for (index, number) in expected.enumerated() { #expect(abs(input[index] - number) < 1e-5) }
        let targets = origins.flatMap { origin in
            form.channels == .together
                ? (0..<6).flatMap { [value(origin + $0, 0), value(origin + $0, 2)] }
                : [0, 2].flatMap { column in (0..<6).map { value(origin + $0, column) } }
        }
        #expect((0..<target.count).map { target[$0] } == targets.map { Float($0) })
        guard form.normalise != .none else { return }
        // What is put back on zeros is what was taken off.
        let zeros = FloatBuffer(count: target.count)
        let restored = FloatBuffer(count: target.count)
        levels.restore(zeros, samples: batch, horizon: Self.horizon, into: restored)
        let offsets = origins.flatMap { origin -> [Double] in
            let (first, _) = level(0, before: origin, form.normalise)
            let (second, _) = level(2, before: origin, form.normalise)
            return form.channels == .together
                ? (0..<6).flatMap { _ in [first, second] }
                : Array(repeating: first, count: 6) + Array(repeating: second, count: 6)
        }
        for (index, offset) in offsets.enumerated() { #expect(abs(Double(restored[index]) - offset) < 1e-5) }
    }

    @Test func stride_spacesTrainingWindowsAlone() throws {
        var options = WindowOptions(lookback: 4, horizon: 2)
        options.stride = 5
        let series = try ForecastSeries(
            table: table, options: options, split: Split(train: 40, validation: 10, test: 10),
            scaling: .none, name: "t")
        let train = (0..<series.windowCount(.train)).map { series.firstTargetRow(of: $0, .train) }
        #expect(train == [4, 9, 14, 19, 24, 29, 34])
        let test = (0..<series.windowCount(.test)).map { series.firstTargetRow(of: $0, .test) }
        #expect(test == Array(50...58))
    }

    @Test(arguments: [(7, "lookback", "12 or 14"), (4, "horizon", "4 or 8"), (12, "horizon", "12 would")])
    func segmentThatDoesNotDivide_isRefusedWithWhatWould(segment: Int, key: String, advice: String) {
        var options = WindowOptions(lookback: segment == 7 ? 13 : 12, horizon: segment == 7 ? 7 : 6)
        options.segment = segment
        #expect(options.problem?.key == key)
        #expect(options.problem?.message.contains(segment == 7 ? "7 or 14" : advice) == true)
    }
}
