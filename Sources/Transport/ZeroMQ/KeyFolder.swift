import Glibc
import System
package import Training

/// A folder of the public keys that are admitted: one key a file, `NAME.pub` or `NAME.key_public`, where NAME
/// becomes the name of whoever has the key.
///
/// What was found is remembered. A known key's file is read again each time; the folder, for an unknown key,
/// when its list of names has changed, and now and then, since a file may have got other contents: strangers,
/// who have as many keys as they like, cannot make it be read for each of them.
package struct KeyFolder {
    package let path: String
    private var files: [CurvePublicKey: String] = [:]
    private var reported: Set<String> = []
    /// When the folder was read last, and what it was then.
    private var last: (time: Instant, state: FolderState?)?

    package init(_ path: String) { self.path = path }

    /// The name of a key that stands in the folder; nil for any other key.
    ///
    /// - Parameters:
    ///   - now: A file that was added counts at once. One that was overwritten with another key counts at the
    ///     latest `Limits.keyFolderAge` after the folder was read.
    ///   - report: called once for each file or folder that cannot be used.
    package mutating func name(
        of key: CurvePublicKey, at now: Instant, report: (TransportError) -> Void
    ) -> String? {
        if let file = files[key] {
            if let found = try? KeyFiles.readPublicKey("\(path)/\(file)"), found == key {
                return Self.name(of: file)
            }
            last = nil
        }
        // Asked before the folder is read: what changes meanwhile is seen the next time.
        let state = FolderState(path)
        if let last, last.state == state, now < last.time + Limits.keyFolderAge { return nil }
        last = (now, state)
        rescan(report: report)
        return files[key].flatMap(Self.name)
    }

    private mutating func rescan(report: (TransportError) -> Void) {
        files = [:]
        do throws(TransportError) {
            for file in try list() {
                do throws(TransportError) {
                    files[try KeyFiles.readPublicKey("\(path)/\(file)")] = file
                } catch {
                    if reported.insert(error.message).inserted { report(error) }
                }
            }
        } catch {
            if reported.insert(error.message).inserted { report(error) }
        }
    }

    /// The folder's key files by name, so that of two files with one key the same one always counts.
    private func list() throws(TransportError) -> [String] {
        do throws(SystemError) {
            return try Folder.names(in: path).filter { Self.name(of: $0) != nil }
        } catch {
            throw TransportError(.keyFile, "the folder of admitted keys: \(error.message)")
        }
    }

    /// The name that a key file's name gives; nil if it is no key file's.
    private static func name(of file: String) -> String? {
        for suffix in [".pub", ".key_public"] where file.hasSuffix(suffix) && !file.hasPrefix(".") {
            let name = file.dropLast(suffix.count)
            return name.unicodeScalars.count <= Limits.nameCharacters && name.utf8.count <= 255
                ? String(name) : nil
        }
        return nil
    }
}

/// What changes when a folder gets or loses a name.
private struct FolderState: Equatable {
    private let identity: [UInt64]
    private let changed: [Int]

    /// Nil where there is no such folder.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
        changed = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }
}
