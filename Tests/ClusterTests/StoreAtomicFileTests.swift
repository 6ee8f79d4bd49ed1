import Cluster
import Foundation
import Testing

@Suite struct StoreAtomicFileTests {
    private let old = [UInt8](repeating: 1, count: 1000)
    private let new = [UInt8](repeating: 2, count: 3000)

    @Test(arguments: Fault.allCases)
    func faultAtAnyOperation_leavesTheOldContentsOrTheNewAndTheNextWriteWorks(fault: Fault) throws {
        let counter = FaultyFileSystem(at: nil)
        let scratch = try TemporaryFolder()
        try AtomicFile.write(new.span.bytes, to: scratch("file"), fileSystem: counter)
        #expect(counter.operations == ["create", "write", "sync", "rename", "syncFolder"])

        for number in counter.operations.indices {
            let folder = try TemporaryFolder()
            let path = folder("file")
            try AtomicFile.write(old.span.bytes, to: path)
            let faulty = FaultyFileSystem(fault, at: number)
            #expect(throws: ClusterError.self) {
                try AtomicFile.write(new.span.bytes, to: path, fileSystem: faulty)
            }
            let found = try bytes(of: path)
            #expect(found == old || found == new, "\(fault) at operation \(number)")

            let leftovers = try folder.names().filter { $0 != "file" }
            #expect(
                leftovers.count <= (fault.isDeath ? 1 : 0), "\(fault) at operation \(number): \(leftovers)")
            #expect(try TemporaryFile.removeLeftovers(in: folder.path) == leftovers)
            try AtomicFile.write(new.span.bytes, to: path)
            #expect(try bytes(of: path) == new)
            #expect(try folder.names() == ["file"])
        }
    }

    @Test func faultAtEachOperation_isReportedByCode() throws {
        let folder = try TemporaryFolder()
        let full = FaultyFileSystem(.diskFull, at: 1)
        #expect(throws: ClusterError(.diskFull, "")) {
            try AtomicFile.write("text", to: folder("file"), fileSystem: full)
        }
        #expect(throws: ClusterError(.notFound, "")) { try AtomicFile.write("text", to: folder("no/file")) }
    }

    @Test func leftovers_areRemovedOnlyWhenNobodyWritesThem() throws {
        let folder = try TemporaryFolder()
        try put([1], at: folder(".file.tmp-1-5"))
        for name in ["file.tmp-1-5", ".file.tmp-x-5", ".file.tmp-5", ".other", "file"] {
            try put([1], at: folder(name))
        }
        let before = try folder.names()
        do {
            var living = try TemporaryFile(for: folder("new"), mode: 0o644, fileSystem: LocalFileSystem())
            #expect(try TemporaryFile.removeLeftovers(in: folder.path) == [".file.tmp-1-5"])
            try living.append(old.span.bytes)
            try living.place()
        }
        #expect(try bytes(of: folder("new")) == old)
        #expect(try folder.names() == (before.filter { $0 != ".file.tmp-1-5" } + ["new"]).sorted())
    }

    @Test func temporaryFileThatIsGivenUp_isRemoved() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try TemporaryFile(for: folder("new"), mode: 0o644, fileSystem: LocalFileSystem())
            try file.append(old.span.bytes)
            #expect(try folder.names().count == 1)
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func fullDevice_isReportedAsDiskFullWithThePath() throws {
        let file = try OpenFile("/dev/full", O_WRONLY)
        var message = ""
        do {
            try file.write(old.span.bytes)
        } catch {
            #expect(error.code == .diskFull)
            message = error.message
        }
        #expect(message == "cannot write /dev/full: No space left on device")
        for number in [ENOSPC, EDQUOT, EFBIG] {
            #expect(SystemCall.error("write", "x", number: number).code == .diskFull)
        }
        #expect(SystemCall.error("write", "x", number: EIO).code == .storage)
    }

    @Test func interruptedCall_isMadeAgain() throws {
        var calls = 0
        let result = try SystemCall.check("do", "x") {
            calls += 1
            errno = EINTR
            return calls < 3 ? -1 : 42
        }
        #expect(result == 42)
        #expect(calls == 3)
    }

    @Test(.enabled(if: SmallFileSystem.canBeMounted, SmallFileSystem.condition))
    func diskThatFillsUp_keepsWhatWasThere() throws {
        let folder = try TemporaryFolder()
        try #require(mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0)
        defer { umount(folder.path) }
        let large = [UInt8](repeating: 3, count: 100_000)
        try AtomicFile.write(old.span.bytes, to: folder("file"))
        #expect(throws: ClusterError(.diskFull, "")) {
            try AtomicFile.write(large.span.bytes, to: folder("file"))
        }
        #expect(try bytes(of: folder("file")) == old)
        #expect(try folder.names() == ["file"])

        let lines = JSONLines(path: folder("lines"))
        let writer = try lines.writer()
        try writer.append("first")
        #expect(throws: ClusterError(.diskFull, "")) {
            try writer.append(String(repeating: "x", count: 100_000))
        }
        try writer.append("second")
        #expect(try lines.read(String.self).values == ["first", "second"])
    }
}
