import Glibc
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
    mutating func name(of key: CurvePublicKey, report: (ClusterError) -> Void) -> String? {
        if let file = files[key], let found = try? KeyFiles.readPublicKey("\(path)/\(file)"), found == key {
            return Self.name(of: file)
        }
        rescan(report: report)
        return files[key].flatMap(Self.name)
    }

    private mutating func rescan(report: (ClusterError) -> Void) {
        files = [:]
        do throws(ClusterError) {
            for file in try list() {
                do throws(ClusterError) {
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
    private func list() throws(ClusterError) -> [String] {
        guard let folder = opendir(path) else {
            throw ClusterError(
                .storage, "\(path): the folder of admitted keys: \(String(cString: strerror(errno)))")
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                    String(cString: $0)
                }
            }
            if Self.name(of: name) != nil { names.append(name) }
        }
        return names.sorted()
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
