import Neural
import Series
import Tables
import Testing

/// What a model says, in the scale of the series, by its definition.
struct PredictionTests {
    private static let forms: [TargetForm] = [.point, .quantiles([0.1, 0.5, 0.9]), .gaussian, .studentT]
    private static let (lookback, horizon, targets) = (4, 2, 2)
    private static let origins = [5, 9, 16]

    private static func value(_ row: Int, _ column: Int) -> Float {
        Float((2 * row + column) * (row + 3) % 17) / 4 - 1
    }

    private static func series(_ normalise: Normalisation) throws -> ForecastSeries {
        let values = (0..<40).map { Double(value($0 / 2, $0 % 2)) }
        return try ForecastSeries(
            table: Table(columns: ["a", "b"], values: values, features: [0, 1], targets: [0, 1]),
            options: WindowOptions(lookback: lookback, horizon: horizon, normalise: normalise),
            split: Split(train: 20, validation: 0, test: 0), scaling: .none, name: "t")
    }

    /// What was taken off a target in the window whose first target is in row `origin`.
    private static func level(
        _ target: Int, before origin: Int, _ normalise: Normalisation
    ) -> (offset: Float, scale: Float) {
        let past = (origin - lookback..<origin).map { value($0, target) }
        let mean = past.reduce(0, +) / Float(past.count)
        let variance = past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(past.count)
        switch normalise {
        case .none: return (0, 1)
        case .last: return (past[past.count - 1], 1)
        case .mean: return (mean, 1)
        case .standard: return (mean, (variance + 1e-5).squareRoot())
        }
    }

    @Test(arguments: forms, Normalisation.allCases)
    func placesMoveAndLengthsStretchWithTheWindow(form: TargetForm, normalise: Normalisation) throws {
        let series = try Self.series(normalise)
        let samples = Self.origins.count
        let count = samples * series.outputs
        let output = FloatBuffer(count: count * form.width)
        let stream = RandomStream(seed: 9)
        for (place, number) in stream.normal(count: output.count, domain: StreamDomain(.demo)).enumerated() {
            output[place] = number
        }
        let prediction = Prediction(
            of: output, form: form, capacity: samples, targets: Self.targets, options: series.options)
        #expect((prediction.levels == nil) == (normalise == .none))
        series.gather(
            windows: Self.origins.map { $0 - Self.lookback }, part: .train,
            input: FloatBuffer(count: samples * Self.lookback * 2), target: FloatBuffer(count: count),
            levels: prediction.levels)
        prediction.restore(samples: samples)

        let bounded = FloatBuffer(count: output.count)
        let slopes = FloatBuffer(count: output.count)
        let gradient = FloatBuffer(count: output.count)
        for place in 0..<output.count { (slopes[place], gradient[place]) = (1, 1) }
        form.bound(output, into: bounded, count: count)
        form.pullBack(slopes, output: output, count: count)
        prediction.pullBack(gradient, samples: samples)
        for place in 0..<output.count {
            let (value, number) = place.quotientAndRemainder(dividingBy: form.width)
            let (offset, scale) = Self.level(
                value % Self.targets, before: Self.origins[value / series.outputs], normalise)
            let isPlace = number < form.places
            let stretch = isPlace || number == form.length ? scale : 1
            let expected = isPlace ? output[place] * scale + offset : bounded[place] * stretch
            #expect((prediction.values[place] - expected).magnitude < 1e-5 * max(1, expected.magnitude))
            let slope = slopes[place] * stretch
            #expect((gradient[place] - slope).magnitude < 1e-5 * max(1, slope.magnitude))
        }
    }
}
