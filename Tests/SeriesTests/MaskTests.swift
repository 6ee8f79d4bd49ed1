import Neural
import Series
import Tables
import Testing

/// Inputs that say where a value is missing.
struct MaskTests {
    /// Columns a and b, of which a lacks two values in the training rows, and b one behind them.
    private static let table: Table = {
        var values = (0..<60).map { Double($0 * $0 % 11) }
        for place in [8, 10, 51] { values[place] = .nan }
        return Table(columns: ["a", "b"], values: values, features: [0, 1], targets: [0, 1])
    }()

    private func series(_ options: WindowOptions, scaling: Scaling = .standard) throws -> ForecastSeries {
        let columns = Self.table.columnsToMask(training: [0..<20], channels: options.channels)
        return try ForecastSeries(
            table: Self.table.appending(masksOf: columns, name: "t"), options: options,
            split: Split(train: 20, validation: 10, test: 0), scaling: scaling, name: "t")
    }

    private func inputs(_ series: ForecastSeries, _ windows: [Int]) -> [Float] {
        let batch = windows.count * series.samplesPerWindow
        let input = FloatBuffer(count: batch * series.options.modelTimeSteps * series.modelFeatures)
        let target = FloatBuffer(count: batch * series.outputs)
        series.gather(
            windows: windows, part: .train, input: input, target: target,
            levels: WindowLevels(capacity: batch, targets: series.outputs / series.horizon))
        return (0..<input.count).map { input[$0] }
    }

    @Test func columnsWithAGapInTheTrainingRows_getAMask() throws {
        #expect(Self.table.columnsToMask(training: [0..<20], channels: .together) == [0])
        #expect(Self.table.columnsToMask(training: [0..<4, 6..<20], channels: .together) == [])
        #expect(Self.table.columnsToMask(training: [0..<30], channels: .together) == [0, 1])
        #expect(Self.table.columnsToMask(training: [0..<20], channels: .independent) == [0, 1])
        #expect(Self.table.columnsToMask(training: [6..<20], channels: .independent) == [])
        let masked = try Self.table.appending(masksOf: [0], name: "t")
        #expect(masked.columns == ["a", "b", "a_missing"])
        #expect(masked.features == [0, 1, 2] && masked.targets == [0, 1])
        #expect((0..<30).filter { masked.values[3 * $0 + 2] == 1 } == [4, 5])
        let error = #expect(throws: SeriesError(.duplicateColumn, "")) {
            try masked.appending(masksOf: [0], name: "t")
        }
        #expect(error?.column == "a_missing")
    }

    @Test(arguments: Normalisation.allCases, [Scaling.standard, .minmax, .robust])
    func aMask_isNeitherScaledNorNormalised(normalise: Normalisation, scaling: Scaling) throws {
        let options = WindowOptions(lookback: 6, horizon: 1, normalise: normalise, missing: .mask)
        let series = try series(options, scaling: scaling)
        #expect(series.modelFeatures == 3)
        #expect(series.scalers[0].offset[2] == 0 && series.scalers[0].scale[2] == 1)
        // Rows 1 to 6.
        let masks = inputs(series, [1]).enumerated().filter { $0.offset % 3 == 2 }.map(\.element)
        #expect(masks == [0, 0, 0, 1, 1, 0])
        var without = options
        without.missing = .forwardFill
        let plain = try ForecastSeries(
            table: Self.table, options: without, split: Split(train: 20, validation: 10, test: 0),
            scaling: scaling, name: "t")
        let values = inputs(series, [1]).enumerated().filter { $0.offset % 3 != 2 }.map(\.element)
        #expect(values == inputs(plain, [1]))
        #expect(series.windowCount(.train) == plain.windowCount(.train))
    }

    @Test func aChannel_hasItsOwnMask() throws {
        let options = WindowOptions(
            lookback: 6, horizon: 2, normalise: .last, channels: .independent, segment: 2, missing: .mask)
        let series = try series(options)
        #expect(series.modelFeatures == 4)
        let input = inputs(series, [0])
        // (3 steps, 2 samples, 2 rows x (value, mask)), rows 0 to 5.
        func masks(_ sample: Int) -> [Float] {
            (0..<6).map { row in input[((row / 2) * 2 + sample) * 4 + row % 2 * 2 + 1] }
        }
        #expect(masks(0) == [0, 0, 0, 0, 1, 1])
        #expect(masks(1) == [0, 0, 0, 0, 0, 0])
    }

    @Test(arguments: Channels.allCases)
    func masks_areKeptInTheBytes(channels: Channels) throws {
        let options = WindowOptions(lookback: 4, horizon: 2, channels: channels, missing: .mask)
        let series = try series(options)
        let bytes = series.encode()
        let back = try ForecastSeries.decode(bytes.span, name: "t", options: options)
        #expect(back.encode() == bytes)
        #expect(back.roles.masks.count == (channels == .together ? 1 : 2))
    }
}
