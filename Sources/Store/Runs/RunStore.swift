package import Jobs
package import System
import Training

/// All runs of a state directory: a folder with one folder for each.
package struct RunStore: Sendable {
    package let folder: String
    private let fileSystem: any FileSystem

    package init(folder: String) { self.init(folder: folder, fileSystem: LocalFileSystem()) }

    package init(folder: String, fileSystem: any FileSystem) {
        self.folder = folder
        self.fileSystem = fileSystem
    }

    /// Creates a run with the status `queued`. Its identifier is NAME-N: the job's name with everything but
    /// a-z, 0-9, `-`, `_` and `.` replaced, and the smallest number above those of all runs of that name.
    ///
    /// Two processes never get the same identifier. A crash in between leaves a folder without a record,
    /// which is no run.
    /// - Parameters:
    ///   - job: the resolved job file's text.
    ///   - dataReport: what reading the data did; nil leaves it out.
    ///   - start: bytes of the model that the run starts from; nil: none.
    ///   - created: the time, as `RunRecord.created` wants it.
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder of runs) or `.storage`.
    package func create(
        name: String, job: String, jobDigest: String, dataDigest: String, dataReport: DataReport? = nil,
        start: [UInt8]? = nil, created: String
    ) throws -> RunFolder {
        let run = try claim(Self.identifierName(name))
        _ = try Folder.createNew(run.checkpoints.folder, mode: 0o755)
        try AtomicFile.write(job, to: run.jobFile, fileSystem: fileSystem)
        if let dataReport { try run.write(dataReport) }
        if let start { try AtomicFile.write(start.span.bytes, to: run.startFile, fileSystem: fileSystem) }
        try run.write(
            RunRecord(
                id: run.id, name: name, status: .queued, dataDigest: dataDigest, jobDigest: jobDigest,
                created: created))
        return run
    }

    /// All runs, oldest first; and for each record that cannot be read, its path and what is wrong.
    ///
    /// - Throws: `SystemError.storage` if the folder cannot be listed.
    package func list() throws -> (runs: [RunRecord], problems: [String]) {
        guard Folder.exists(folder) else { return ([], []) }
        var runs: [RunRecord] = []
        var problems: [String] = []
        for name in try Folder.names(in: folder) where Self.number(of: name) != nil {
            do {
                runs.append(try open(name).record())
            } catch let error as SystemError where error.code == .notFound {
                continue
            } catch {
                problems.append("\(error)")
            }
        }
        runs.sort { left, right in
            (left.created, Self.number(of: left.id) ?? 0, left.id)
                < (right.created, Self.number(of: right.id) ?? 0, right.id)
        }
        return (runs, problems)
    }

    /// Runs that were submitted, or that a coordinator died over, in the order in which they came.
    ///
    /// - Throws: `SystemError.storage`.
    package func unfinished() throws -> [String] {
        try list().runs.filter { $0.status == .queued || $0.status == .running }.map(\.id)
    }

    /// Removes what dead processes left in the folders of the runs. The caller holds the state directory's
    /// lock.
    ///
    /// - Throws: `SystemError.storage`.
    package func removeLeftovers() throws {
        guard Folder.exists(folder) else { return }
        for name in try Folder.names(in: folder) where Self.number(of: name) != nil {
            try open(name).removeLeftovers()
        }
    }

    /// The run of an identifier.
    ///
    /// - Throws: `StoreError.notFound`, listing the runs that there are.
    package func find(_ id: String) throws -> RunFolder {
        let isName = Self.number(of: id) != nil && !id.utf8.contains(UInt8(ascii: "/"))
        if isName, Folder.exists(open(id).path + "/run.json") { return open(id) }
        let all = try list().runs.map(\.id)
        let shown = all.suffix(20).joined(separator: ", ")
        let known =
            switch all.count {
            case 0: "there are no runs yet"
            case 1...20: "there are: \(shown)"
            default: "there are \(all.count), the last of them: \(shown)"
            }
        throw StoreError(.notFound, "no run '\(id)' in \(folder); \(known)")
    }

    private func open(_ id: String) -> RunFolder {
        RunFolder(id: id, path: "\(folder)/\(id)", fileSystem: fileSystem)
    }

    /// Creates the folder of the next number; whoever creates it first has it.
    private func claim(_ name: String) throws -> RunFolder {
        let taken = try Folder.names(in: folder).filter { $0.hasPrefix(name + "-") }.compactMap { other in
            other.dropFirst(name.count + 1).contains("-") ? nil : Self.number(of: other)
        }
        var number = (taken.max() ?? 0) + 1
        while try !Folder.createNew("\(folder)/\(name)-\(number)", mode: 0o755) { number += 1 }
        return open("\(name)-\(number)")
    }

    /// The N of NAME-N, at least 1; nil for anything else.
    private static func number(of id: String) -> Int? {
        guard let dash = id.lastIndex(of: "-"), dash != id.startIndex, !id.hasPrefix("."),
            let number = Int(id[id.index(after: dash)...]), number > 0, number < .max,
            id.hasSuffix("-\(number)")
        else { return nil }
        return number
    }

    /// A job's name as it stands in identifiers: never empty, never hidden, never a path.
    static func identifierName(_ name: String) -> String {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
        let characters = name.lowercased().map { allowed.contains($0) ? $0 : "-" }.prefix(
            Limits.runNameCharacters)
        let trimmed = characters.drop { $0 == "." || $0 == "-" }
        return trimmed.isEmpty ? "run" : String(trimmed)
    }
}
