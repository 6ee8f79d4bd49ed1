import Tables
import Testing

struct RowHoleTests {
    private typealias Hole = (row: Int, missing: Int)

    private func holes(_ rows: TimedRows) throws -> RowHoles {
        try RowHoles.find(in: rows, step: #require(try TimeStep.find(in: rows)))
    }

    private func same(_ left: [RowHoles.Hole], _ right: [Hole]) -> Bool {
        left.map(\.row) == right.map(\.row) && left.map(\.missing) == right.map(\.missing)
    }

    /// Hours of 2024-03-01 and after, but for some.
    private func hours(_ count: Int, without gone: [ClosedRange<Int>], isUTC: Bool = false) throws
        -> TimedRows
    {
        let all = try times(from: "2024-03-01", step: .hours(1), count: count)
        let kept = all.indices.filter { index in !gone.contains { $0.contains(index) } }
        return TimedRows(
            times: kept.map { all[$0] }, clock: isUTC ? .utc : .nameless, lines: kept.map { $0 + 2 },
            name: "a.csv")
    }

    @Test func holes_areFoundAndTold() throws {
        let rows = try hours(100, without: [5...7, 20...20, 40...49])
        let found = try holes(rows)
        #expect(same(found.holes, [(5, 3), (17, 1), (36, 10)]))
        #expect(found.missingRows == 14)
        #expect(found.longest?.row == 36)
        #expect(found.stretches(of: rows) == [0..<5, 5..<17, 17..<36, 36..<86])
        #expect(
            found.refusal(rows)?.description
                == "a.csv:10: 14 rows are not there, in 3 holes, by the step of 1 hour; the first hole lies "
                + "between "
                + "2024-03-01 04:00:00 and 2024-03-01 08:00:00 (3 rows); the longest between 2024-03-02 "
                + "15:00:00 and "
                + "2024-03-03 02:00:00 (10 rows); set gaps to insert (rows of missing values, of which "
                + "missing then "
                + "decides), cut (no window spans a hole) or ignore")
    }

    @Test func aSingleHole_isToldOnce() throws {
        let rows = try hours(10, without: [3...3], isUTC: true)
        let message = try #require(holes(rows).refusal(rows)?.message)
        #expect(
            message.hasPrefix(
                "1 row is not there, in 1 hole, by the step of 1 hour; the first hole lies between "
                    + "2024-03-01 "
                    + "02:00:00Z and 2024-03-01 04:00:00Z (1 row); set gaps"))
        let whole = try hours(10, without: [])
        #expect(try holes(whole).refusal(whole) == nil)
        #expect(try holes(whole).stretches(of: whole) == [0..<10])
    }

    @Test func rowsOfMissingValues_arePutIn() throws {
        let rows = try hours(12, without: [2...4, 9...9])
        let values = (0..<16).map(Double.init)
        let filled = try holes(rows).filled(values, width: 2, rows: rows)
        let whole = try hours(12, without: [])
        #expect(filled.rows.times == whole.times)
        #expect(filled.rows.lines == [2, 3, 7, 7, 7, 7, 8, 9, 10, 12, 12, 13])
        #expect(filled.rows.series == [0..<12])
        #expect(
            filled.values.map { $0.isNaN ? -1 : Int($0) } == [
                0, 1, 2, 3, -1, -1, -1, -1, -1, -1, 4, 5, 6, 7, 8, 9, 10, 11, -1, -1, 12, 13, 14, 15,
            ])
        let again = try holes(filled.rows)
        #expect(again.holes.isEmpty)
        #expect(try again.filled(filled.values, width: 2, rows: filled.rows).rows == filled.rows)
    }

    @Test func monthsAreFilledOnTheirOwnDays() throws {
        let rows = TimedRows(times: try times("2023-11-30", "2023-12-31", "2024-01-31", "2024-04-30"))
        let filled = try holes(rows).filled([1, 2, 3, 4], width: 1, rows: rows)
        #expect(try filled.rows.times[3...4] == times("2024-02-29", "2024-03-31")[...])
    }

    @Test func holesAreSoughtWithinEachSeries() throws {
        let hour = try times(from: "2024-03-01", step: .hours(1), count: 8)
        let rows = TimedRows(
            times: hour[..<4] + [hour[0], hour[1], hour[4]] + [hour[7]] + [hour[2], hour[4], hour[5]],
            series: [0..<4, 4..<7, 7..<8, 8..<8, 8..<11], seriesNames: ["a", "b", "c", "d", "e"])
        let found = try holes(rows)
        #expect(same(found.holes, [(6, 2), (9, 1)]))
        #expect(found.stretches(of: rows) == [0..<4, 4..<6, 6..<7, 7..<8, 8..<9, 9..<11])
        #expect(found.refusal(rows)?.message.contains("the first hole of series \"b\" lies between") == true)
        let filled = try found.filled(Array(repeating: 1, count: 11), width: 1, rows: rows)
        #expect(filled.rows.series == [0..<4, 4..<9, 9..<10, 10..<10, 10..<14])
        #expect(filled.rows.seriesNames == rows.seriesNames)
        #expect(filled.values.map(\.isNaN).enumerated().filter(\.element).map(\.offset) == [6, 7, 11])
        #expect(filled.rows.times[6] == hour[2])
        #expect(filled.rows.times[11] == hour[3])
    }

    @Test func aYearWrittenWrongly_doesNotMakeMillionsOfRows() throws {
        let rows = TimedRows(
            times: try times(from: "2024-03-01", step: .hours(1), count: 100) + [time("2204-03-01")],
            lines: Array(2...102), name: "a.csv")
        let found = try holes(rows)
        let error = #expect(throws: TableError(.missingRows, "")) {
            try found.filled(Array(repeating: 1, count: 101), width: 1, rows: rows)
        }
        #expect(error?.line == 102)
        #expect(error?.message.contains("1577732 rows of missing values beside 101") == true)
        #expect(error?.message.contains("between 2024-03-05 03:00:00 and 2204-03-01 00:00:00") == true)
    }

    @Test func anotherStep_isRefused() throws {
        let rows = try hours(10, without: [])
        #expect(throws: TableError(.irregularTimes, "")) { try RowHoles.find(in: rows, step: .minutes(45)) }
        #expect(throws: TableError(.irregularTimes, "")) {
            try RowHoles.find(in: rows, step: .months(1, day: 1))
        }
    }

    // MARK: Clock changes

    /// Every 15 minutes by a clock that leaves out an hour at 02:00.
    private func spring(_ day: String, count: Int = 400) throws -> [Int64] {
        let gone = try time("\(day) 02:00")..<time("\(day) 03:00")
        let first = try time("\(day) 00:00") - 86_400_000_000_000
        return (0..<Int64(count)).map { first + $0 * 900_000_000_000 }.filter { !gone.contains($0) }
    }

    @Test func theHourThatAClockLeavesOut_isNoHole() throws {
        let local = try spring("2024-03-31")
        let found = try holes(TimedRows(times: local))
        #expect(found.holes.isEmpty)
        #expect(same(found.clockChanges, [(104, 4)]))
        #expect(found.refusal(TimedRows(times: local)) == nil)
        #expect(found.stretches(of: TimedRows(times: local)) == [0..<396])
        // A day has 96 rows all the same.
        let filled = try found.filled(
            Array(repeating: 1, count: 396), width: 1, rows: TimedRows(times: local))
        #expect(filled.rows.times.count == 400)
        #expect(filled.values.filter(\.isNaN).count == 4)
    }

    @Test(arguments: ["2024-04-01", "2024-05-05", "2024-03-30", "2024-03-17"])
    func aLostHourAtAnotherTime_isAHole(day: String) throws {
        #expect(try same(holes(TimedRows(times: spring(day))).holes, [(104, 4)]))
    }

    @Test func aHoleOverAClockChange_isBoth() throws {
        // Noon in Berlin, by UTC; March 30 and 31, 2024, and July 1 are not there.
        let noons =
            try times(from: "2024-03-25 11:00", step: .days(1), count: 5)
            + times(from: "2024-04-01 10:00", step: .days(1), count: 91)
            + times(from: "2024-07-02 10:00", step: .days(1), count: 5)
        let rows = TimedRows(times: noons, clock: .utc)
        let found = try holes(rows)
        #expect(same(found.clockChanges, [(5, 0)]))
        #expect(same(found.holes, [(5, 2), (96, 1)]))
        let filled = try found.filled(Array(repeating: 1, count: 101), width: 1, rows: rows)
        #expect(try filled.rows.times[5...6] == times("2024-03-30 11:00", "2024-03-31 11:00")[...])
    }

    @Test func aLostHourOfUTC_isAHole() throws {
        let rows = TimedRows(times: try spring("2024-03-31"), clock: .utc)
        #expect(try same(holes(rows).holes, [(104, 4)]))
    }

    @Test func aSecondLostHourInAYear_isAHole() throws {
        let local = try spring("2024-03-31", count: 40_000)
        let second = try time("2024-10-06 02:00")..<time("2024-10-06 03:00")
        let third = try time("2025-03-30 02:00")..<time("2025-03-30 03:00")
        let rows = TimedRows(times: local.filter { !second.contains($0) && !third.contains($0) })
        let found = try holes(rows)
        #expect(same(found.holes, [(try row(of: "2024-10-06 03:00", in: rows.times), 4)]))
        #expect(found.clockChanges.count == 2)
    }
}
