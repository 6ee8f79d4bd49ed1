import Glibc
package import System
import Training

/// Encoded series by their SHA-256: a folder that any number of processes read and add to at once.
///
/// What is there under a digest's name was written whole, so two processes that store the same series do no
/// harm.
package struct DataCache: Sendable {
    package let folder: String
    let fileSystem: any FileSystem

    package init(folder: String) { self.init(folder: folder, fileSystem: LocalFileSystem()) }

    package init(folder: String, fileSystem: any FileSystem) {
        self.folder = folder
        self.fileSystem = fileSystem
    }

    /// Where the data of a digest are or would be.
    ///
    /// - Throws: `StoreError.malformed` unless the digest is 64 lower-case hexadecimal digits.
    package func path(_ digest: String) throws -> String {
        guard Digest.isValid(digest) else {
            throw StoreError(
                .malformed, "'\(digest.prefix(80))' is no SHA-256 digest: 64 lower-case hexadecimal digits")
        }
        return "\(folder)/\(digest)"
    }

    /// Whether there is anything under a digest's name.
    ///
    /// - Throws: as `path`.
    package func contains(_ digest: String) throws -> Bool { Folder.exists(try path(digest)) }

    /// Size of the data in bytes.
    ///
    /// - Throws: `SystemError.notFound`, `.storage`; `StoreError.malformed`.
    package func size(_ digest: String) throws -> Int {
        try OpenFile(path(digest), O_RDONLY | O_NOFOLLOW).size()
    }

    /// Keeps bytes under their digest. A whole entry of that digest stays as it is; a damaged one is
    /// replaced.
    ///
    /// - Throws: `StoreError.corrupt` if the bytes have another digest; `.diskFull`, `.malformed` or
    ///   `.storage`.
    package func store(_ bytes: [UInt8], digest: String) throws {
        let path = try path(digest)
        let found = Digest.sha256(bytes)
        guard found == digest else {
            throw StoreError(.corrupt, "data of digest \(found) were to be stored under \(digest)")
        }
        if (try? Digest.sha256(file: path)) == digest { return }
        try AtomicFile.write(bytes.span.bytes, to: path, fileSystem: fileSystem)
    }

    /// Reads all data of a digest and checks them against it. A damaged entry is removed, to be fetched
    /// again.
    ///
    /// - Throws: `SystemError.notFound`, `.storage`; `StoreError.corrupt`, `.malformed`.
    package func read(_ digest: String) throws -> [UInt8] {
        let path = try path(digest)
        let bytes = try OpenFile(path, O_RDONLY | O_NOFOLLOW).readAll(limit: Limits.dataBytes)
        let found = Digest.sha256(bytes)
        guard found == digest else {
            try fileSystem.remove(path)
            throw StoreError(.corrupt, "\(path) was damaged (its digest is \(found)) and has been removed")
        }
        return bytes
    }

    /// Reads a part of the data, unchecked: whoever puts the parts together checks the whole.
    ///
    /// - Parameters:
    ///   - offset: where the part begins, 0 ... size.
    ///   - maxBytes: most bytes to return; the part is shorter only at the end of the data.
    /// - Throws: `StoreError.malformed` for an offset outside the data; `.notFound`; `.storage`.
    package func chunk(_ digest: String, offset: Int, maxBytes: Int) throws -> [UInt8] {
        let file = try OpenFile(path(digest), O_RDONLY | O_NOFOLLOW)
        let size = try file.size()
        guard (0...size).contains(offset), maxBytes > 0 else {
            throw StoreError(.malformed, "offset \(offset) of data of \(size) bytes was asked for")
        }
        return try file.read(UInt8.self, count: min(maxBytes, size - offset), at: offset)
    }
}
