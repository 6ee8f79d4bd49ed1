import Tables
import Testing

struct TableTimeTests {
    private func regular(
        _ text: String, duplicates: DuplicatePolicy = .error, gaps: GapPolicy = .error
    ) throws -> (table: Table, rows: TimedRows, report: TimeReport) {
        let table = try table(text, TableOptions(time: ["t"]))
        let rows = try #require(table.timedRows(name: "t.csv"))
        return try table.regular(rows, duplicates: duplicates, gaps: gaps)
    }

    /// The row of 03:00 stands twice, those of 05:00 and 06:00 not at all.
    private let text = """
        t,a,b
        2024-10-27 01:00,1,10
        2024-10-27 03:00,3,30
        2024-10-27 02:00,2,20
        2024-10-27 04:00,4,40
        2024-10-27 07:00,7,70
        2024-10-27 03:00,5,60
        """

    @Test func equalTimesAndHoles_areRefused() throws {
        let twice = #expect(throws: TableError(.duplicateTimes, "")) { try regular(text, gaps: .ignore) }
        #expect(
            twice?.message.contains("1 row too many; the first is 2024-10-27 03:00:00, in rows 3 and 4")
                == true)
        let hole = #expect(throws: TableError(.missingRows, "")) { try regular(text, duplicates: .first) }
        #expect(
            hole?.message.hasPrefix(
                "2 rows are not there, in 1 hole, by the step of 1 hour; the first hole lies between "
                    + "2024-10-27 04:00:00 and 2024-10-27 07:00:00 (2 rows); set gaps to insert") == true)
    }

    @Test func eachPolicy_makesItsTable() throws {
        let ignored = try regular(text, duplicates: .mean, gaps: .ignore)
        #expect(ignored.table.values == [1, 10, 2, 20, 4, 45, 4, 40, 7, 70])
        #expect(ignored.report.step == .hours(1))
        #expect(ignored.report.duplicateTimes == 1 && ignored.report.duplicateRows == 1)
        #expect(
            ignored.report.holes == 1 && ignored.report.missingRows == 2 && ignored.report.longestHole == 2)
        #expect(ignored.report.insertedRows == 0 && ignored.report.stretches == [0..<5])
        let cut = try regular(text, duplicates: .last, gaps: .cut)
        #expect(cut.table.values == [1, 10, 2, 20, 5, 60, 4, 40, 7, 70])
        #expect(cut.report.stretches == [0..<4, 4..<5])
        let filled = try regular(text, duplicates: .first, gaps: .insert)
        #expect(
            filled.table.values.map { $0.isNaN ? -1 : $0 } == [
                1, 10, 2, 20, 3, 30, 4, 40, -1, -1, -1, -1, 7, 70,
            ])
        #expect(filled.table.rows == 7)
        #expect(filled.table.times == filled.rows.times)
        #expect(try filled.table.times == times(from: "2024-10-27 01:00", step: .hours(1), count: 7))
        #expect(filled.report.insertedRows == 2 && filled.report.stretches == [0..<7])
        #expect(filled.table.columns == ["a", "b"] && filled.table.lastTime == "2024-10-27 07:00:00")
    }

    @Test func aTableWithoutFault_staysAsItIs() throws {
        let text = "t,a\n2024-03-01,1\n2024-03-02,2\n2024-03-03,3\n"
        let table = try table(text, TableOptions(time: ["t"]))
        for gaps in GapPolicy.allCases {
            let result = try regular(text, gaps: gaps)
            #expect(result.table == table)
            #expect(result.report.step == .days(1))
            #expect(result.report.stretches == [0..<3])
        }
        #expect(try regular("t,a\n2024-03-01,1\n").report.step == nil)
        let untimed = Table(columns: ["a"], values: [1, 2], features: [0], targets: [0])
        #expect(untimed.timedRows(name: nil) == nil)
    }

    @Test func unevenTimes_areTakenOnlyWhereGapsAreIgnored() throws {
        let text = "t,a\n2024-03-01 00:00,1\n2024-03-01 01:00,2\n2024-03-01 02:00,3\n2024-03-01 02:10,4\n"
        for gaps in GapPolicy.allCases where gaps != .ignore {
            #expect(throws: TableError(.irregularTimes, "")) { try regular(text, gaps: gaps) }
        }
        let ignored = try regular(text, gaps: .ignore)
        #expect(ignored.report.step == nil)
        #expect(
            ignored.report.irregularity?.contains("the first is 10 minutes, from 2024-03-01 02:00:00") == true
        )
        #expect(ignored.table.rows == 4)
    }

    @Test func aPanelWithoutItsSeriesColumn_isRefused() throws {
        let rows = (0..<24).flatMap { hour in ["A", "B"].map { "2024-03-01 \(hour):00,\($0),\(hour)\n" } }
        let error = #expect(throws: TableError(.duplicateTimes, "")) {
            try regular("t,item,a\n" + rows.joined())
        }
        #expect(error?.message.hasPrefix("24 times stand more than once, with 24 rows too many; ") == true)
        #expect(error?.message.contains("name the column of the series in series") == true)
    }

    @Test func quartersOfAnHourOverTheAutumnChange_areRefused() throws {
        // By Berlin's clock the hour from 02:00 comes twice.
        let minutes = Array(stride(from: 0, to: 180, by: 15)) + Array(stride(from: 120, to: 300, by: 15))
        let rows = minutes.enumerated().map { row, minute in
            "2024-10-27 \(minute / 60):\(minute % 60 == 0 ? "00" : "\(minute % 60)"),\(row)\n"
        }
        let error = #expect(throws: TableError(.duplicateTimes, "")) { try regular("t,a\n" + rows.joined()) }
        #expect(
            error?.message.hasPrefix(
                "4 times stand more than once, with 4 rows too many; the first is "
                    + "2024-10-27 02:00:00, in rows 9 and 10 in time order; ") == true)
        #expect(
            error?.message.contains("name its zone (time_zone: Europe/Berlin), or write the times with")
                == true)
    }
}
