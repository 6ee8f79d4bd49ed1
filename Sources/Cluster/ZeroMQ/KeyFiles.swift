import Glibc
import Training

/// CURVE keys in files: `NAME.secret`, readable by its owner alone, and `NAME.pub` beside it.
package enum KeyFiles {
    /// Writes both files of a pair. The folder must be there.
    ///
    /// - Returns: the paths of the secret and of the public key.
    /// - Throws: `inUse` where one of them exists already: nothing is overwritten; `storage`.
    @discardableResult
    package static func write(
        _ pair: CurveKeyPair, name: String, folder: String
    ) throws(ClusterError) -> (secret: String, publicKey: String) {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), name.utf8.first != UInt8(ascii: ".")
        else {
            throw ClusterError(.storage, "'\(name)' cannot be a key's name: it becomes a file name")
        }
        let secret = "\(folder)/\(name).secret"
        let publicKey = "\(folder)/\(name).pub"
        try create(secret, mode: 0o600, holding: pair.secret)
        do throws(ClusterError) {
            try create(publicKey, mode: 0o644, holding: pair.publicKey.text)
        } catch {
            unlink(secret)
            throw error
        }
        return (secret, publicKey)
    }

    /// The pair of a secret key's file.
    ///
    /// - Throws: `notFound`, `storage`; `badKey` if group or others may read the file, or it holds no key.
    package static func readPair(_ path: String) throws(ClusterError) -> CurveKeyPair {
        let secret = try read(path, isSecret: true)
        do throws(ClusterError) {
            return try CurveKeyPair(secret: secret)
        } catch {
            throw ClusterError(error.code, "\(path): \(error.message)")
        }
    }

    /// The key in a public key's file.
    ///
    /// - Throws: `notFound`, `storage`; `badKey` if the file holds no key.
    package static func readPublicKey(_ path: String) throws(ClusterError) -> CurvePublicKey {
        let text = try read(path, isSecret: false)
        do throws(ClusterError) {
            return try CurvePublicKey(text)
        } catch {
            throw ClusterError(error.code, "\(path): \(error.message)")
        }
    }

    private static func create(_ path: String, mode: mode_t, holding key: String) throws(ClusterError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw ClusterError(.inUse, "\(path): exists already; keys are never overwritten")
            }
            throw storageError(path, "cannot be created")
        }
        defer { close(descriptor) }
        let bytes = Array((key + "\n").utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let error = storageError(path, "cannot be written")
            unlink(path)
            throw error
        }
    }

    private static func read(_ path: String, isSecret: Bool) throws(ClusterError) -> String {
        // Without O_NONBLOCK a named pipe of that name would hold up the event loop.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw storageError(path, "cannot be read") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw storageError(path, "cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ClusterError(.storage, "\(path): is not a file")
        }
        if isSecret, status.st_mode & 0o077 != 0 {
            throw ClusterError(
                .badKey, "\(path): others than its owner may read this secret key; run: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: Limits.keyFileBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw storageError(path, "cannot be read") }
        guard count < Limits.keyFileBytes else {
            throw ClusterError(.badKey, "\(path): is longer than a key file can be")
        }
        let blanks: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
        let text = bytes.prefix(count).drop(while: blanks.contains)
        guard let end = text.lastIndex(where: { !blanks.contains($0) }) else { return "" }
        return String(decoding: text[...end], as: UTF8.self)
    }

    private static func storageError(_ path: String, _ what: String) -> ClusterError {
        let code = errno
        return ClusterError(
            code == ENOENT ? .notFound : .storage, "\(path): \(what): \(String(cString: strerror(code)))")
    }
}
