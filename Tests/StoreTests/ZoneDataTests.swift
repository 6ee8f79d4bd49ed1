import Foundation
import Jobs
import Series
import Store
import System
import Tables
import TestFiles
import Testing

/// Times of a zone, by the system's own data.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin")))
struct ZoneDataTests {
    /// Every hour of the last days of October 2024, of which the 27th has 25 in Berlin.
    private static let hours: String = {
        var rows = ["t,a"]
        for day in 24...29 {
            for hour in 0..<24 {
                let text = "2024-10-\(day) \(hour < 10 ? "0" : "")\(hour):00"
                rows.append("\(text),\(rows.count % 7)")
                if day == 27, hour == 2 { rows.append("\(text),\(rows.count % 7)") }
            }
        }
        return rows.joined(separator: "\n")
    }()

    private func prepared(_ zone: String, _ keys: String = "") throws -> PreparedJob {
        let folder = try TemporaryFolder()
        try put(Array(Self.hours.utf8), at: folder("x.csv"))
        let text = """
            data: {csv: x.csv, time: t, time_zone: \(zone), lookback: 3, horizon: 1, scaling: none, \(keys)}
            model: [lstm: {units: 1}, dense: {units: 1}]
            """
        return try RunPreparation.prepare(JobReader.read(text, file: "job.yaml"), relativeTo: folder.path).job
    }

    @Test func aDayOf25Hours_isWholeAndByItsOwnClock() throws {
        let job = try prepared(
            "Europe/Berlin",
            "calendar: [hour_of_day], split: {train: until 2024-10-28, test: until 2024-10-29}")
        let series = job.series
        #expect(series.stretches == [Stretch(train: 97, validation: 0, test: 24)])
        let column = try #require(series.columns.firstIndex(of: "hour_of_day_cos"))
        let clock = (0..<97).map { series.values[$0 * series.columns.count + column] }
        // Row 74 and row 75 are both two o'clock.
        #expect(clock[74] == clock[75] && clock[76] == clock[3] && clock[96] == clock[23])
        let notes = try #require(job.dataReport).notes
        #expect(notes.contains("A row every 1 hour."))
        #expect(notes.contains { $0.hasPrefix("Times are those of Europe/Berlin, by zone data") })
        #expect(notes.contains { $0.contains("SHA-256 ") })
        #expect(notes.first?.contains("to 2024-10-29 23:00:00+01:00") == true)
    }

    @Test func aZoneWithoutThatNight_isRefused() throws {
        // New York changes its clocks a week later, and two o'clock stands twice.
        let error = #expect(throws: TableError(.duplicateTimes, "")) { try prepared("America/New_York") }
        #expect(error?.message.contains("2024-10-27 02:00:00-04:00") == true, "\(String(describing: error))")
    }

    @Test func aZoneThatTheSystemDoesNotHave_isRefused() throws {
        let error = #expect(throws: JobError(.badValue, "")) { try prepared("Europe/Berlni") }
        #expect(error?.key == "data.time_zone" && error?.line == 1)
        #expect(error?.message.contains("has no zone 'Europe/Berlni'") == true)
    }
}
