import Store
import System
import TestFiles
import Testing

@Suite struct JSONLinesTests {
    @Test(.enabled(if: SmallDisk.isPossible, "a file system can be mounted by root alone"))
    func diskThatFillsUp_keepsTheLinesThatWereThereAndTakesMoreLater() throws {
        let disk = try SmallDisk()
        let lines = JSONLines(path: disk("lines"))
        let writer = try lines.writer()
        try writer.append("first")
        #expect(throws: SystemError(.diskFull, "")) {
            try writer.append(String(repeating: "x", count: 100_000))
        }
        try writer.append("second")
        #expect(try lines.read(String.self).values == ["first", "second"])
    }
}
