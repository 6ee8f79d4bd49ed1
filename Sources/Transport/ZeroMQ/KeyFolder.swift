import System
import Training

/// A folder of the public keys that are admitted: one key a file, `NAME.pub` or `NAME.key_public`, where NAME
/// becomes the name of whoever has the key.
///
/// What was found is remembered, but never trusted: a known key's file is read again, for an unknown key the
/// folder.
struct KeyFolder {
    let path: String
    private var files: [CurvePublicKey: String] = [:]
    private var reported: Set<String> = []

    init(_ path: String) { self.path = path }

    /// The name of a key that stands in the folder now; nil for any other key.
    ///
    /// - Parameter report: called once for each file or folder that cannot be used.
    mutating func name(of key: CurvePublicKey, report: (TransportError) -> Void) -> String? {
        if let file = files[key], let found = try? KeyFiles.readPublicKey("\(path)/\(file)"), found == key {
            return Self.name(of: file)
        }
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
