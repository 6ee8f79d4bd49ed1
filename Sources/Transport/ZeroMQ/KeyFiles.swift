import Glibc
import System
import Training

/// CURVE keys in files: `NAME.secret`, readable by its owner alone, and `NAME.pub` beside it.
package enum KeyFiles {
    /// Writes both files of a pair. The folder must be there.
    ///
    /// - Returns: the paths of the secret and of the public key.
    /// - Throws: `keyExists` where one of them exists already: nothing is overwritten; `keyFile`,
    ///   `keyStorage`.
    @discardableResult
    package static func write(
        _ pair: CurveKeyPair, name: String, folder: String
    ) throws(TransportError) -> (secret: String, publicKey: String) {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), name.utf8.first != UInt8(ascii: ".")
        else {
            throw TransportError(.keyFile, "'\(name)' cannot be a key's name: it becomes a file name")
        }
        let secret = "\(folder)/\(name).secret"
        let publicKey = "\(folder)/\(name).pub"
        try create(secret, mode: 0o600, holding: pair.secret)
        do throws(TransportError) {
            try create(publicKey, mode: 0o644, holding: pair.publicKey.text)
        } catch {
            unlink(secret)
            throw error
        }
        return (secret, publicKey)
    }

    /// The pair of a secret key's file.
    ///
    /// - Throws: `keyFile`, `keyStorage`; `badKey` if group or others may read the file, or it holds no key.
    package static func readPair(_ path: String) throws(TransportError) -> CurveKeyPair {
        let secret = try read(path, isSecret: true)
        do throws(TransportError) {
            return try CurveKeyPair(secret: secret)
        } catch {
            throw TransportError(error.code, "\(path): \(error.message)")
        }
    }

    /// The key in a public key's file.
    ///
    /// - Throws: `keyFile`, `keyStorage`; `badKey` if the file holds no key.
    package static func readPublicKey(_ path: String) throws(TransportError) -> CurvePublicKey {
        let text = try read(path, isSecret: false)
        do throws(TransportError) {
            return try CurvePublicKey(text)
        } catch {
            throw TransportError(error.code, "\(path): \(error.message)")
        }
    }

    private static func create(_ path: String, mode: mode_t, holding key: String) throws(TransportError) {
        do throws(SystemError) {
            let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            do throws(SystemError) {
                let bytes = Array((key + "\n").utf8)
                try file.write(bytes.span.bytes)
                try file.sync()
            } catch {
                unlink(path)
                throw error
            }
        } catch {
            if error.code == .exists {
                throw TransportError(.keyExists, "\(path): exists already; keys are never overwritten")
            }
            throw error.asKeyError
        }
    }

    private static func read(_ path: String, isSecret: Bool) throws(TransportError) -> String {
        let bytes: [UInt8]
        let mode: mode_t
        do throws(SystemError) {
            // Without O_NONBLOCK a named pipe of that name would hold up the event loop.
            let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
            mode = try file.status().st_mode
            bytes = mode & S_IFMT == S_IFREG ? try file.readStart(Limits.keyFileBytes) : []
        } catch {
            throw error.asKeyError
        }
        guard mode & S_IFMT == S_IFREG else { throw TransportError(.keyFile, "\(path): is not a file") }
        if isSecret, mode & 0o077 != 0 {
            throw TransportError(
                .badKey, "\(path): others than its owner may read this secret key; run: chmod 600 \(path)")
        }
        guard bytes.count < Limits.keyFileBytes else {
            throw TransportError(.badKey, "\(path): is longer than a key file can be")
        }
        let blanks: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
        let text = bytes.drop(while: blanks.contains)
        guard let end = text.lastIndex(where: { !blanks.contains($0) }) else { return "" }
        return String(decoding: text[...end], as: UTF8.self)
    }
}

extension SystemError {
    /// The same of a key file, with whose fault it is.
    fileprivate var asKeyError: TransportError {
        TransportError(isUsersFault ? .keyFile : .keyStorage, message)
    }
}
