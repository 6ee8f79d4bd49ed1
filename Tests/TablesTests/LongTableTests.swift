import Tables
import Testing

/// Tables of several series, a row for each series and time.
struct LongTableTests {
    private static let text = #"""
        time,station,load,note
        2024-03-01 02:00,"Züri, west",3,x
        2024-03-01 00:00,B,10,x
        2024-03-01 00:00,"Züri, west",1,x
        2024-03-01 01:00, B ,11,
        2024-03-01 01:00,"Züri, west",2,x
        2024-02-29 00:00,"a ""b""",100,x
        2024-03-01 02:00,B,12,x

        """#
    private let options = TableOptions(time: ["time"], series: "station")

    @Test func rows_standBySeriesAndThenByTime() throws {
        let table = try table(Self.text, options)
        #expect(table.series.map(\.name) == ["B", "Züri, west", "a \"b\""])
        #expect(table.series.map(\.rows) == [0..<3, 3..<6, 6..<7])
        #expect(table.values == [10, 11, 12, 1, 2, 3, 100])
        #expect(table.columns == ["load"])
        #expect(table.report.series == table.series.map(\.name))
        #expect(table.report.firstTime == "2024-02-29 00:00:00")
        #expect(table.report.lastTime == "2024-03-01 02:00:00")
        #expect(table.report.duplicates == 0)
        #expect(table.report.lines.first?.contains("7 rows of 3 series from 2024-02-29") == true)
        #expect(table.report.lines.contains("Series: \"B\", \"Züri, west\", \"a \"b\"\"."))
    }

    @Test func names_areTheirBytes() throws {
        // One letter as one scalar, and as two.
        let text = "s,a\n\u{E9},1\ne\u{301},2\nZ,3\nNA,4\n10,5\n9,6\n\u{E9},7\n"
        let table = try table(text, TableOptions(series: "s"))
        #expect(
            table.series.map { Array($0.name.utf8) }.map { $0[0] } == [0x31, 0x39, 0x4E, 0x5A, 0x65, 0xC3])
        #expect(table.values == [5, 6, 4, 3, 2, 1, 7])
        #expect(table.times == nil)
    }

    @Test func rowsWithoutASeries_areRefusedWithTheirLine() throws {
        let error = try refusal("s,a\nx,1\n,2\n", TableOptions(series: "s"))
        #expect(error.code == .missingSeries && error.line == 3 && error.column == "s")
        #expect(error.message.contains("names no series"))
        let unknown = try refusal("s,a\nx,1\n", TableOptions(series: "t"))
        #expect(unknown.code == .unknownColumn && unknown.message.contains("series names it"))
    }

    @Test func drop_mayLeaveASeriesWithoutRows() throws {
        let text = "s,t,a\nx,2,\nx,1,\ny,2,5\ny,1,\n"
        let table = try table(text, TableOptions(time: ["t"], series: "s", missing: .drop))
        #expect(table.series == [Table.Series(name: "y", rows: 0..<1)])
        #expect(table.values == [5])
        #expect(table.report.notes.last == "Of 1 series every row lacks a value: \"x\".")
    }

    @Test func duplicatesAndHoles_lieInOneSeries() throws {
        let text = """
            t,s,a
            2024-03-01 00:00,x,1
            2024-03-01 00:00,y,10
            2024-03-01 01:00,x,2
            2024-03-01 01:00,x,4
            2024-03-01 03:00,x,5
            2024-03-01 09:00,y,20
            2024-03-01 10:00,y,30

            """
        let table = try table(text, TableOptions(time: ["t"], series: "s"))
        let rows = try #require(table.timedRows(name: "t.csv"))
        let error = #expect(throws: TableError(.duplicateTimes, "")) {
            try table.regular(rows, duplicates: .error, gaps: .insert)
        }
        #expect(error?.message.contains("of series \"x\"") == true)
        let regular = try table.regular(rows, duplicates: .mean, gaps: .insert)
        #expect(regular.table.series.map(\.rows) == [0..<4, 4..<15])
        #expect(regular.table.values[0..<5].map { $0.isNaN ? -1 : $0 } == [1, 3, -1, 5, 10])
        #expect(regular.report.insertedRows == 9 && regular.report.missingRows == 9)
        #expect(regular.report.stretches == [0..<4, 4..<15])
        let cut = try table.regular(rows, duplicates: .last, gaps: .cut)
        #expect(cut.report.stretches == [0..<2, 2..<3, 3..<4, 4..<6])
        #expect(cut.table.series.map(\.rows) == [0..<3, 3..<6])
    }
}
