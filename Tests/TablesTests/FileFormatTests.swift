import Tables
import Testing

/// Files as programs and people of all countries write them.
struct FileFormatTests {
    private func format(_ table: Table) throws -> FileFormat { try #require(table.report.format) }

    // MARK: Delimiters

    @Test(arguments: [
        (",", FileFormat.Delimiter.comma), (";", .semicolon), ("\t", .tab), ("|", .pipe),
    ])
    func theDelimiter_isFound(sign: String, delimiter: FileFormat.Delimiter) throws {
        let text = "time,a,b\n2016-07-01 00:00,1.5,2\n2016-07-01 01:00,3.5,4\n"
        let table = try table(text.replacing(",", with: sign), TableOptions(time: ["time"]))
        #expect(table.values == [1.5, 2, 3.5, 4])
        #expect(try format(table).delimiter == delimiter)
        #expect(try format(table).decimal == .point)
    }

    @Test(arguments: [
        // Names and texts with another delimiter in them.
        "Wind, m/s;Temp, C\n1,5;2,5\n3,5;4,5\n", "note;x;y\na, b;1,5;2,5\nc;3,5;4,5\n",
        "x;y\n1,5;2,5\n3,5;4,5", "sep=;\nx;y\n1,5;2,5\n3,5;4,5\n", "SEP=;\r\nx;y\r\n1,5;2,5\r\n3,5;4,5\r\n",
    ])
    func whatCutsRowsEvenly_isTheDelimiter(text: String) throws {
        let table = try table(text)
        #expect(table.values == [1.5, 2.5, 3.5, 4.5])
        #expect(try format(table).delimiter == .semicolon)
        #expect(try format(table).decimal == .comma)
    }

    @Test func aDelimiterThatIsGiven_holds() throws {
        let options = TableOptions(format: FormatOptions(delimiter: .pipe))
        #expect(try table("a,b|c\n1|2\n3|4\n", options).columns == ["a,b", "c"])
        #expect(try refusal("sep=^\na^b\n1^2\n").message.contains("understood are comma"))
        #expect(
            try table("sep=^\na|b\n1|2\n", TableOptions(format: FormatOptions(skipRows: 1))).values == [1, 2])
    }

    // MARK: Numbers

    @Test(arguments: [
        ("x;y\n1.234,5;7\n-2,25;8\n", [1234.5, 7, -2.25, 8]),
        ("x,y\n\"1,234.5\",7\n10.25,8\n", [1234.5, 7, 10.25, 8]),
        ("x,y\n\"1,5\",7\n\"2,25\",8\n", [1.5, 7, 2.25, 8]), ("x;y\n1'234.5;7\n2;8\n", [1234.5, 7, 2, 8]),
        ("x;y\n1\u{A0}234,5;7\n2;8\n", [1234.5, 7, 2, 8]),
        ("x;y\n1\u{202F}234\u{202F}567;7\n2;8\n", [1_234_567, 7, 2, 8]),
        ("x;y\n1 234,5;7\n2 234;8\n", [1234.5, 7, 2234, 8]),
        ("x;y\n1\u{2019}234.5;7\n2;8\n", [1234.5, 7, 2, 8]),
        ("x,y\n\u{2212}1.5,7\n\u{A0}2\u{A0},8\n", [-1.5, 7, 2, 8]),
        ("x;y\n1.234.567;7\n1.234;8\n", [1_234_567, 7, 1234, 8]),
        ("x;y\n1.234;7,5\n2.345;8,5\n", [1234, 7.5, 2345, 8.5]),
        ("x;y\n1.234;7.5\n2.345;8.5\n", [1.234, 7.5, 2.345, 8.5]),
        ("x;y\n1.234;7\n2.345;8\n", [1.234, 7, 2.345, 8]), ("x;y\n1,5e3;7\n-,5;8\n", [1500, 7, -0.5, 8]),
        ("x,y\n\"1,741\",10.05\n950,8.5\n", [1741, 10.05, 950, 8.5]),
    ])
    func numbersOfACountry_areRead(text: String, values: [Double]) throws {
        #expect(try table(text).values == values)
    }

    @Test(arguments: [
        "1.23", "12.34.567", "1.2345", "0.123", ".123", "1234.567", "1.234.", "1.234,5.6", ",123.456",
        "1.234e", "-.123",
        "1..234", "1.234-", "--1.234", "1.234,567.890",
    ])
    func groupsOfOtherThanThreeDigits_areNoNumber(field: String) throws {
        let options = TableOptions(
            format: FormatOptions(delimiter: .semicolon, decimal: .comma, thousands: .point))
        #expect(
            try table("x\n1.234\n-1.234.567,5e1\n+12.345\n", options).values == [1234, -12_345_675, 12345])
        #expect(try refusal("x\n1\n2\n3\n\(field)\n", options).code == .notNumeric)
    }

    @Test func aSignThatCanMeanTwoThings_isAskedFor() throws {
        let text = "x;y\n1,234;7\n2,345;8\n"
        let error = try refusal(text)
        #expect(
            error.description == """
                t.csv:2: column "x": "1,234" is not a number as this file writes them (decimal point, no \
                sign between thousands) (and 1 more in this column); it has a fraction or a group of \
                thousands: set data.format: {decimal: ","} or {thousands: ","}, or leave the column \
                out of features
                """)
        let comma = TableOptions(format: FormatOptions(decimal: .comma))
        #expect(try table(text, comma).values == [1.234, 7, 2.345, 8])
        let groups = TableOptions(format: FormatOptions(thousands: .comma))
        #expect(try table(text, groups).values == [1234, 7, 2345, 8])
        let both = FormatOptions(decimal: .comma, thousands: .comma)
        #expect(try refusal(text, TableOptions(format: both)).code == .badOptions)
    }

    @Test(arguments: [
        ("\"1,942.2\"", "thousands: \",\""), ("1942.2 kW", "take \"kW\" out of the file"),
        ("45%", "take \"%\""),
        ("$5.25", "take \"$5.25\""), ("(5.25)", "take"), ("inf", "missing_values: {b: [inf]}"),
        ("-Infinity", "missing_values: {b: [\"-Infinity\"]}"), ("\u{221E}", "not a finite number"),
        ("NULL.", "correct it"), ("-", "missing_values: {b: [\"-\"]}"),
        ("missing", "missing_values: {b: [missing]}"),
        ("1 942", "thousands: \" \""), ("1e400", "not a finite number"),
    ])
    func aColumnOfNumbersInAnotherFormat_isNeverLeftOutInSilence(field: String, remedy: String) throws {
        // Beyond what is looked at to find the format.
        let plain = (0..<3000).map { "\($0).5,\($0).25,some text to fill the row with\n" }.joined()
        let error = try refusal("a,b,c\n" + plain + "1.5,\(field),x\n")
        #expect(error.code == .notNumeric)
        #expect(error.column == "b")
        #expect(error.line == 3002)
        #expect(error.message.contains(remedy), "\(error)")
        if !["NULL."].contains(field) {
            let most = (0..<9).map { _ in "1.5,\(field),x\n" }.joined()
            if field.contains(",") || field == "-" { return }
            let error = try refusal("a,b,c\n1.5,2.25,x\n" + most)
            #expect(error.code == .notNumeric && error.column == "b" && error.line == 3, "\(error)")
        }
    }

    @Test(arguments: [
        "2016-07-01", "13:00", "1.2.3", "12 Jan", "1 pm", "3a", "B12", "1st", "10.0.0.1", "TRUE!", "7-8",
    ])
    func textsWithDigits_areNoNumbers(field: String) throws {
        let table = try table("a,b\n1,\(field)\n2,\(field)\n")
        #expect(table.columns == ["a"])
        let left = try #require(table.report.leftOut.first)
        #expect(left.column == "b" && left.why == "holds text" && left.line == 2)
        #expect(left.field == "\"\(field)\"")
    }

    /// The numbers are those of `pandas.read_csv(..., sep=";", decimal=",", thousands=".", na_values=[-200])`
    /// of pandas 3.1.1, read with `float_precision="round_trip"`, without its empty rows and columns.
    @Test func measurementsOfACity_areReadAsByPandas() throws {
        let text = """
            Date;Time;CO(GT);PT08.S1(CO);Größe;;
            09/03/2004;18.00.00;5,429;2.270,98;21.370,386654;;
            10/03/2004;18.00.00;7,0;2.186,240500353677817;-107.549,00123;;
            11/03/2004;18.00.00;7,4;1.050,597529967;78.205,58811;;
            12/03/2004;18.00.00;-200;1.915,124452613358;96.735,404;;
            13/03/2004;18.00.00;7,847;1.940;17.740;;
            14/03/2004;18.00.00;2,3;1.859,38893592456088;;;
            15/03/2004;19.00.00;3,916;2.247,8834056296509516;-31.468,0;;
            16/03/2004;19.00.00;-200;1.924,466732670683314;42.129,55171;;
            17/03/2004;19.00.00;3,338;2.493,11;1.216,34503;;
            18/03/2004;19.00.00;-200,0;1.306,3915886;-24.497,3301;;
            19/03/2004;19.00.00;9,20;1.072,484968264;-1.987,564;;
            20/03/2004;19.00.00;0,8;2.256;52.015;;
            ;;;;;;
            ;;;;;;
            ;;;;;;

            """
        let features = ["CO(GT)", "PT08.S1(CO)", "Größe"]
        let options = TableOptions(
            features: features, missing: .drop, missingByColumn: ["CO(GT)": ["-200"]])
        for encoded in [Array(text.utf8), Self.latin1(text), Self.utf16(text, mark: true)] {
            let table = try Table.csv(encoded.span, name: "t.csv", options: options)
            #expect(table.columns == features)
            #expect(
                table.values == [
                    5.429, 2270.98, 21370.386654, 7.0, 2186.240500353678, -107549.00123, 7.4, 1050.597529967,
                    78205.58811, 7.847, 1940.0, 17740.0, 3.916, 2247.883405629651, -31468.0, 3.338, 2493.11,
                    1216.34503, 9.2, 1072.484968264, -1987.564, 0.8, 2256.0, 52015.0,
                ])
            #expect(table.report.missing.map(\.column) == ["CO(GT)", "Größe"])
            #expect(table.report.missing.map(\.count) == [3, 1])
            #expect(
                table.report.notes == ["The last 3 rows, from line 14 on, hold nothing and are left out."])
            #expect(table.report.leftOut.map(\.why) == ["is empty", "is empty"])
            #expect(table.report.rows == 12)
        }
    }

    // MARK: Encodings

    static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    static func utf16(_ text: String, mark: Bool, isLittleEndian: Bool = true) -> [UInt8] {
        ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit in
            let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
            return isLittleEndian ? bytes : bytes.reversed()
        }
    }

    @Test(arguments: [true, false], [true, false])
    func utf16_isReadInEitherOrderWithOrWithoutAMark(mark: Bool, isLittleEndian: Bool) throws {
        let text = "größe\t😀\n1,5\t2\n2,5\t3,25\n"
        let bytes = Self.utf16(text, mark: mark, isLittleEndian: isLittleEndian)
        let header = Self.utf16("time,a\n", mark: mark, isLittleEndian: isLittleEndian)
        #expect(throws: TableError(.headerOnly, "")) { try Table.csv(header.span, name: "t.csv") }
        let table = try Table.csv(bytes.span, name: "t.csv")
        #expect(table.columns == ["größe", "😀"])
        #expect(table.values == [1.5, 2, 2.5, 3.25])
        #expect(try format(table).words == "fields between tabs, decimal comma, utf-16")
        let half = Array(bytes.dropLast())
        let cut = #expect(throws: TableError(.malformed, "")) {
            try Table.csv(half.span, name: "t.csv")
        }
        #expect(cut?.line == 3)
    }

    @Test func latin1_isReadAsWindowsHasIt() throws {
        let bytes = Self.latin1("gr\u{F6}\u{DF}e,b\n1,\u{80}\n2,\u{80}\n")
        let table = try Table.csv(bytes.span, name: "t.csv")
        #expect(table.columns == ["größe"])
        #expect(table.report.leftOut.first?.field == "\"\u{20AC}\"")
        #expect(try format(table).encoding == .latin1)
        let given = TableOptions(format: FormatOptions(encoding: .utf8))
        let error = #expect(throws: TableError(.malformed, "")) {
            try Table.csv(bytes.span, name: "t.csv", options: given)
        }
        #expect(error?.line == 1)
        #expect(error?.message.contains("byte 3 of the file (hexadecimal F6) is no UTF-8") == true)
    }

    @Test func halfAPair_isRefused() throws {
        let bytes = Self.utf16("a,b\n1,2\n", mark: true) + [0x00, 0xD8, 0x31, 0x00]
        let error = #expect(throws: TableError(.malformed, "")) { try Table.csv(bytes.span, name: "t.csv") }
        #expect(error?.line == 3)
    }

    // MARK: Lines above the header

    @Test func linesAboveTheNames_areToldWithTheirRemedy() throws {
        for (above, lines) in [
            ("# Units: time in UTC\n", 1), ("# a\n# b, c, d, e\n\n", 3), ("Station 7\nkW\n", 2),
        ] {
            let text = above + "time,a\n1,2\n3,4\n"
            let error = try refusal(text)
            #expect(error.code == .malformed)
            #expect(error.message.contains("data.format: {skip_rows: \(lines)}"), "\(error)")
            let table = try table(text, TableOptions(format: FormatOptions(skipRows: lines)))
            #expect(table.values == [1, 2, 3, 4])
        }
        let alone = try refusal("# Units\na\n1\n2\n")
        #expect(alone.message.contains("is a comment") && alone.message.contains("{skip_rows: 1}"))
        #expect(try table("#time,a\n1,2\n3,4\n").columns == ["#time", "a"])
        let later = try refusal("x\ny\na,b\n1,2\nz,4\n5,6", TableOptions(format: FormatOptions(skipRows: 2)))
        #expect(later.line == 5)
        #expect(try refusal("a\n1\n", TableOptions(format: FormatOptions(skipRows: -1))).code == .badOptions)
        #expect(try refusal("a\n1\n", TableOptions(format: FormatOptions(skipRows: 9))).code == .emptyFile)
    }

    @Test func oneColumnOfDecimalCommas_isPointedOut() throws {
        let text = "load\n1,5\n2,25\n"
        let error = try refusal(text)
        #expect(error.code == .raggedRow && error.message.contains("{delimiter: \";\"}"))
        #expect(
            try table(text, TableOptions(format: FormatOptions(delimiter: .semicolon))).values == [1.5, 2.25])
    }
}
