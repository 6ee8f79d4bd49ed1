import Tables
import Testing

struct CSVErrorTests {
    @Test(arguments: ["", "\n\n \n", "\u{FEFF}"])
    func noBytes_areRefused(text: String) throws {
        #expect(try refusal(text).code == .emptyFile)
    }

    @Test func aHeaderAlone_isRefused() throws {
        let error = try refusal("a,b\n\n")
        #expect(error.code == .headerOnly)
        #expect(error.description == "t.csv: the file names 2 columns and holds no row")
    }

    @Test(arguments: ["a,b\n1,2\n3\n4,5\n", "a,b\n1,2\n3,4,5\n"])
    func aRaggedRow_isNamedByItsLine(text: String) throws {
        let error = try refusal(text)
        #expect(error.code == .raggedRow)
        #expect(error.line == 3)
        #expect(error.message.contains("and the header 2"))
    }

    @Test func textInANumericColumn_isNamedByLineColumnAndValue() throws {
        let text = "date,OT\n2016-07-01,1\n2016-07-02,abc\n2016-07-03,2\n2016-07-04,x\n2016-07-05,3\n"
        for options in [TableOptions(time: ["date"]), TableOptions(features: ["OT"])] {
            let error = try refusal(text, options)
            #expect(error.code == .notNumeric)
            #expect(
                error.description == """
                    t.csv:3: column "OT": "abc" is not a finite number (and 1 more in this column); \
                    correct it, list it in missing_values, or leave the column out of features
                    """)
        }
    }

    @Test(arguments: [
        "inf", "-Infinity", "1e309", "0x10", "1 000", "1.2.3", "--1", "e5", ".", "1e", "\u{0661}",
    ])
    func whatIsNoFiniteDecimalNumber_isText(field: String) throws {
        let error = try refusal("a\n1\n2\n\"\(field)\"\n")
        #expect(error.code == .notNumeric)
        #expect(error.line == 4)
    }

    @Test func aTextColumnAskedFor_isRefusedByName() throws {
        let text = "a,wind\n1,NW\n2,SE\n"
        let feature = try refusal(text, TableOptions(features: ["a", "wind"]))
        #expect(feature.code == .textColumn)
        #expect(feature.line == 2)
        #expect(feature.column == "wind")
        #expect(feature.message.contains("\"NW\"") && feature.message.contains("feature"))
        let target = try refusal(text, TableOptions(targets: ["wind"]))
        #expect(target.code == .textColumn)
        #expect(target.message.contains("target"))
    }

    @Test func unknownColumns_areRefusedWithTheOnesThereAre() throws {
        let text = "date,OT\n2016-07-01,1\n"
        let feature = try refusal(text, TableOptions(features: ["load"]))
        #expect(feature.code == .unknownColumn)
        #expect(feature.message.contains("\"date\", \"OT\""))
        #expect(try refusal(text, TableOptions(targets: ["ot"])).message.contains("did you mean \"OT\"?"))
        #expect(try refusal(text, TableOptions(time: ["when"])).code == .unknownColumn)
    }

    @Test func duplicateNames_areRefusedWhereTheyMatter() throws {
        let text = "a,a,b\n1,2,3\n"
        #expect(try refusal(text).code == .duplicateColumn)
        #expect(try refusal(text, TableOptions(features: ["a"])).code == .duplicateColumn)
        #expect(try refusal("a,b\n1,2\n", TableOptions(features: ["a", "a"])).code == .duplicateColumn)
        #expect(try table(text, TableOptions(features: ["b"])).values == [3])
    }

    @Test func noColumnToTrainOn_isRefused() throws {
        #expect(try refusal("a,b\nx,y\n").code == .noColumns)
        #expect(try refusal("a\n1\n", TableOptions(features: [])).code == .noColumns)
        #expect(try refusal("a\n1\n", TableOptions(targets: [])).code == .noColumns)
        #expect(try refusal("t\n1\n", TableOptions(time: ["t"])).code == .noColumns)
        let timeAsTarget = TableOptions(time: ["t"], targets: ["t"])
        #expect(try refusal("t,a\n1,x\n2,y\n", timeAsTarget).code == .noColumns)
    }

    @Test func anOpenQuote_isNamedByTheRowItBeginsIn() throws {
        let error = try refusal("a,b\n1,2\n3,\"4\n5,6\n7,8\n")
        #expect(error.code == .malformed)
        #expect(error.line == 3)
        let endless = "a\n1\n\"" + String(repeating: "x,y\n", count: 400_000)
        #expect(try refusal(endless).line == 3)
        let endlessField = try refusal("a\n" + String(repeating: "x", count: 3_000_000))
        #expect(endlessField.code == .malformed)
        #expect(endlessField.message.contains("longer than 1048576 bytes"))
    }

    @Test(arguments: ["a,b\n1,2\n3,4\"5\n", "a,b\n1,2\n3,\"4\"5\n"])
    func aQuoteInsideAField_isRefused(text: String) throws {
        let error = try refusal(text)
        #expect(error.code == .malformed)
        #expect(error.line == 3)
    }

    @Test func aMissingHeader_isPointedOut() throws {
        #expect(try refusal("1,2\n3,4\n").message.contains("must name the columns"))
    }

    @Test(
        arguments: [
            [0x1F, 0x8B, 8, 0], Array("PAR1abc".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x50, 0x4B, 3, 4],
        ]
            as [[UInt8]])
    func filesOfAnotherKind_areNamed(bytes: [UInt8]) throws {
        #expect(throws: TableError(.malformed, "")) {
            try Table.csv(bytes.span, name: "x", options: TableOptions())
        }
    }

    @Test func bytesThatAreNoText_areRefusedOrFiniteNumbers() {
        var state: UInt64 = 1
        var accepted = 0
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Array(",\"\n\r 1ax\0\u{FF}".utf8)[Int(state >> 33) % 11]
            }
            do {
                let table = try Table.csv(
                    bytes.span, name: "x", options: TableOptions(missing: .interpolate))
                #expect(table.rows > 0 && table.values.allSatisfy(\.isFinite))
                accepted += 1
            } catch {
                #expect(error.description.hasPrefix("x"))
            }
        }
        #expect((1..<300).contains(accepted))
    }

    @Test func longFields_areCutInMessages() throws {
        let error = try refusal("a\n1\n2\n" + String(repeating: "y", count: 500) + "\n")
        #expect(error.description.count < 250)
    }
}
