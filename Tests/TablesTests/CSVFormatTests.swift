import Tables
import Testing

struct CSVFormatTests {
    @Test func plainRows_becomeNumbersInTheFilesOrder() throws {
        let table = try table("a,b\n1,2\n3,4.5\n-5e-1,+.25\n")
        #expect(table.columns == ["a", "b"])
        #expect(table.rows == 3)
        #expect(table.values == [1, 2, 3, 4.5, -0.5, 0.25])
        #expect(table.features == [0, 1])
        #expect(table.targets == [0, 1])
        #expect(table.firstTime == nil)
    }

    @Test(arguments: [
        "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\n3,4", "\u{FEFF}a,b\n1,2\n3,4\n",
        "\n\n a , b \n\n1,2\n   \n3,4\n\n", "\"a\",\"b\"\n\"1\",\"  2\"\n 3 ,\t4 \n",
        "a,\"b\"\n1,\"2\" \n \"3\",4",
    ])
    func lineEndsQuotesBlanksAndByteOrderMark_doNotCount(text: String) throws {
        let table = try table(text)
        #expect(table.columns == ["a", "b"])
        #expect(table.values == [1, 2, 3, 4])
    }

    @Test func quotedNames_mayHoldCommasQuotesAndLineEnds() throws {
        let table = try table("\"a, \"\"b\"\"\",\"c\nd\"\n1,2\n")
        #expect(table.columns == ["a, \"b\"", "c\nd"])
        #expect(table.values == [1, 2])
    }

    @Test func lineNumbers_countPhysicalLinesAndNameTheRowsFirst() throws {
        let quotedLineEnds = try refusal("note,a\n\"x\ny\",1\n\n\"p\r\nq\",oops\n\"z\",3\n\"z\",4\n")
        #expect(quotedLineEnds.line == 5)
        #expect(quotedLineEnds.column == "a")
        #expect(try refusal("a\r1\r2\rx\r3\r").line == 4)
        #expect(try refusal("a\r\n1\r\n2\r\nx\r\n3\r\n").line == 4)
    }

    @Test func textColumns_areLeftOutAndReported() throws {
        let table = try table("day,a,holiday,,b\nMon,1,New Year,7,2\nTue,3,no,8,4\n")
        #expect(table.columns == ["a", "b"])
        #expect(table.values == [1, 2, 3, 4])
        #expect(Set(table.ignoredColumns) == ["day", "holiday", "column 4 (without a name)"])
    }

    @Test func namedFeaturesAndTargets_standInTheirOwnOrder() throws {
        let options = TableOptions(features: ["c", "a"], targets: ["b", "c"])
        let table = try table("a,b,c,text\n1,2,3,x\n4,5,6,y\n", options)
        #expect(table.columns == ["c", "a", "b"])
        #expect(table.values == [3, 1, 2, 6, 4, 5])
        #expect(table.features == [0, 1])
        #expect(table.targets == [2, 0])
        #expect(table.ignoredColumns.isEmpty)
    }

    @Test func targets_mayBeGivenWithoutFeatures() throws {
        let table = try table("a,b\n1,2\n", TableOptions(targets: ["b"]))
        #expect(table.features == [0, 1])
        #expect(table.targets == [1])
    }

    @Test func aTimeColumn_isAFeatureOnlyWhereItIsNamed() throws {
        let text = "hour,a\n1,5\n2,6\n"
        #expect(try table(text, TableOptions(time: ["hour"])).columns == ["a"])
        let both = try table(text, TableOptions(time: ["hour"], features: ["a", "hour"]))
        #expect(both.values == [5, 1, 6, 2])
        let target = try table(text, TableOptions(time: ["hour"], targets: ["hour"]))
        #expect(target.columns == ["a", "hour"])
        #expect(target.features == [0])
        #expect(target.targets == [1])
    }

    @Test func longFields_areRead() throws {
        let note = String(repeating: "long, \"\"note\"\"\n", count: 5000)
        let table = try table("note,a\n\"\(note)\",1\n\"\",2\n")
        #expect(table.values == [1, 2])
    }
}
