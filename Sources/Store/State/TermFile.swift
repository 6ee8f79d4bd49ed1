import Glibc
import System

/// The last term that a coordinator of this state directory has used, kept as decimal digits.
///
/// Workers drop messages of an older term, so a term must never come back: a file that cannot be read is an
/// error, not a new beginning.
struct TermFile {
    let path: String
    let fileSystem: any FileSystem

    /// The next term, at least 1, safe on the disk before it is returned. The caller holds the state
    /// directory's lock.
    ///
    /// - Throws: `StoreError.corrupt` with the remedy; `.diskFull`; `.storage`.
    func next() throws -> UInt64 {
        let (term, overflow) = try last().addingReportingOverflow(1)
        guard !overflow else {
            throw StoreError(.corrupt, "\(path) holds the highest term there is. \(remedy)")
        }
        try AtomicFile.write("\(term)\n", to: path, mode: 0o600, fileSystem: fileSystem)
        return term
    }

    private func last() throws -> UInt64 {
        guard Folder.exists(path) else { return 0 }
        let bytes = try OpenFile(path, O_RDONLY | O_NOFOLLOW).readAll(limit: 4096)
        let text = String(decoding: bytes, as: UTF8.self)
        let digits = text.hasSuffix("\n") ? text.dropLast() : text[...]
        guard let term = UInt64(digits), term > 0, String(term) == digits else {
            let shown = String(text.prefix(40)).debugDescription
            throw StoreError(
                .corrupt, "\(path) should hold the last term, a whole number; it holds \(shown). \(remedy)")
        }
        return term
    }

    private var remedy: String {
        "Stop all workers of this cluster, remove the file, and start the coordinator again; no training is "
            + "lost."
    }
}
