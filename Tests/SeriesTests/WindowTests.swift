import Neural
import Series
import Tables
import Testing

struct WindowTests {
    private func series(
        _ table: Table, _ lookback: Int, _ horizon: Int, _ split: Split, _ scaling: Scaling = .none
    ) throws -> ForecastSeries {
        try ForecastSeries(
            table: table, options: WindowOptions(lookback: lookback, horizon: horizon), split: split,
            scaling: scaling, name: "t.csv")
    }

    /// A batch by the definition, a number at a time.
    private func naive(
        _ series: ForecastSeries, _ table: Table, _ windows: [Int], _ part: ForecastSeries.Part
    ) -> (input: [Float], target: [Float]) {
        let rows = series.stretches[0].range(part)
        let starts = rows.lowerBound == 0 ? series.lookback : max(rows.lowerBound, series.lookback)
        func value(_ row: Int, _ column: Int) -> Float {
            Float(table.values[row * table.columns.count + column])
        }
        var input: [Float] = []
        for time in 0..<series.lookback {
            for window in windows {
                for feature in series.roles.features {
                    input.append(value(starts + window - series.lookback + time, feature))
                }
            }
        }
        var target: [Float] = []
        for window in windows {
            for time in 0..<series.horizon {
                for column in series.targets { target.append(value(starts + window + time, column)) }
            }
        }
        return (input, target)
    }

    private func gather(
        _ series: ForecastSeries, _ windows: [Int], _ part: ForecastSeries.Part
    ) -> (input: [Float], target: [Float]) {
        let input = FloatBuffer(count: series.lookback * windows.count * series.modelFeatures)
        let target = FloatBuffer(count: windows.count * series.outputs)
        series.gather(windows: windows, part: part, input: input, target: target)
        return ((0..<input.count).map { input[$0] }, (0..<target.count).map { target[$0] })
    }

    @Test(arguments: [
        (1, 1, 1, [0], [0]), (3, 2, 5, [0, 1, 2, 3, 4], [4]), (7, 1, 4, [1, 2], [0, 3]),
        (2, 5, 6, [5, 0, 3], [2, 1, 4]),
        (16, 3, 3, [2], [0, 1]),
    ])
    func gather_givesWhatTheDefinitionSays(
        lookback: Int, horizon: Int, columns: Int, features: [Int], targets: [Int]
    ) throws {
        let table = countingTable(rows: 60, columns: columns, features: features, targets: targets)
        let series = try series(
            table, lookback, horizon, Split(train: 30, validation: 10, calibration: 8, test: 12))
        for part in ForecastSeries.Part.allCases {
            let count = series.windowCount(part)
            for windows in [[0], [count - 1], Array((0..<count).reversed()), [count / 2, 0, count - 1, 0]] {
                let (input, target) = gather(series, windows, part)
                let expected = naive(series, table, windows, part)
                #expect(input == expected.input)
                #expect(target == expected.target)
            }
        }
    }

    @Test(arguments: [(1, 1), (4, 3), (12, 1), (1, 9)])
    func windows_neverLeakBetweenParts(lookback: Int, horizon: Int) throws {
        let table = countingTable(rows: 60, columns: 1)
        let series = try series(
            table, lookback, horizon, Split(train: 20, validation: 15, calibration: 10, test: 15))
        for part in ForecastSeries.Part.allCases {
            let (input, target) = gather(series, Array(0..<series.windowCount(part)), part)
            let inputRows = input.map { Int($0) / 100 }
            let targetRows = target.map { Int($0) / 100 }
            #expect(targetRows.allSatisfy(series.stretches[0].range(part).contains))
            #expect(Set(targetRows) == Set(part == .train ? lookback..<20 : series.stretches[0].range(part)))
            if part == .train { #expect(inputRows.allSatisfy(series.stretches[0].train.contains)) }
            #expect(inputRows.max() == (targetRows.max() ?? 0) - horizon)
        }
    }

    @Test func windowCounts_areThoseOfTheDefinition() throws {
        let table = countingTable(rows: 30, columns: 1)
        let plain = try series(table, 5, 3, Split(train: 15, validation: 8, test: 7))
        #expect(ForecastSeries.Part.allCases.map(plain.windowCount) == [8, 6, 5, 0])
        let without = try series(table, 5, 3, Split(train: 8, validation: 0, test: 0))
        #expect(ForecastSeries.Part.allCases.map(without.windowCount) == [1, 0, 0, 0])
    }

    @Test func laterRows_doNotTouchTheTrainingWindows() throws {
        let table = countingTable(rows: 40, columns: 2)
        var values = table.values
        for index in 60..<values.count { values[index] = -1e6 }
        let changed = Table(columns: table.columns, values: values, features: [0, 1], targets: [0, 1])
        let split = Split(train: 30, validation: 5, test: 5)
        let (one, other) = (
            try series(table, 6, 2, split, .standard), try series(changed, 6, 2, split, .standard)
        )
        let all = Array(0..<one.windowCount(.train))
        #expect(gather(one, all, .train) == gather(other, all, .train))
        #expect(gather(one, [0], .test) != gather(other, [0], .test))
    }

    @Test func partsWithoutAWindow_areRefusedWithTheNumbers() throws {
        let table = countingTable(rows: 40, columns: 1)
        let train = #expect(throws: SeriesError(.tooFewRows, "")) {
            try series(table, 20, 5, Split(train: 24, validation: 0, test: 0))
        }
        #expect(train?.message.contains("the train part has 24 rows") ?? false)
        #expect(train?.message.contains("at least 25 rows") ?? false)
        let test = #expect(throws: SeriesError(.tooFewRows, "")) {
            try series(table, 20, 5, Split(train: 25, validation: 5, test: 4))
        }
        #expect(test?.message.contains("the test part has 4 rows") ?? false)
    }

    @Test func impossibleWindows_areRefused() {
        let table = countingTable(rows: 40, columns: 1)
        let split = Split(train: 30, validation: 5, test: 5)
        #expect(throws: SeriesError(.badOptions, "")) { try series(table, 0, 1, split) }
        #expect(throws: SeriesError(.badOptions, "")) { try series(table, 1, -1, split) }
        #expect(throws: SeriesError(.tooFewRows, "")) { try series(table, Int(Int32.max), 1, split) }
        #expect(throws: SeriesError(.badSplit, "")) {
            try series(table, 1, 1, Split(train: 41, validation: 0, test: 0))
        }
        #expect(throws: SeriesError(.badSplit, "")) {
            try series(table, 1, 1, Split(train: 0, validation: 9, test: 0))
        }
    }

    @Test func valuesThatScalingMakesInfinite_areRefusedByRowAndColumn() {
        let values: [Double] = [0, 1e-37, 0, 1e-37, 3e38, 0]
        let table = Table(columns: ["a"], values: values, features: [0], targets: [0])
        let error = #expect(throws: SeriesError(.notNumeric, "")) {
            try series(table, 1, 1, Split(train: 4, validation: 2, test: 0), .standard)
        }
        #expect(error?.message.contains("row 5,") ?? false)
    }
}
