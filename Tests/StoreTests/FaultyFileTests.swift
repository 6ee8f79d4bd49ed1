import Foundation
import Jobs
import Neural
import Series
import Store
import Tables
import TestFiles
import Testing

/// Files that people had trouble with elsewhere, in `Faults`, through all that a job does with its file.
@Suite struct FaultyFileTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Faults", isDirectory: true).path

    /// A job that looks back over 4 rows and one ahead.
    private func prepared(
        _ keys: String, outputs: Int = 1, in folder: String = Self.folder
    ) throws -> PreparedJob {
        let text = """
            data: {lookback: 4, horizon: 1, \(keys)}
            model: [lstm: {units: 3}, dense: {units: \(outputs)}]
            """
        return try RunPreparation.prepare(JobReader.read(text, file: "j.yaml"), relativeTo: folder).job
    }

    /// The fields of one column, as they stand between commas.
    private func fields(_ name: String, column: Int) throws -> [Substring] {
        let url = URL(fileURLWithPath: "\(Self.folder)/\(name)")
        return try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false)[column] }
    }

    // MARK: Values that Float32 cannot tell apart

    @Test(arguments: [("northing.csv", "northing_m"), ("meter.csv", "kwh")])
    func valuesThatAreOneAsFloat32_areScaledInFloat64(file: String, column: String) throws {
        let series = try prepared("csv: \(file), targets: [\(column)], time: time").series
        let values = try fields(file, column: 1).compactMap { Double($0) }
        try #require(values.count == 80 && series.values.count == 80)
        #expect(Set(values.map { Float($0) }).count < Set(values).count)
        let train = values[..<56]
        let mean = train.reduce(0) { $0 + ($1 - values[0]) } / 56
        let deviation = (train.reduce(0) { $0 + pow($1 - values[0] - mean, 2) } / 56).squareRoot()
        for (scaled, value) in zip(series.values, values) {
            let wanted = (value - values[0] - mean) / deviation
            #expect(abs(Double(scaled) - wanted) <= 1e-6 * max(1, abs(wanted)), "\(value)")
        }
        #expect(Set(series.values).count == Set(values).count)
        #expect(series.naiveErrors(.test, season: nil).lastValue.mse > 0)
    }

    // MARK: Columns that left without a word

    @Test(arguments: [("quoted-thousands.csv", 1741.2), ("some-thousands.csv", 1141.2)])
    func numbersWithASignBetweenThousands_areAColumn(file: String, first: Double) throws {
        let job = try prepared("csv: \(file), targets: [a], time: time")
        #expect(job.job.data.features == ["a", "b"])
        #expect(job.dataReport?.table?.leftOut.map(\.column) == [])
        let scaler = job.series.scalers[0]
        #expect(abs(scaler.inverse(job.series.values[1], column: 1) - first) < 1e-3)
    }

    @Test func columnThatIsMostlyNull_isOfNumbersAndItsLackIsTold() throws {
        let keys = "csv: null.csv, targets: [a], time: time"
        let job = try prepared("\(keys), missing: forward_fill")
        #expect(job.job.data.features == ["a", "b"])
        #expect(job.dataReport?.table?.missing.map(\.count) == [53])
        #expect(job.dataReport?.notes.contains { $0.contains("\"b\" 53") } == true)
        let error = #expect(throws: TableError(.missingValue, "")) { try prepared(keys) }
        #expect(error?.line == 3 && error?.column == "b")
    }

    @Test func numbersWithAUnit_areNoTextThatIsLeftOut() throws {
        let error = #expect(throws: TableError(.notNumeric, "")) {
            try prepared("csv: unit.csv, targets: [a], time: time")
        }
        #expect(error?.line == 2 && error?.column == "b")
        #expect(error?.message.contains("\"1741.2 kW\" is not a number") == true)
        #expect(error?.message.contains("and 79 more") == true)
        let without = try prepared("csv: unit.csv, features: [a], time: time")
        #expect(without.job.data.features == ["a"])
    }

    // MARK: Equal times

    @Test(arguments: [
        (
            "clock-only.csv", "Time",
            "24 times stand more than once, with 56 rows too many; the first is 00:00",
            "name the date's column in time, too"
        ),
        (
            "panel.csv", "time", "80 times stand more than once, with 80 rows too many",
            "name the column of the series in series"
        ),
        (
            "dst15.csv", "time", "4 times stand more than once, with 4 rows too many",
            "name its zone (time_zone: Europe/Berlin), or write the times with"
        ),
    ])
    func equalTimes_areRefusedWithTheirNumber(file: String, time: String, says: String, remedy: String) throws
    {
        let error = #expect(throws: TableError(.duplicateTimes, "")) {
            try prepared("csv: \(file), targets: [a], time: \(time)")
        }
        let message = error?.message ?? ""
        for part in [says, "set duplicates to first, last or mean", remedy] {
            #expect(message.contains(part), "\(message)")
        }
    }

    @Test func theRemedies_help() throws {
        let panel = try prepared("csv: panel.csv, targets: [a], time: time, series: item")
        #expect(panel.series.named.map(\.name) == ["A", "B"])
        #expect(panel.series.windowCount(.train) == 2 * 52)
        let dated = try prepared("csv: clock-only.csv, targets: [a], time: [Date, Time]")
        #expect(dated.series.windowCount(.train) == 52)
        // The file's own order, by no time at all and by the zone's clocks.
        for keys in ["", ", time: time, time_zone: Europe/Berlin"] {
            let job = try prepared("csv: dst15.csv, targets: [a], scaling: none\(keys)")
            #expect(job.series.values == (0..<80).map { Float($0) })
        }
    }

    /// Times of any kind: clocks, numbers, and columns that make no date.
    @Test func equalTimesThatAreNoDates_areDealtWithAsDatesAre() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<60).map { "\($0 / 30),\($0 % 30),\($0)" } + ["1,29,100", "0,3,200", "1,29,"]
        try put(Array((["d,n,x"] + rows.shuffled()).joined(separator: "\n").utf8), at: folder("n.csv"))
        let keys = "csv: n.csv, time: [d, n], features: [x], scaling: none, missing: forward_fill"
        let error = #expect(throws: TableError(.duplicateTimes, "")) { try prepared(keys, in: folder.path) }
        #expect(error?.message.hasPrefix("2 times stand more than once, with 3 rows too many") == true)
        let mean = try prepared("\(keys), duplicates: mean", in: folder.path)
        #expect(mean.series.values.count == 60)
        #expect(mean.series.values[3] == 101.5 && mean.series.values[59] == 79.5)
        #expect(mean.dataReport?.duplicateRows == 3)
        #expect(mean.series.values[4] == 4)
    }

    // MARK: Numbers that stand for missing values

    @Test func aNumberThatStandsForMissing_isKnownInAnySpelling() throws {
        let lacking = try fields("sentinel.csv", column: 2).filter { $0 == "-999.0" }.count
        let keys = "csv: sentinel.csv, targets: [a], time: time, missing: interpolate"
        let jobs = try ["-999", "-999.0", "'-999'", "-9.99e2"].map {
            try prepared("\(keys), missing_values: [\($0)]")
        }
        for job in jobs {
            #expect(job.dataReport?.table?.missing.map(\.count) == [lacking])
            #expect(job.dataReport?.table?.notes == [])
            #expect(job.series.encode() == jobs[0].series.encode())
        }
        let other = try prepared("\(keys), missing_values: [-998]")
        #expect(other.dataReport?.notes.contains { $0.contains("names \"-998\", which no field") } == true)
    }

    // MARK: Lines drawn towards what is to be forecast

    /// Noise in every other row, and two files that differ behind a row alone.
    @Test func aGapThatIsOpenAtAWindowsEnd_tellsNothingOfWhatComes() throws {
        let folder = try TemporaryFolder()
        func write(_ name: String, changedFrom: Int) throws {
            var random = SystemNoise(state: 9)
            let rows = (0..<600).map { row in
                let value = random.next()
                return row.isMultiple(of: 2) ? "\(row),\(row >= changedFrom ? value + 50 : value)" : "\(row),"
            }
            try put(Array((["h,x"] + rows).joined(separator: "\n").utf8), at: folder("\(name).csv"))
        }
        try write("a", changedFrom: 600)
        try write("b", changedFrom: 400)
        let series = try ["a", "b"].map {
            try prepared(
                "csv: \($0).csv, time: h, missing: interpolate, scaling: none, "
                    + "split: {train: 500, test: 100}", in: folder.path
            ).series
        }
        var same = 0
        for window in 0..<series[0].windowCount(.train) {
            let origin = series[0].firstTargetRow(of: window, .train)
            // A row that was not measured is no target of a window of one.
            #expect(origin.isMultiple(of: 2))
            let inputs = series.map { input(window, of: $0) }
            #expect(inputs[0][3] == inputs[0][2], "the row before the target is open")
            if origin <= 400 { same += inputs[0] == inputs[1] ? 1 : 0 }
        }
        #expect(same == 199)
        for part in [ForecastSeries.Part.train, .test] {
            let naive = series[0].naiveErrors(part, season: nil).lastValue
            #expect(naive.count == series[0].windowCount(part))
            // Of noise of a variance of 1/12, repeating the last value leaves twice as much.
            #expect((0.12...0.22).contains(naive.mse), "\(naive.mse)")
        }
    }

    private func input(_ window: Int, of series: ForecastSeries) -> [Float] {
        let input = FloatBuffer(count: 4)
        let target = FloatBuffer(count: 1)
        series.gather(windows: [window], part: .train, input: input, target: target)
        return (0..<4).map { input[$0] }
    }
}

/// Numbers from 0 to 1 (Knuth's MMIX generator).
private struct SystemNoise {
    var state: UInt64

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}
