import Foundation
import Glibc
import System

/// Where a command writes what its user asked for.
package struct OutputFile {
    private let path: String

    /// - Parameter name: as the user names it.
    /// - Throws: `LaunchError.notFound` where there is no such folder; `badRequest` for a folder.
    package init(_ name: String) throws {
        path = Folder.absolute(name, in: FileManager.default.currentDirectoryPath)
        guard Folder.isFolder(Folder.parent(of: path)) else {
            throw LaunchError(
                .notFound, "\(name): there is no folder \(Folder.parent(of: path)); make it first")
        }
        guard !Folder.isFolder(path) else {
            throw LaunchError(.badRequest, "\(name) is a folder; name a file in it")
        }
    }

    /// Whether another name is of the same file.
    package func isSame(as other: String) -> Bool {
        let other = Folder.absolute(other, in: FileManager.default.currentDirectoryPath)
        guard let mine = try? Folder.realPath(path), let theirs = try? Folder.realPath(other) else {
            return false
        }
        return mine == theirs
    }

    /// Writes a file in one step, the one that a link leads to; into a pipe or a device what it takes.
    ///
    /// - Throws: `SystemError` where not all of it can be written.
    package func write(_ bytes: [UInt8]) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else {
            let real = (try? Folder.realPath(path)) ?? path
            return try AtomicFile.write(bytes.span.bytes, to: real)
        }
        // Never replaced: a file in the place of a device would be there for everybody.
        try OpenFile(path, O_WRONLY).write(bytes.span.bytes)
    }
}
