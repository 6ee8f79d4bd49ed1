import Tables
import Testing

struct MissingValueTests {
    private static let text = "t,a,b,c\n1,10,1,x\n2,NA,2,\n4,,3,y\n3,13,,z\n5,nan,5,w\n"

    private func read(_ policy: MissingPolicy, features: [String]? = nil) throws -> Table {
        try table(Self.text, TableOptions(time: ["t"], features: features, missing: policy))
    }

    @Test func missingValues_areRefusedUnlessAPolicySaysOtherwise() throws {
        let error = try refusal(Self.text, TableOptions(time: ["t"]))
        #expect(
            error.description == """
                t.csv:3: column "a": the value is missing ("NA", and 2 more in this column); set missing to \
                forward_fill, interpolate, mask, cut or drop, or leave the column out of features
                """)
        #expect(error.code == .missingValue)
    }

    @Test func drop_removesTheRowsThatLackAValue() throws {
        let both = try read(.drop)
        #expect(both.values == [10, 1])
        #expect(both.droppedRows == 4)
        #expect(both.lastTime == "1")
        let one = try read(.drop, features: ["b"])
        #expect(one.values == [1, 2, 3, 5])
        #expect(one.droppedRows == 1)
        #expect(one.lastTime == "5")
    }

    @Test(arguments: [MissingPolicy.forwardFill, .interpolate, .cut])
    func whatIsToBeFilledLater_staysMissingInTheTable(policy: MissingPolicy) throws {
        let table = try read(policy)
        #expect(table.missingValues == 4)
        #expect(table.values.map { $0.isNaN ? -1 : $0 } == [10, 1, -1, 2, 13, -1, -1, 3, -1, 5])
        #expect(table.droppedRows == 0)
    }

    @Test func columnWithoutAnyValue_isRefusedWhereItIsAskedFor() throws {
        let options = TableOptions(features: ["a", "b"], missing: .forwardFill)
        #expect(try refusal("a,b\n1,\n2,\n", options).message.contains("no value at all"))
    }

    @Test func filled_repeatsTheValueBeforeOrDrawsALineAsFarAsTheRowsReach() throws {
        let table = try table("a\nNA\n1\nNA\nNA\nNA\n9\nNA\n", TableOptions(missing: .interpolate))
        #expect(table.filled(1..<7, columns: [0], by: .interpolate) == [1, 3, 5, 7, 9, 9])
        #expect(table.filled(1..<7, columns: [0], by: .forwardFill) == [1, 1, 1, 1, 9, 9])
        // The other side of the gap lies behind the rows.
        #expect(table.filled(1..<5, columns: [0], by: .interpolate) == [1, 1, 1, 1])
        // Its near side lies before them.
        #expect(table.filled(3..<6, columns: [0], by: .interpolate) == [5, 7, 9])
        // Nothing stands before the first value, which the rows may reach or not.
        #expect(table.filled(0..<4, columns: [0], by: .forwardFill) == [1, 1, 1, 1])
        #expect(table.filled(0..<1, columns: [0], by: .forwardFill)[0].isNaN)
    }

    @Test func drop_thatLeavesNoRow_isRefused() throws {
        let error = try refusal("a,b\n1,\n,2\n", TableOptions(missing: .drop))
        #expect(error.code == .missingValue)
    }

    @Test func columnsThatAreNotUsed_mayLackValues() throws {
        #expect(try table("a,b,c\n1,,\n2,3,\n", TableOptions(features: ["a"])).values == [1, 2])
        let empty = try table("a,c\n1,\n2,\n", TableOptions())
        #expect(empty.columns == ["a"])
        #expect(empty.ignoredColumns == ["c"])
    }

    @Test func missingValues_areWhatTheOptionsName() throws {
        let options = TableOptions(missing: .forwardFill, missingValues: ["-999", " ? "])
        let values = try table("a,b\n1,2\n-999,?\n-9990,3\n", options).values
        #expect(values.map { $0.isNaN ? 0 : $0 } == [1, 2, 0, 0, -9990, 3])
        #expect(try refusal("a\n1\n\"\"\n2\n", options).code == .notNumeric)
    }
}
