import Neural
import Series
import Tables
import Testing

/// Metrics of windows by their definitions, a value at a time, in the values' own units.
struct WindowMetricsTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let form: TargetForm
        let channels: Channels
        var testDescription: String { "\(form), \(channels.rawValue)" }
    }

    static let forms = [TargetForm.point, .quantiles([0.2, 0.5, 0.7]), .quantiles([0.5]), .studentT].flatMap {
        form in Channels.allCases.map { Form(form: form, channels: $0) }
    }
    private static let (horizon, season) = (3, 4)

    private static func value(_ row: Int, _ column: Int) -> Double {
        (row + 2 * column) % 9 == 4 ? .nan : Double((3 * row + 5 * column) % 13) * (column == 0 ? 1 : 100) - 3
    }

    /// Two series of one table, each scaled by itself, behind each other.
    private static func table() -> Table {
        Table(
            columns: ["a", "b"], values: (0..<120).map { value($0 / 2, $0 % 2) }, features: [0, 1],
            targets: [1, 0],
            series: [Table.Series(name: "x", rows: 0..<30), Table.Series(name: "y", rows: 30..<60)])
    }

    private static func series(_ channels: Channels) throws -> ForecastSeries {
        let table = table()
        let options = WindowOptions(
            lookback: 2, horizon: horizon, channels: channels, missing: .forwardFill)
        let splits = [0, 30].map { Split(start: $0, train: 18, validation: 6, test: 6) }
        let selection = SeriesSelection(
            table, splits: splits, pieces: nil, options: options, scaling: .standard, per: .series)
        return try ForecastSeries(
            table: table, selection: selection, options: options, scaling: .standard, per: .series, name: "t")
    }

    /// The definitions, of one value: mean |y_t - y_(t-m)| over its series' training rows.
    private static func difference(_ first: Int, _ column: Int) -> Double {
        let all = (first + season..<first + 18).map { value($0, column) - value($0 - season, column) }
        let real = all.filter { !$0.isNaN }
        return real.reduce(0) { $0 + $1.magnitude } / Double(real.count)
    }

    @Test(arguments: forms) func sums_areThoseOfTheDefinitions(form: Form) throws {
        let series = try Self.series(form.channels)
        let (windows, width) = (0..<series.windowCount(.validation), form.form.width)
        #expect(windows.count == 8)
        let values = windows.count * series.samplesPerWindow * series.outputs
        let said = FloatBuffer(count: values * width)
        let target = FloatBuffer(count: values)
        let stream = RandomStream(seed: 2)
        let numbers = stream.normal(count: said.count, domain: StreamDomain(.demo))
        for (place, number) in numbers.enumerated() { said[place] = number }
        form.form.sort(said, count: values)
        series.gather(
            windows: windows, part: .validation,
            input: FloatBuffer(count: windows.count * series.samplesPerWindow * 2 * series.modelFeatures),
            target: target)
        let sums = WindowMetrics(series, form: form.form, season: Self.season)
            .sums(of: windows, .validation, said: said, target: target)

        var wanted = MetricSums(samples: windows.count)
        for window in windows {
            let origin = series.firstTargetRow(of: window, .validation)
            let first = origin < 30 ? 0 : 30
            let scaler = series.scaler(ofSeries: first / 30)
            for step in 0..<Self.horizon {
                for (index, column) in [1, 0].enumerated() {
                    let inside =
                        form.channels == .independent
                        ? index * Self.horizon + step : step * 2 + index
                    let place = (window * Self.horizon * 2 + inside) * width
                    let y = Self.value(origin + step, column)
                    if y.isNaN { continue }
                    let scaled = Double(scaler.scaled(y, column: column))
                    let f = said[place + form.form.point]
                    wanted.errors.add(forecast: Double(f), target: scaled)
                    let own = Double(f) * scaler.scale[column] + scaler.offset[column]
                    wanted.percentages += 200 * (own - y).magnitude / (own.magnitude + y.magnitude)
                    wanted.scaledError += (own - y).magnitude / Self.difference(first, column)
                    wanted.scaledCount += 1
                    guard case .quantiles(let quantiles) = form.form, quantiles.count > 1 else { continue }
                    for (number, q) in quantiles.enumerated() {
                        let e = scaled - Double(said[place + number])
                        wanted.pinball += (e > 0 ? q * e : (q - 1) * e) / 3
                    }
                    let isInside = Double(said[place]) <= scaled && scaled <= Double(said[place + 2])
                    wanted.covered += isInside ? 1 : 0
                    wanted.quantileCount += 1
                }
            }
        }
        #expect(sums.samples == 8 && sums.errors.count == wanted.errors.count && sums.errors.count > 20)
        #expect(sums.scaledCount == wanted.scaledCount && sums.covered == wanted.covered)
        #expect(sums.quantileCount == wanted.quantileCount)
        #expect(sums.covered < sums.quantileCount || sums.quantileCount == 0)
        for (found, expected) in [
            (sums.errors.squaredError, wanted.errors.squaredError),
            (sums.errors.absoluteError, wanted.errors.absoluteError),
            (sums.percentages, wanted.percentages), (sums.scaledError, wanted.scaledError),
            (sums.pinball, wanted.pinball),
        ] {
            #expect((found - expected).magnitude <= 1e-5 * expected.magnitude)
        }
    }

    @Test func withoutSeason_nothingIsScaled() throws {
        let series = try Self.series(.together)
        let said = FloatBuffer(count: 6)
        let target = FloatBuffer(count: 6)
        target[3] = .nan
        let sums = WindowMetrics(series, form: .point, season: nil)
            .sums(of: 0..<1, .train, said: said, target: target)
        #expect(sums.scaledCount == 0 && sums.scaledError == 0 && sums.errors.count == 5)
    }
}
