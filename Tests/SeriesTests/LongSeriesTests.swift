import Neural
import Series
import Tables
import Testing

/// Windows over the series of a long table.
struct LongSeriesTests {
    private let options = WindowOptions(lookback: 24, horizon: 6)
    private let singles = [
        Table.demo(DemoOptions(rows: 300), seed: 1), .demo(DemoOptions(rows: 250), seed: 2),
    ]

    private func split(_ tables: [Table]) throws -> [Split] {
        var start = 0
        let series = tables.map { table in
            defer { start += table.rows }
            return start..<start + table.rows
        }
        return try Split.resolve(
            train: .fraction(0.6), validation: .fraction(0.2), test: .fraction(0.1), series: series)
    }

    /// The tables as one long table, named a, b, ...
    private func stacked(_ tables: [Table]) throws -> Table {
        let splits = try split(tables)
        let starts = splits.map(\.train.lowerBound)
        return Table(
            columns: tables[0].columns, values: tables.flatMap(\.values), features: tables[0].features,
            targets: tables[0].targets,
            series: zip(["a", "b", "c"], zip(starts, tables)).map {
                Table.Series(name: $0, rows: $1.0..<$1.0 + $1.1.rows)
            })
    }

    private func long(
        _ tables: [Table], _ options: WindowOptions, per scope: ScalingScope = .series
    ) throws -> ForecastSeries {
        let table = try stacked(tables)
        let selection = SeriesSelection(
            table, splits: try split(tables), pieces: nil, options: options, scaling: .standard, per: scope)
        return try ForecastSeries(
            table: table, selection: selection, options: options, scaling: .standard, per: scope, name: "t")
    }

    private func single(_ table: Table, _ options: WindowOptions) throws -> ForecastSeries {
        try ForecastSeries(
            table: table, options: options, split: try split([table])[0], scaling: .standard, name: "t")
    }

    /// Inputs and targets of all windows of a part, sample by sample.
    private func samples(_ series: ForecastSeries, _ part: ForecastSeries.Part) -> [[Float]] {
        let count = series.windowCount(part) * series.samplesPerWindow
        let width = series.modelFeatures
        let input = FloatBuffer(count: count * series.options.modelTimeSteps * width)
        let target = FloatBuffer(count: count * series.outputs)
        let levels = WindowLevels(capacity: count, targets: series.targets.count / series.samplesPerWindow)
        series.gather(
            windows: 0..<series.windowCount(part), part: part, input: input, target: target, levels: levels)
        var samples: [[Float]] = []
        for sample in 0..<count {
            var numbers: [Float] = []
            for step in 0..<series.options.modelTimeSteps {
                let start = (step * count + sample) * width
                for place in start..<start + width { numbers.append(input[place]) }
            }
            for place in sample * series.outputs..<(sample + 1) * series.outputs {
                numbers.append(target[place])
            }
            samples.append(numbers)
        }
        return samples
    }

    @Test(arguments: [
        WindowOptions(lookback: 24, horizon: 6),
        WindowOptions(lookback: 24, horizon: 6, normalise: .standard, channels: .independent, segment: 3),
        WindowOptions(lookback: 24, horizon: 6, normalise: .last, stride: 5),
    ])
    func aStackedTable_hasTheWindowsOfItsSeriesOneAfterAnother(options: WindowOptions) throws {
        let both = try long(singles, options)
        let each = try singles.map { try single($0, options) }
        #expect(both.named.map(\.name) == ["a", "b"])
        #expect(both.named.map(\.stretches) == [0..<1, 1..<2])
        #expect(both.scalers == each.map { $0.scalers[0] })
        #expect(both.values == each.flatMap(\.values))
        for part in ForecastSeries.Part.allCases {
            #expect(samples(both, part) == each.flatMap { samples($0, part) })
            #expect(both.windowCount(part) == each.reduce(0) { $0 + $1.windowCount(part) })
            let naive = both.naiveErrors(part, season: 24)
            let own = each.map { $0.naiveErrors(part, season: 24) }
            #expect(naive.lastValue.count == own.reduce(0) { $0 + $1.lastValue.count })
            let sum = own.reduce(0) { $0 + ($1.lastSeason?.squaredError ?? 0) }
            #expect(abs((naive.lastSeason?.squaredError ?? 0) - sum) <= 1e-9 * sum)
        }
    }

    @Test func together_theSeriesShareOneScale() throws {
        let both = try long(singles, options, per: .table)
        let splits = try split(singles)
        let trained = zip(singles, splits).flatMap { $0.values.prefix($1.train.count * 4) }
        let table = Table(columns: singles[0].columns, values: trained, features: [0], targets: [0])
        #expect(both.scalers == [Scaler.fit(table, rows: 0..<table.rows, scaling: .standard)])
        #expect(both.scaler(ofSeries: 1) == both.scalers[0])
        #expect(both.namedSeries(ofRow: 0)?.name == "a")
        #expect(both.namedSeries(ofRow: both.stretches[1].rows.lowerBound)?.name == "b")
        #expect(both.namedSeries(ofRow: both.stretches[1].rows.lowerBound - 1)?.name == "a")
    }

    @Test func seriesWithoutAWindowARowOrAValue_areLeftOutAndNamed() throws {
        let short = Table.demo(DemoOptions(rows: 28), seed: 3)
        let tables = [singles[0], short, singles[1]]
        let table = try stacked(tables)
        var splits = try split(tables)
        let short2 = SeriesSelection(
            table, splits: splits, pieces: nil, options: options, scaling: .standard, per: .series)
        #expect(short2.kept.map(\.name) == ["a", "c"])
        #expect(short2.leftOut.map(\.name) == ["b"] && short2.leftOut[0].reason == .noWindow)
        #expect(
            short2.lines
                == ["1 series left out, too short for one window, or without the values for one: \"b\"."])
        splits[2] = Split(start: splits[2].train.lowerBound, train: 0, validation: 100, test: 0)
        let untrained = SeriesSelection(
            table, splits: splits, pieces: nil, options: options, scaling: .none, per: .series)
        #expect(untrained.leftOut.map(\.reason) == [.noWindow, .noTrainingRow])
        var values = table.values
        for row in 0..<180 { values[row * 4 + 2] = .nan }
        let gaps = Table(
            columns: table.columns, values: values, features: table.features, targets: table.targets,
            series: table.series)
        var filling = options
        filling.missing = .forwardFill
        let empty = SeriesSelection(
            gaps, splits: try split(tables), pieces: nil, options: filling, scaling: .minmax, per: .series)
        #expect(empty.leftOut.map(\.reason) == [.noValue(column: "channel_2"), .noWindow])
        #expect(empty.kept.map(\.name) == ["c"])
        let together = SeriesSelection(
            gaps, splits: try split(tables), pieces: nil, options: filling, scaling: .minmax, per: .table)
        #expect(together.kept.map(\.name) == ["a", "c"])
        let error = #expect(throws: SeriesError(.tooFewRows, "")) { try long([short], options) }
        #expect(error?.message.contains("\"a\"") == true)
    }

    @Test func partsOfEachSeries_areOfItsOwnRows() throws {
        let rows = try Split.resolve(
            train: .rows(10), validation: .rows(4), test: .rows(2), series: [0..<16, 16..<28, 28..<33])
        #expect(rows[0] == Split(train: 10, validation: 4, test: 2))
        #expect(rows[1] == Split(start: 16, train: 10, validation: 2, test: 0))
        #expect(rows[2] == Split(start: 28, train: 5, validation: 0, test: 0))
        let shares = try Split.resolve(
            train: .fraction(0.5), validation: .fraction(0.25), test: .fraction(0.25),
            series: [0..<10, 10..<18])
        #expect(shares[0] == Split(train: 5, validation: 3, test: 2))
        #expect(shares[1] == Split(start: 10, train: 4, validation: 2, test: 2))
        #expect(throws: SeriesError(.badSplit, "")) {
            try Split.resolve(
                train: .rows(10), validation: .rows(4), test: .rows(3), series: [0..<16, 16..<28])
        }
    }

    // MARK: Bytes

    @Test(arguments: ScalingScope.allCases)
    func namesAndTheirScales_areKept(scope: ScalingScope) throws {
        let series = try long(singles, options, per: scope)
        let bytes = series.encode()
        let back = try ForecastSeries.decode(bytes.span, name: "t", options: options)
        #expect(back == series)
        #expect(back.encode() == bytes)
    }

    @Test func forgedSeries_areRefused() throws {
        let bytes = try long(singles, options).encode()
        // Named series, scalers; behind the stretches each one's share.
        for (place, value) in [
            (40, 1), (44, 1), (44, 3), (48, 0), (48, 1), (48, 3), (100, 0), (100, 2), (104, 2),
        ] {
            var forged = bytes
            forged[place] = UInt8(value)
            let sum = forged.dropLast(8).withUnsafeBytes { ForecastSeries.checksum($0) }
            forged = forged.dropLast(8) + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
            #expect(throws: SeriesError(.corrupt, ""), "\(place): \(value)") {
                try ForecastSeries.decode(forged.span, name: "t", options: options)
            }
        }
    }
}
