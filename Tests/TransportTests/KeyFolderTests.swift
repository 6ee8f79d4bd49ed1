import Glibc
import TestMessages
import Testing
import Training
import Transport

/// When the folder of the admitted keys is read.
@Suite struct KeyFolderTests {
    private let folder: ZeroMQFolder
    private var keys: KeyFolder
    private let start = Instant(nanoseconds: 0)

    init() throws {
        folder = try ZeroMQFolder()
        keys = KeyFolder(folder.path)
    }

    private mutating func name(of key: CurvePublicKey, after time: Duration = .zero) -> String? {
        keys.name(of: key, at: start + time) { Issue.record("\($0)") }
    }

    /// Makes a folder look as if no name had changed.
    private func keepingTime(_ change: () -> Void) throws {
        var status = stat()
        try #require(stat(folder.path, &status) == 0)
        change()
        let times = [status.st_atim, status.st_mtim]
        try #require(utimensat(AT_FDCWD, folder.path, times, 0) == 0)
    }

    @Test mutating func unknownKeys_doNotMakeAnUnchangedFolderBeReadAgain() throws {
        let key = try CurveKeyPair.generate().publicKey
        #expect(name(of: key) == nil)
        try keepingTime { folder.write(key.text, to: "alice.pub") }
        #expect(name(of: key) == nil)
        #expect(name(of: key, after: Limits.keyFolderAge - .nanoseconds(1)) == nil)
        #expect(name(of: key, after: Limits.keyFolderAge) == "alice")
    }

    @Test mutating func newFile_countsAtOnce() throws {
        let (first, second) = (try CurveKeyPair.generate().publicKey, try CurveKeyPair.generate().publicKey)
        #expect(name(of: first) == nil)
        folder.write(first.text, to: "alice.pub")
        setTime(to: 1)
        #expect(name(of: first) == "alice")
        folder.write(second.text, to: "bob.pub")
        setTime(to: 2)
        #expect(name(of: second) == "bob")
        #expect(name(of: first) == "alice")
    }

    /// Two changes within one tick of the kernel's clock would leave the same time.
    private func setTime(to seconds: Int) {
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, folder.path, times, 0) == 0)
    }

    @Test mutating func fileThatGotAnotherKey_admitsTheOldOneNoMore() throws {
        let (old, new) = (try CurveKeyPair.generate().publicKey, try CurveKeyPair.generate().publicKey)
        folder.write(old.text, to: "alice.pub")
        #expect(name(of: old) == "alice")
        try keepingTime { folder.write(new.text, to: "alice.pub") }
        #expect(name(of: old) == nil)
        #expect(name(of: new) == "alice")
    }
}
