import Glibc
import Launcher
import Store
import TestFiles
import Testing

struct CheckupTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func item(_ topic: String, of items: [Checkup.Item]) throws -> Checkup.Item {
        try #require(items.first { $0.topic == topic })
    }

    @Test func stateThatIsNotThereYet_isNoProblemAndStaysAway() throws {
        let items = Checkup.all(state: folder("state"))
        #expect(items.map(\.topic) == ["machine", "arithmetic", "device", "executables", "ZeroMQ", "state"])
        #expect(
            try item("state", of: items).line
                == "ok       state         \(folder("state")) will be created by the first run")
        #expect(try !item("arithmetic", of: items).isProblem)
        #expect(try folder.names().isEmpty)
    }

    @Test func stateInUse_isToldWithItsUser() throws {
        let state = try StateDirectory(creating: folder("state"))
        try withExtendedLifetime(state.lock()) {
            let items = Checkup.all(state: folder("state"))
            #expect(items.map(\.topic).suffix(3) == ["state", "disk", "sockets"])
            let found = try item("state", of: items)
            #expect(!found.isProblem && found.text == "\(state.path), in use by coordinator \(getpid())")
        }
        #expect(try item("state", of: Checkup.all(state: folder("state"))).text == state.path)
    }

    @Test func problem_beginsItsLine() throws {
        let state = try StateDirectory(creating: folder("state"))
        try put([], at: state.socketFolder)
        let sockets = try item("sockets", of: Checkup.all(state: state.path))
        #expect(sockets.isProblem && sockets.line.hasPrefix("PROBLEM  sockets       \(state.socketFolder)"))
    }
}
