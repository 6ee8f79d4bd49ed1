import Series
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
                drop, forward_fill or interpolate, or leave the column out of features
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

    @Test func forwardFill_repeatsTheValueBeforeInTimeOrder() throws {
        let filled = try read(.forwardFill)
        #expect(filled.values == [10, 1, 10, 2, 13, 2, 13, 3, 13, 5])
        #expect(filled.filledValues == 4)
        #expect(filled.droppedRows == 0)
    }

    @Test func interpolate_drawsALineInTimeOrderAndHoldsTheLastValue() throws {
        let filled = try read(.interpolate)
        #expect(filled.values == [10, 1, 11.5, 2, 13, 2.5, 13, 3, 13, 5])
        #expect(filled.filledValues == 4)
        let long = try table("a\n1\nNA\nNA\nNA\n9\n", TableOptions(missing: .interpolate))
        #expect(long.values == [1, 3, 5, 7, 9])
    }

    @Test(arguments: [MissingPolicy.forwardFill, .interpolate])
    func aGapBeforeTheFirstValue_cannotBeFilled(policy: MissingPolicy) throws {
        let error = try refusal("t,a\n1,\n2,\n3,5\n", TableOptions(time: ["t"], missing: policy))
        #expect(error.code == .missingValue)
        #expect(error.line == 2)
        #expect(error.message.contains("first 2 rows in time order (up to 2)"))
        #expect(error.message.contains("drop"))
        let never = try refusal("a,b\n1,\n2,\n", TableOptions(features: ["a", "b"], missing: policy))
        #expect(never.message.contains("no value at all"))
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
        #expect(try table("a,b\n1,2\n-999,?\n-9990,3\n", options).values == [1, 2, 1, 2, -9990, 3])
        #expect(try refusal("a\n1\n\"\"\n2\n", options).code == .notNumeric)
    }
}
