import Tables
import Testing

struct ReadingProgressTests {
    @Test func longFile_tellsHowMuchOfItIsRead() throws {
        let text = Array(("a,b\n" + String(repeating: "1.25,2.5\n", count: 500_000)).utf8)
        var shares: [Double] = []
        let table = try Table.csv(text.span, name: "long.csv") { shares.append($0) }
        #expect(table.report.rows == 500_000)
        #expect(shares.count == text.count >> 20)
        #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
    }

    @Test func shortFile_tellsNothing() throws {
        _ = try Table.csv(Array("a,b\n1,2\n".utf8).span, name: "short.csv") { _ in Issue.record("told") }
    }
}
