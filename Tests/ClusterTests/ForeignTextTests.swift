import Foundation
import Pace
import Store
import System
import TestFiles
import Testing

/// Names of others, in job files, tables and paths, are shown and never obeyed: no command prints what moves
/// a cursor, begins a terminal's command or turns the direction of a line, and no log has two lines for one.
@Suite(.blocking) struct ForeignTextTests {
    private static let job = """
        name: "x\\e]0;pwn\\a\\e[2J\\n2026-01-01 demo-1 finished\\u202Eevil\\u2028"
        data: {csv: "ok.csv", lookback: 4, horizon: 1}
        model: [{lstm: {units: 2}}, {dense: {units: 2}}]
        training: {epochs: 1}
        """

    private func isPlain(_ text: String) -> Bool {
        !text.unicodeScalars.contains { $0.isObeyed && $0 != "\n" && $0 != "\t" }
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let rows = (0..<400).map { "\($0 % 7),\($0 % 5)\n" }
        try put(Array(("a,b\n" + rows.joined()).utf8), at: folder("ok.csv"))
        try put(Array("a\u{1B}]0;pwn\u{7},b\n1,2\n\u{1B}[31m,4\n".utf8), at: folder("esc.csv"))
        return folder
    }

    @Test(arguments: [
        ("ok.csv", "esc.csv"), ("ok.csv", "a\\e[31mb.csv"),
        ("lookback", "features: [\"\\u009b31mz\"], lookback"),
        ("name:", "\"x\\e[31m\": 1\nname:"), ("name:", "seed: \"\\u202e\"\nname:"), ("lstm", "ls\\u2028tm"),
    ])
    func whatIsWrong_isToldInPlainText(part: String, replacement: String) throws {
        let folder = try folder()
        try put(Array(Self.job.replacing(part, with: replacement).utf8), at: folder("j\u{1B}[1m.yaml"))
        for command in [["train", "--state", "state"], ["check"]] {
            let end = try RunningProcess.run(
                "lockstep", [command[0], "j\u{1B}[1m.yaml"] + command.dropFirst(), in: folder.path)
            #expect(end.code == 2 && isPlain(end.output) && isPlain(end.errors), "\(end)")
        }
    }

    @Test func nameOfAJob_isShownByStatusAndLogs() throws {
        let folder = try folder()
        try put(Array(Self.job.utf8), at: folder("j.yaml"))
        func lockstep(_ words: String...) throws -> String {
            let end = try RunningProcess.run("lockstep", words + ["--state", "state"], in: folder.path)
            #expect(end.code == 0, "\(end)")
            return end.output + end.errors
        }
        var said = try lockstep("up", "--workers", "1") + lockstep("submit", "j.yaml", "--wait")
        said += try lockstep("status") + lockstep("status", "--json") + lockstep("why") + lockstep("down")
        #expect(isPlain(said) && said.contains("x\\u{1B}]0;pwn"), "\(said)")
        #expect(!said.contains("\n2026-01-01 demo-1 finished"))
        for log in try Folder.names(in: folder("state/logs")) {
            let text = try String(contentsOfFile: folder("state/logs/\(log)"), encoding: .utf8)
            #expect(isPlain(text))
        }
    }

    @Test func workerOfANameThatCannotBeShown_isTurnedAwayInPlainText() throws {
        let folder = try folder()
        let end = try RunningProcess.run(
            "lockstep-worker", ["--coordinator", "ipc://\(folder("none.sock"))", "--name", "a\nb\u{1B}[2J"],
            in: folder.path)
        #expect(end.code == 2 && isPlain(end.errors) && end.errors.contains("a\\nb\\u{1B}[2J"), "\(end)")
    }
}
