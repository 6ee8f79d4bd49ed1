import Foundation
import Pace
import Store
import System
import TestFiles
import Testing

@Suite(.blocking) struct StoreStateTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func newStateDirectory_isThisUsersAlone() throws {
        let state = try StateDirectory(creating: folder("a/b"))
        for path in [state.path, state.data, state.runs, state.logs] { #expect(try mode(path) == 0o700) }
        #expect(try StateDirectory(creating: folder("a/b")).path == state.path)
        #expect(try StateDirectory(existing: folder("a/b/../b")).path == state.path)
        #expect(throws: StoreError(.notFound, "")) { try StateDirectory(existing: folder("c")) }
        try put([], at: folder("file"))
        #expect(throws: SystemError(.storage, "")) { try StateDirectory(creating: folder("file")) }
    }

    @Test func opening_removesWhatDeadProcessesLeft() throws {
        let state = try StateDirectory(creating: folder("s"))
        try put([1], at: state.path + "/.term.tmp-1-1")
        try put([1], at: state.data + "/.\(Digest.sha256([])).tmp-1-1")
        _ = try StateDirectory(creating: folder("s"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: state.data).isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: state.path).sorted() == [
                "data", "forecasts", "logs", "runs",
            ])
    }

    @Test func secondHolderOfTheLock_isToldWhoHasIt() throws {
        let state = try StateDirectory(creating: folder("s"))
        #expect(try !state.isLocked())
        try withExtendedLifetime(state.lock()) { () throws in
            #expect(try state.isLocked())
            let error = #expect(throws: StoreError(.inUse, "")) { try state.lock() }
            #expect(error?.message.contains("\(state.path) is in use by process \(getpid())") == true)
            #expect(state.lockHolder == Int(getpid()))
        }
        #expect(try !state.isLocked())
        #expect(throws: Never.self) { try state.lock() }
    }

    @Test func lockOfAProcessThatIsKilled_isFree() throws {
        let state = try StateDirectory(creating: folder("s"))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = ["-F", state.path + "/lock", "sh", "-c", "echo held; exec cat"]
        let output = Pipe()
        process.standardInput = Pipe()
        process.standardOutput = output
        try process.run()
        #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
        #expect(try state.isLocked())
        #expect(throws: StoreError(.inUse, "")) { try state.lock() }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try !state.isLocked())
        #expect(throws: Never.self) { try state.lock() }
    }

    @Test func launchersAndCoordinators_haveLocksOfTheirOwn() throws {
        let state = try StateDirectory(creating: folder("s"))
        try withExtendedLifetime(state.lock(as: .launcher)) { () throws in
            #expect(throws: StoreError(.inUse, "")) { try state.lock(as: .launcher) }
            #expect(try state.isLocked(by: .launcher) && !state.isLocked())
            #expect(state.lockHolder == nil)
            #expect(state.lockHolder(as: .launcher) == Int(getpid()))
            #expect(throws: Never.self) { try state.lock() }
        }
        #expect(try !state.isLocked(by: .launcher))
    }

    @Test func thoseWhoLookAtALock_doNotSeeEachOther() throws {
        let state = try StateDirectory(creating: folder("s"))
        _ = try state.lock()
        let look = try OpenFile(state.path + "/lock", O_RDWR)
        #expect(try look.tryLock(isShared: true))
        #expect(try !state.isLocked())
        #expect(throws: StoreError(.inUse, "")) { try state.lock() }
        _ = consume look
    }

    @Test func socketsOfACoordinatorThatIsThere_areNotAbandoned() throws {
        let state = try StateDirectory(creating: folder("s"))
        _ = try state.address(of: .query)
        try put([], at: state.socketFolder + "/query.sock")
        try withExtendedLifetime(state.lock()) { () throws in
            try state.removeAbandonedSockets()
            #expect(FileManager.default.fileExists(atPath: state.socketFolder + "/query.sock"))
        }
        try state.removeAbandonedSockets()
        #expect(!FileManager.default.fileExists(atPath: state.socketFolder))
        #expect(try !state.isLocked())
    }

    @Test func term_growsAndSurvives() throws {
        #expect(try StateDirectory(creating: folder("s")).nextTerm() == 1)
        let state = try StateDirectory(creating: folder("s"))
        #expect(try state.nextTerm() == 2)
        try put(Array("18446744073709551614\n".utf8), at: state.path + "/term")
        #expect(try state.nextTerm() == .max)
        #expect(throws: StoreError(.corrupt, "")) { try state.nextTerm() }
    }

    @Test(arguments: [
        "", "\n", "0\n", "-1\n", "12x\n", "+3", "007", "1\n2\n", "99999999999999999999\n", "\u{0}\u{0}",
    ])
    func damagedTerm_isAnErrorWithARemedyAndNeverABeginning(text: String) throws {
        let state = try StateDirectory(creating: folder("s"))
        try put(Array(text.utf8), at: state.path + "/term")
        do {
            let term = try state.nextTerm()
            Issue.record("term \(term) from \(text.debugDescription)")
        } catch let error as StoreError {
            #expect(error.code == .corrupt)
            #expect(error.message.contains(state.path + "/term") && error.message.contains("remove the file"))
        }
        #expect(try bytes(of: state.path + "/term") == Array(text.utf8))
    }

    @Test(arguments: Fault.allCases)
    func faultAtAnyOperation_neverGivesATermTwice(fault: Fault) throws {
        for number in 0..<5 {
            let path = folder("s\(number)")
            let first = try StateDirectory(creating: path).nextTerm()
            let faulty = try StateDirectory(creating: path, fileSystem: FaultyFileSystem(fault, at: number))
            #expect(throws: SystemError.self) { try faulty.nextTerm() }
            let next = try StateDirectory(creating: path).nextTerm()
            #expect(next == first + 1 || next == first + 2)
        }
    }

    @Test func shortStatePath_hasItsSocketsInside() throws {
        let state = try StateDirectory(creating: folder("s"))
        #expect(try state.address(of: .workers) == "ipc://\(state.path)/sockets/workers.sock")
        #expect(try state.address(of: .query) == "ipc://\(state.path)/sockets/query.sock")
        #expect(try mode(state.socketFolder) == 0o700)
        try put([], at: state.socketFolder + "/workers.sock")
        try state.removeSockets()
        #expect(!FileManager.default.fileExists(atPath: state.socketFolder))
        try state.removeSockets()
    }

    @Test func whoeverOnlyLooks_createsNoFolder() throws {
        let owner = try StateDirectory(creating: folder("s"))
        let looker = try StateDirectory(existing: folder("s"))
        let address = try looker.address(of: .query)
        #expect(!FileManager.default.fileExists(atPath: folder("s/sockets")))
        #expect(try owner.address(of: .query) == address)
        #expect(FileManager.default.fileExists(atPath: folder("s/sockets")))
        #expect(chmod(folder("s/sockets"), 0o777) == 0)
        #expect(throws: SystemError(.storage, "")) { try looker.address(of: .query) }
    }

    @Test func longStatePath_hasItsSocketsInAShortFolderOfItsOwn() throws {
        let long = (0..<10).map { _ in String(repeating: "d", count: 100) }.joined(separator: "/")
        let first = try StateDirectory(creating: folder(long))
        let second = try StateDirectory(creating: folder(long + "/e"))
        for state in [first, second] {
            let address = try state.address(of: .workers)
            #expect(address.hasPrefix("ipc:///tmp/lockstep-\(geteuid())-"))
            #expect(address.utf8.count - "ipc://".utf8.count <= 107)
            #expect(try mode(state.socketFolder) == 0o700)
        }
        #expect(first.socketFolder != second.socketFolder)
        for state in [first, second] {
            try state.removeSockets()
            #expect(!FileManager.default.fileExists(atPath: state.socketFolder))
        }
    }

    @Test func socketPathsOfEveryLength_fitIntoAnAddress() throws {
        let base = folder.path.utf8.count + 1
        var inside = 0
        for length in (107 - 30 - base)...(107 - 10 - base) {
            let state = try StateDirectory(creating: folder(String(repeating: "p", count: length)))
            let longest = (state.socketFolder + "/workers.sock").utf8.count
            #expect(longest <= 107)
            if state.socketFolder.hasPrefix(state.path) { inside = max(inside, longest) }
        }
        #expect(inside == 107)
    }

    @Test func socketFolderOfOthersOrOpenToThem_isRefused() throws {
        let state = try StateDirectory(creating: folder("s"))
        _ = try state.address(of: .workers)
        let sockets = state.socketFolder
        #expect(chmod(sockets, 0o755) == 0)
        _ = try state.address(of: .workers)
        #expect(try mode(sockets) == 0o700)
        #expect(chmod(sockets, 0o770) == 0)
        #expect(throws: SystemError(.storage, "")) { try state.address(of: .workers) }
        #expect(chmod(sockets, 0o702) == 0)
        #expect(throws: SystemError(.storage, "")) { try state.address(of: .query) }
        #expect(rmdir(sockets) == 0)
        try FileManager.default.createSymbolicLink(atPath: sockets, withDestinationPath: state.data)
        #expect(throws: SystemError(.storage, "")) { try state.address(of: .workers) }
        try FileManager.default.removeItem(atPath: sockets)
        if geteuid() == 0 {
            _ = try state.address(of: .workers)
            #expect(chown(sockets, 12345, 12345) == 0)
            #expect(throws: SystemError(.storage, "")) { try state.address(of: .workers) }
            #expect(throws: SystemError(.storage, "")) { try state.removeSockets() }
        }
    }
}
