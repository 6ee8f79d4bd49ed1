import Forecasting
import Jobs
import Tables
import Testing

/// Times go on by the step and the clock that the rows keep to.
struct TimesToComeTests {
    /// Times of the four rows behind some rows, as a forecast shows them.
    private func times(_ rows: [String], more: String = "") throws -> [String] {
        let lines = ["time,load"] + rows.enumerated().map { "\($1),\($0 * 7 % 11)" }
        let csv = lines.joined(separator: "\n")
        let trained = try TrainedJob(
            """
            data:
              csv: rows.csv
              time: time
              \(more)
              lookback: 2
              horizon: 4
              split: {train: \(rows.count), validation: 0, test: 0}
            model: [lstm: {units: 1}, dense: {units: 4}]
            """, csv: csv)
        let table = try trained.table(rowsToCome: 4)
        let origins = try table.origins()
        let said = try trained.outputs(table, origins: origins)
        return try #require(table.forecast(said, origin: origins[0]).times)
    }

    private func days(_ first: Int, _ count: Int, _ text: (CivilDate) -> String) -> [String] {
        (first..<first + count).map { text(CivilDate(days: $0)) }
    }

    private static let march = CivilDate(year: 2024, month: 3, day: 20)?.days ?? 0

    @Test func hoursAndMonthEnds() throws {
        let hours = (0..<24).map { "2024-02-28 \($0 < 10 ? "0" : "")\($0):00" }
        #expect(try times(hours)[0] == "2024-02-29 00:00:00")
        let ends = [
            "2023-07-31", "2023-08-31", "2023-09-30", "2023-10-31", "2023-11-30", "2023-12-31", "2024-01-31",
        ]
        #expect(
            try times(ends)
                == ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"].map { $0 + " 00:00:00" })
        let years = (2010..<2022).map { "\($0)-01-01" }
        #expect(try times(years)[3] == "2025-01-01 00:00:00")
    }

    @Test(.enabled(if: TrainedJob.hasZones)) func daysByALocalClock_stayAtMidnightOverItsChange() throws {
        // Berlin's clocks were put forward on 2024-03-31.
        let rows = days(Self.march, 10) { "\($0)" }
        let found = try times(rows, more: "time_zone: Europe/Berlin")
        #expect(
            found == [
                "2024-03-30 00:00:00+01:00", "2024-03-31 00:00:00+01:00", "2024-04-01 00:00:00+02:00",
                "2024-04-02 00:00:00+02:00",
            ])
    }

    @Test(.enabled(if: TrainedJob.hasZones)) func hoursByALocalClock_leaveOutTheOneThatItLeavesOut() throws {
        let rows = (0..<24).map { "2024-03-30 \($0 < 10 ? "0" : "")\($0):00" }
        let found = try times(rows + ["2024-03-31 00:00"], more: "time_zone: Europe/Berlin")
        #expect(
            found == [
                "2024-03-31 01:00:00+01:00", "2024-03-31 03:00:00+02:00", "2024-03-31 04:00:00+02:00",
                "2024-03-31 05:00:00+02:00",
            ])
    }

    @Test func workdays_leaveOutWeekends() throws {
        let rows = days(Self.march, 24) { $0.dayOfWeek < 5 ? "\($0)" : "" }.filter { !$0.isEmpty }
        #expect(rows.last == "2024-04-12")
        #expect(
            try times(rows, more: "gaps: ignore")
                == ["2024-04-15", "2024-04-16", "2024-04-17", "2024-04-18"].map { $0 + " 00:00:00" })
    }
}
