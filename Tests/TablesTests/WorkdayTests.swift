import Tables
import Testing

struct WorkdayTests {
    /// A row each day of 2024-03-01 and after that is neither Saturday nor Sunday, but for some.
    private func days(_ count: Int, without gone: Set<Int> = []) throws -> Table {
        let dates = (0..<count).map { CivilDate(days: 19_783 + $0) }
        let rows = dates.enumerated().filter { $0.element.dayOfWeek < 5 && !gone.contains($0.offset) }
            .map { "\($0.element),\($0.offset)" }
        return try table((["d,x"] + rows).joined(separator: "\n"), TableOptions(time: ["d"]))
    }

    private func report(_ table: Table, _ gaps: GapPolicy) throws -> TimeReport {
        let rows = try #require(table.timedRows(name: "t.csv"))
        return try table.regular(rows, duplicates: .error, gaps: gaps).report
    }

    @Test func weekends_areNoHoles() throws {
        let report = try report(try days(60), .ignore)
        #expect(report.isOfWorkdays && report.season == 5)
        #expect(report.holes == 0 && report.lines == ["A row every workday."])
    }

    @Test func daysOff_areHoles_ofTheWorkdaysInThem() throws {
        // A Wednesday; and from a Thursday to the Monday after the next, with eight workdays.
        let report = try report(try days(90, without: Set([5] + (20...31))), .ignore)
        #expect(report.holes == 2 && report.missingRows == 9 && report.longestHole == 8)
    }

    @Test func refusal_saysThatTheyAreWorkdays() throws {
        let table = try days(60)
        let error = #expect(throws: TableError(.missingRows, "")) { try report(table, .error) }
        #expect(
            error?.message.hasSuffix(
                "the rows are of workdays: set gaps to ignore, and Monday follows Friday") == true)
    }

    @Test func daysThatArePutIn_makeWholeWeeks() throws {
        let report = try report(try days(60), .insert)
        #expect(!report.isOfWorkdays && report.season == 7 && report.insertedRows == 18)
    }
}
