import Series
import Testing

struct SplitTests {
    private func resolve(_ a: SplitAmount, _ b: SplitAmount, _ c: SplitAmount, _ rows: Int) throws -> Split {
        try Split.resolve(train: a, validation: b, test: c, rows: rows)
    }

    @Test func rows_areConsecutiveAndMayLeaveARest() throws {
        let split = try resolve(.rows(8), .rows(3), .rows(2), 20)
        #expect(split.train == 0..<8)
        #expect(split.validation == 8..<11)
        #expect(split.test == 11..<13)
        #expect(split.rows == 0..<13)
    }

    @Test(arguments: [1, 3, 10, 99, 1000, 17_420, 17_421])
    func fractionsThatSumToOne_leaveNoRowOver(rows: Int) throws {
        #expect(try resolve(.fraction(0.7), .fraction(0.2), .fraction(0.1), rows).rows.count == rows)
        #expect(try resolve(.fraction(0.7), .fraction(0.15), .fraction(0.15), rows).rows.count == rows)
    }

    @Test func fractions_areOfAllRows() throws {
        let split = try resolve(.fraction(0.5), .fraction(0.2), .fraction(0), 1000)
        #expect(split == Split(train: 500, validation: 200, test: 0))
        #expect(
            try resolve(.rows(300), .fraction(0.25), .rows(7), 1000)
                == Split(train: 300, validation: 250, test: 7))
    }

    @Test func impossibleSplits_areRefused() {
        let bad: [(SplitAmount, SplitAmount, SplitAmount)] = [
            (.rows(-1), .rows(1), .rows(1)), (.rows(0), .rows(5), .rows(5)), (.rows(99), .rows(1), .rows(1)),
            (.fraction(0.8), .fraction(0.2), .fraction(0.1)), (.fraction(1.5), .rows(0), .rows(0)),
            (.fraction(.nan), .rows(0), .rows(0)), (.fraction(-0.1), .rows(0), .rows(0)),
            (.rows(60), .fraction(0.5), .rows(0)), (.rows(.max), .rows(.max), .rows(1)),
            (.fraction(0), .rows(1), .rows(1)),
        ]
        for (train, validation, test) in bad {
            #expect(throws: SeriesError(.badSplit, ""), "\(train) \(validation) \(test)") {
                try resolve(train, validation, test, 100)
            }
        }
    }
}
