import Tables
import Testing

/// What reading a table tells.
struct TableReportTests {
    @Test func emptyRowsAndColumnsAtTheEnd_areLeftOutAndTold() throws {
        let table = try table("a,b,,\n1,2,,\n3,4,,\n,,,\n,,,\n", TableOptions())
        #expect(table.values == [1, 2, 3, 4])
        #expect(table.report.rows == 2)
        #expect(
            table.report.leftOut.map(\.column) == ["column 3 (without a name)", "column 4 (without a name)"])
        #expect(table.report.notes == ["The last 2 rows, from line 4 on, hold nothing and are left out."])
        let surplus = try self.table("a,b\n1,2,\n3,4,\n\"\",\n")
        #expect(surplus.values == [1, 2, 3, 4])
        #expect(
            surplus.report.notes == [
                "The last row, line 4, holds nothing and is left out.",
                "Rows with empty fields behind the last column: 2.",
            ])
        #expect(try refusal("a,b\n1,2,\n3,4,5\n").code == .raggedRow)
    }

    @Test func anEmptyRowInTheMiddle_isARow() throws {
        let text = "a,b\n1,2\n,\n,\n3,4\n,\n"
        let error = try refusal(text)
        #expect(error.code == .missingValue && error.line == 3)
        let table = try table(text, TableOptions(missing: .drop))
        #expect(table.values == [1, 2, 3, 4])
        #expect(table.report.rows == 4 && table.report.droppedRows == 2)
        let time = try refusal("t,b\n1,2\n,\n3,4\n", TableOptions(time: ["t"]))
        #expect(time.code == .badTime && time.line == 3)
        #expect(try refusal("a,b\n1,2\n,,\n3,4\n5,,6\n").code == .raggedRow)
    }

    private func table(_ text: String, _ options: TableOptions = TableOptions()) throws -> Table {
        try Table.csv(Array(text.utf8).span, name: "t.csv", options: options)
    }

    @Test func whatIsLeftOut_isToldWithWhyAndWhere() throws {
        let text = "day,a,,empty,dash\nMon,1,7,,-\n\"two\nlines\",2,8,NA,-\n"
        let report = try table(text).report
        #expect(report.columns == ["a"])
        #expect(
            report.lines == [
                "2 rows, 1 column.",
                "Column \"column 3 (without a name)\" is left out: it has no name, such as \"7\" in line 2.",
                "Column \"day\" is left out: it holds text, such as \"Mon\" in line 2.",
                "Column \"empty\" is left out: it holds no value.",
                "Column \"dash\" is left out: it holds no number, such as \"-\" in line 2.",
            ])
        let none = try refusal("a,b\nx,y\n")
        #expect(none.message.contains("column \"a\" holds text"))
    }

    @Test func trueAndFalse_areOneAndZero() throws {
        let text = "open,fair,word,a\nTRUE,1,true,5\nfalse,True,x,6\nFalse,0,y,NA\n,FALSE,z,7\n"
        let table = try table(text, TableOptions(missing: .drop))
        #expect(table.columns == ["open", "fair", "a"])
        #expect(table.values == [1, 1, 5, 0, 1, 6])
        #expect(table.report.notes == ["True and false are read as 1 and 0: \"open\", \"fair\"."])
        #expect(try refusal("a\ntrue\nfalsee\n").message.contains("\"falsee\" is not a finite number"))
        let options = TableOptions(missing: .drop, missingValues: ["false"])
        let none = try self.table("a\nfalse\n1\n", options)
        #expect(none.values == [1])
    }

    @Test func countsTimesAndFormat_areTold() throws {
        let text = "t;x;y\n2016-07-01 01:00;1,5;\n2016-07-01 00:00;2,5;3\n2016-07-01 01:00;4,5;NULL\n"
        let report = try table(text, TableOptions(time: ["t"], missing: .drop)).report
        #expect(report.duplicates == 1)
        #expect(
            report.lines == [
                "3 rows from 2016-07-01 00:00:00 to 2016-07-01 00:00:00, 2 columns.",
                "The file has fields between semicolons, decimal comma, utf-8.", "Missing values: \"y\" 2.",
                "2 rows dropped, for lack of a value.", "1 row at the time of a row before.",
            ])
    }

    // MARK: Missing values

    @Test(arguments: ["-999", "-999.0", "-9.99e2", "-999,0"])
    func aNumberThatStandsForMissing_matchesByValue(token: String) throws {
        let options = TableOptions(missing: .drop, missingValues: [token])
        for text in [
            "x;y\n1,5;2\n-999;3\n-999,0;4\n-9,99e2;5\n", "x;y\n1,5;2\n-999,00;3\n\"-999\";4\n -999 ;5\n",
        ] {
            let table = try table(text, options)
            #expect(table.values == [1.5, 2])
            #expect(table.report.missing.first?.count == 3)
            #expect(table.report.notes.isEmpty)
        }
    }

    @Test func tokensOfOneColumn_countThereBesideTheUsual() throws {
        let text = "x,y\n-200,-200\nNA,1\n3,2\n"
        let options = TableOptions(missing: .drop, missingByColumn: ["x": ["-200", "-1"], "y": ["?"]])
        let table = try table(text, options)
        #expect(table.values == [3, 2])
        #expect(table.report.missing.map(\.count) == [2])
        #expect(
            table.report.notes == [
                "missing_values names \"-1\" for \"x\", which no field there is.",
                "missing_values names \"?\" for \"y\", which no field there is.",
            ])
        let unknown = TableOptions(missingByColumn: ["X": ["1"]])
        let error = try refusal(text, unknown)
        #expect(error.code == .unknownColumn)
        #expect(
            error.message == "missing_values names it, but the file has no such column; did you mean \"x\"?")
    }

    @Test func aTokenThatMatchesNothing_isTold() throws {
        let options = TableOptions(missingValues: ["", "-999"])
        let report = try table("x,y\n1,-99\n2,-99.9\n", options).report
        #expect(
            report.notes == [
                "missing_values names \"\", which no field of a column that is read holds.",
                "missing_values names \"-999\", which no field of a column that is read holds.",
            ])
    }

    @Test func infinity_countsAsMissingWhereItIsNamed() throws {
        let options = TableOptions(missing: .drop, missingByColumn: ["x": ["inf"]])
        #expect(try table("x\n1\ninf\nInfinity\n+INF\n\u{221E}\n", options).values == [1])
        #expect(try refusal("x\n1\n-inf\n", options).code == .notNumeric)
        let both = TableOptions(missing: .drop, missingByColumn: ["x": ["inf", "-inf"]])
        #expect(try table("x\n1\n-Infinity\ninf\n\u{2212}\u{221E}\n", both).values == [1])
    }

    /// What `pandas.read_csv` takes for missing, each of it, in a column of numbers.
    @Test(arguments: TableOptions.usualMissingValues)
    func usualWords_countAsMissing(word: String) throws {
        let table = try table("x,y\n1,2\n\"\(word)\",3\n", TableOptions(missing: .drop))
        #expect(table.values == [1, 2])
    }
}
