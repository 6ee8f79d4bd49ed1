import Foundation
import System

/// Where `lockstep init` writes a job file.
package struct JobFilePlace {
    /// As the user names it.
    package let name: String
    /// Absolute.
    package let folder: String
    private let path: String

    /// - Parameters:
    ///   - name: nil: the CSV file's name, in the current folder.
    ///   - mayReplace: whether a file that is there may go.
    /// - Throws: `LaunchError.inUse` where a file is there already.
    package init(_ name: String?, csv: String, mayReplace: Bool) throws {
        let stem = Folder.stem(of: csv)
        self.name = name ?? "\(stem.isEmpty ? "job" : stem).yaml"
        path = Folder.absolute(self.name, in: FileManager.default.currentDirectoryPath)
        folder = Folder.parent(of: path)
        guard mayReplace || !Folder.exists(path) else {
            throw LaunchError(
                .inUse, "\(self.name) is there already; --force replaces it, --output names another file")
        }
        guard Folder.isFolder(folder) else {
            throw LaunchError(.notFound, "\(self.name): there is no folder \(folder); make it first")
        }
    }

    /// What the job is called: as its file, without what stands behind the point.
    var jobName: String {
        let stem = Folder.stem(of: name)
        return stem.isEmpty ? "job" : stem
    }

    /// - Throws: `SystemError` where the file cannot be written.
    package func write(_ text: String) throws { try AtomicFile.write(text, to: path) }
}
