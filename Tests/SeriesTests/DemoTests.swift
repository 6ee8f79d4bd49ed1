import Series
import Tables
import Testing

struct DemoTests {
    private func channel(_ table: Table, _ column: Int) -> [Double] {
        (0..<table.rows).map { Double(table.values[$0 * table.columns.count + column]) }
    }

    /// Correlation of a channel with itself so many hours earlier.
    private func autocorrelation(_ values: [Double], lag: Int) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let centred = values.map { $0 - mean }
        let variance = centred.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        let products = zip(centred, centred.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
        return products / Double(values.count - lag) / variance
    }

    @Test func theSeries_isTheSameForTheSameSeedAndAnotherForAnother() {
        let options = DemoOptions()
        let table = Table.demo(options, seed: 42)
        #expect(table == Table.demo(options, seed: 42))
        #expect(table != Table.demo(options, seed: 43))
        #expect(table == Table.demo(DemoOptions(seed: 42), seed: 7))
        #expect(table.rows == 6000)
        #expect(table.columns == ["channel_0", "channel_1", "channel_2", "channel_3"])
        #expect(table.values.allSatisfy { $0.isFinite })
    }

    @Test func theBits_roundedToFloat32AreThoseOfTheFirstRelease() {
        let table = Table.demo(DemoOptions(), seed: 42)
        let sum = table.values.reduce(UInt64(0)) { ($0 << 5 | $0 >> 59) ^ UInt64(Float($1).bitPattern) }
        #expect(sum == 13_464_077_587_892_517_251)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyChannel_hasADailyAndAWeeklySeason(seed: UInt64) {
        let table = Table.demo(DemoOptions(), seed: seed)
        for column in 0..<4 {
            let values = channel(table, column)
            let (halfDay, day, week) = (
                autocorrelation(values, lag: 84), autocorrelation(values, lag: 24),
                autocorrelation(values, lag: 168)
            )
            #expect(day > 0.4 && day > halfDay + 0.3)
            #expect(week > 0.5)
        }
    }

    @Test func yesterdayAndTheLastValue_arePoorForecasts() {
        let table = Table.demo(DemoOptions(), seed: 42)
        let values = channel(table, 3).suffix(900)
        let mean = values.reduce(0, +) / 900
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 900
        func error(lag: Int) -> Double {
            zip(values, values.dropFirst(lag)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                / Double(900 - lag)
        }
        #expect(error(lag: 12) > 0.5 * variance)
        #expect(error(lag: 24) > 0.3 * variance)
    }

    @Test func noiseAndSize_areWhatTheOptionsSay() {
        let table = Table.demo(DemoOptions(rows: 100, channels: 7, noise: 0), seed: 1)
        #expect(table.rows == 100)
        #expect(table.columns.count == 7)
        #expect(table.targets == Array(0..<7))
    }

    @Test func optionsOutsideTheirRanges_areRefused() throws {
        try DemoOptions().validate()
        for options in [
            DemoOptions(rows: 23), DemoOptions(channels: 0), DemoOptions(noise: -1),
            DemoOptions(noise: .nan),
            DemoOptions(rows: .max), DemoOptions(channels: 65),
        ] {
            #expect(throws: SeriesError(.badOptions, "")) { try options.validate() }
        }
    }
}
