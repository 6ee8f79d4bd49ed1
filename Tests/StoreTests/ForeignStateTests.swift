import Foundation
import Pace
import Store
import System
import TestFiles
import Testing

/// State directories in which somebody else has, or had, a hand: refused by the name of what is wrong, before
/// anything is written.
@Suite(.blocking) struct ForeignStateTests {
    private let folder: TemporaryFolder
    private let state: StateDirectory
    private let run: String

    init() throws {
        folder = try TemporaryFolder()
        state = try StateDirectory(creating: folder("s"))
        run = state.runs + "/demo-1"
        _ = try state.lock()
        _ = try state.nextTerm()
        _ = try state.address(of: .query)
        try FileManager.default.createDirectory(
            atPath: run + "/checkpoints", withIntermediateDirectories: true)
        for path in [run + "/events.jsonl", run + "/checkpoints/1.safetensors", state.logs + "/worker-1.log"]
        {
            try put([1], at: path)
        }
        try put([1, 2, 3], at: folder("victim"))
    }

    private func expectRefusal(naming path: String, _ word: String) {
        let error = #expect(throws: SystemError(.storage, "")) { try StateDirectory(creating: state.path) }
        #expect(error?.message.hasPrefix("\(path) \(word)") == true, "\(error?.message ?? "")")
    }

    @Test func ownState_isOpenedAgain() throws {
        #expect(chmod(state.path, 0o755) == 0)
        #expect(throws: Never.self) { try StateDirectory(creating: state.path) }
        #expect(throws: Never.self) { try StateDirectory(existing: state.path) }
    }

    @Test(arguments: [
        "data", "runs", "logs", "forecasts", "sockets", "lock", "term", "logs/worker-1.log", "runs/demo-1",
        "runs/demo-1/events.jsonl", "runs/demo-1/checkpoints/1.safetensors",
    ])
    func linkInsteadOfAFileOrFolder_isRefused(name: String) throws {
        let path = "\(state.path)/\(name)"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder("victim"))
        expectRefusal(naming: path, "is a symbolic link")
        #expect(try bytes(of: folder("victim")) == [1, 2, 3])
    }

    @Test(arguments: ["", "/data", "/runs/demo-1", "/logs/worker-1.log", "/lock"])
    func whatOthersCanWriteTo_isRefused(name: String) throws {
        let path = state.path + name
        for mode: mode_t in [0o770, 0o702] {
            #expect(chmod(path, mode) == 0)
            expectRefusal(naming: path, "can be written to by others")
            if name.isEmpty {
                #expect(throws: SystemError(.storage, "")) { try StateDirectory(existing: state.path) }
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0), arguments: ["", "/runs", "/runs/demo-1/events.jsonl", "/sockets"])
    func whatBelongsToSomebodyElse_isRefused(name: String) throws {
        let path = state.path + name
        #expect(lchown(path, 12345, 12345) == 0)
        expectRefusal(naming: path, "belongs to user 12345")
        #expect(lchown(path, geteuid(), getegid()) == 0)
    }

    @Test func pipeInsteadOfALog_isRefused() throws {
        try FileManager.default.removeItem(atPath: state.logs + "/worker-1.log")
        #expect(mkfifo(state.logs + "/worker-1.log", 0o600) == 0)
        expectRefusal(naming: state.logs + "/worker-1.log", "is neither a file nor a folder")
    }

    @Test func linkThatCameLater_isNotFollowed() throws {
        let path = run + "/events.jsonl"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder("victim"))
        for look in [
            { _ = try JSONLines(path: path).writer() }, { _ = try JSONLines(path: path).read(Int.self) },
        ] {
            let error = #expect(throws: SystemError(.storage, "")) { try look() }
            #expect(error?.message.contains("a symbolic link is in the way") == true)
        }
        #expect(throws: SystemError(.process, "")) {
            try ChildProcess(executable: "/bin/echo", arguments: ["x"], log: path)
        }
        #expect(try bytes(of: folder("victim")) == [1, 2, 3])
    }
}
