import Neural
import Series
import Tables
import Testing

/// What a window tells a model of the time to come.
struct KnownColumnTests {
    private static let width = 4
    private static let options = WindowOptions(lookback: 6, horizon: 3)

    /// Columns a to d, of which a and c are targets, d and b known.
    private func table(_ change: (inout [Double]) -> Void = { _ in }) -> Table {
        var values: [Double] = (0..<40 * Self.width).map { index -> Double in
            let number = index * index * 5 % 97
            return Double(number) / 8 - 3
        }
        change(&values)
        return Table(
            columns: ["a", "b", "c", "d"], values: values, features: [0, 1, 2, 3], targets: [0, 2],
            known: [3, 1])
    }

    private func series(_ table: Table, _ options: WindowOptions) throws -> ForecastSeries {
        try ForecastSeries(
            table: table, options: options, split: Split(train: 30, validation: 5, test: 5),
            scaling: .none, name: "t")
    }

    private func gather(_ series: ForecastSeries, _ windows: [Int]) -> (input: [Float], known: [Float]) {
        let batch = windows.count * series.samplesPerWindow
        let input = FloatBuffer(
            count: batch * series.options.modelTimeSteps * series.modelFeatures)
        let known = FloatBuffer(count: batch * series.modelKnown)
        let target = FloatBuffer(count: batch * series.outputs)
        series.gather(
            windows: windows, part: .train, input: input, target: target, known: known,
            levels: WindowLevels(capacity: batch, targets: series.outputs / series.horizon))
        return ((0..<input.count).map { input[$0] }, (0..<known.count).map { known[$0] })
    }

    @Test(arguments: Channels.allCases)
    func horizon_isToldRowByRow_onceForEachSample(channels: Channels) throws {
        let table = table()
        var options = Self.options
        options.channels = channels
        let series = try series(table, options)
        #expect(series.modelKnown == 6)
        let known = gather(series, [4, 0]).known
        let expected = [4, 0].flatMap { window in
            (0..<series.samplesPerWindow).flatMap { _ in
                (0..<3).flatMap { step in
                    [3, 1].map { Float(table.values[(window + 6 + step) * Self.width + $0]) }
                }
            }
        }
        #expect(known == expected)
    }

    @Test func sampleOfAChannel_isItsOwnColumnAndTheKnownOnes() throws {
        let table = table()
        var options = Self.options
        options.channels = .independent
        options.segment = 3
        options.normalise = .last
        let series = try series(table, options)
        #expect(series.modelFeatures == 9)
        let input = gather(series, [2]).input
        var expected: [Float] = []
        for segment in 0..<2 {
            for target in [0, 2] {
                for place in 0..<3 {
                    let row = 2 + segment * 3 + place
                    // Only what is forecast is normalised.
                    let last = table.values[7 * Self.width + target]
                    expected.append(Float(table.values[row * Self.width + target]) - Float(last))
                    expected += [3, 1].map { Float(table.values[row * Self.width + $0]) }
                }
            }
        }
        #expect(input == expected)
    }

    @Test func knownInputs_keepTheirScale_whereWindowsAreNormalised() throws {
        let table = table()
        var options = Self.options
        options.normalise = .standard
        let input = gather(try series(table, options), [1]).input
        for row in 0..<6 {
            for column in [1, 3] {
                #expect(input[row * 4 + column] == Float(table.values[(row + 1) * Self.width + column]))
            }
            #expect(input[row * 4] != Float(table.values[(row + 1) * Self.width]))
        }
    }

    /// A gap of what is known is filled from as far as it is known; another column's only before the origin.
    @Test func line_isDrawnOverAKnownGap_asFarAsTheHorizonKnowsItsEnd() throws {
        let table = table { values in
            // Rows 5 and 6 of "d" and "a": the window at 6 ends in row 5.
            for row in 5...6 { for column in [0, 3] { values[row * Self.width + column] = .nan } }
        }
        var options = Self.options
        options.missing = .interpolate
        let (input, known) = gather(try series(table, options), [0])
        func value(_ row: Int, _ column: Int) -> Float { Float(table.values[row * Self.width + column]) }
        let (left, right) = (value(4, 3), value(7, 3))
        #expect(abs(input[5 * 4 + 3] - (left + (right - left) / 3)) < 1e-6)
        #expect(abs(known[0] - (left + (right - left) * 2 / 3)) < 1e-6)
        #expect(input[5 * 4] == value(4, 0))
        options.missing = .forwardFill
        let carried = gather(try series(table, options), [0])
        #expect(carried.input[5 * 4 + 3] == left)
        #expect(carried.known[0] == left)
    }

    @Test func encodedSeries_keepsWhatIsKnown() throws {
        let series = try series(table(), Self.options)
        let back = try ForecastSeries.decode(series.encode().span, name: "x", options: Self.options)
        #expect(back == series)
        #expect(back.roles.known == [3, 1])
    }

    // MARK: From a file

    private static let file = """
        time,load,temperature,hour
        2024-03-01 00:00,1,5,7
        2024-03-01 01:00,2,6,8
        2024-03-01 02:00,3,7,9
        """

    private func read(_ options: TableOptions) throws -> Table {
        try Table.csv(Array(Self.file.utf8).span, name: "load.csv", options: options)
    }

    @Test func calendarColumns_standBehindTheOthers_andAreKnown() throws {
        let table = try read(TableOptions(time: ["time"], targets: ["load"]))
        let calendar = try CalendarColumns([.hourOfDay, .isWeekend])
        let joined = try table.appending(calendar, name: "load.csv")
        #expect(
            joined.columns == [
                "load", "temperature", "hour", "hour_of_day_sin", "hour_of_day_cos", "is_weekend",
            ])
        #expect(joined.features == [0, 1, 2, 3, 4, 5])
        #expect(joined.known == [3, 4, 5])
        #expect(Array(joined.values[..<6]) == [1, 5, 7, 0, 1, 0])
        #expect(joined.times == table.times)
    }

    @Test func calendarWithoutTimes_orWithANameThatIsTaken_isRefused() throws {
        let calendar = try CalendarColumns([.month])
        #expect(throws: SeriesError(.badOptions, "")) { try self.table().appending(calendar, name: nil) }
        let text = Self.file.replacing("temperature", with: "month_sin")
        let table = try Table.csv(
            Array(text.utf8).span, name: "load.csv", options: TableOptions(time: ["time"]))
        #expect(throws: SeriesError(.duplicateColumn, "")) { try table.appending(calendar, name: nil) }
    }
}
