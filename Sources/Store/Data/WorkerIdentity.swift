import Glibc
import System
import Training

/// What tells a worker process from all others, and is again the same for the one that is started in its
/// place: a number that is kept in its folder, under a lock for as long as the process lives.
///
/// Process numbers do not do: in containers all have the same, and after a restart another one.
package final class WorkerIdentity {
    /// Eight hexadecimal digits.
    package let text: String
    private let file: OpenFile

    /// Takes the first of the folder's identities that no process has, or makes a new one.
    ///
    /// - Throws: `SystemError.storage` or `.diskFull`; `StoreError.inUse` where all are taken.
    package init(folder: String) throws {
        try Folder.create(folder, mode: 0o700)
        file = try Self.take(in: folder)
        let known = String(decoding: try file.readStart(Self.digits), as: UTF8.self)
        if known.utf8.count == Self.digits, UInt32(known, radix: 16) != nil {
            text = known
        } else {
            let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
            text = String(repeating: "0", count: Self.digits - digits.count) + digits
            try file.truncate(to: 0)
            try file.write(Array(text.utf8).span.bytes)
        }
    }

    private static let digits = 8

    private static func take(in folder: String) throws -> OpenFile {
        for number in 1...Limits.workers {
            let path = "\(folder)/worker-\(number).id"
            let file = try OpenFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
            if try file.tryLock() { return file }
        }
        throw StoreError(.inUse, "\(folder) has \(Limits.workers) workers already; name another with --data")
    }
}
