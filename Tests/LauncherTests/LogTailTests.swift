import Launcher
import TestFiles
import Testing

struct LogTailTests {
    @Test func lastLine_isTheLogsLast() throws {
        let folder = try TemporaryFolder()
        try put(Array("first\nlast\n\n".utf8), at: folder("log"))
        #expect(LogTail.lastLine(of: folder("log")) == "last")
    }

    @Test func logWithoutALine_isNamed() throws {
        let folder = try TemporaryFolder()
        #expect(LogTail.lastLine(of: folder("log")) == "see \(folder("log"))")
    }
}
