import Glibc
import System

/// A file of JSON values, one a line, that only grows.
///
/// A crash or a full disk can tear the last line. Reading passes over it, and the next writer cuts it off.
package struct JSONLines: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// Opens the file for adding lines, creating it if it is missing. One writer at a time.
    ///
    /// - Throws: `SystemError.diskFull` or `.storage`.
    package func writer() throws -> JSONLinesWriter { try JSONLinesWriter(path: path) }

    /// Replaces all lines in one step. Nobody may be writing.
    ///
    /// - Throws: `SystemError.diskFull` or `.storage`; the old lines are then still there.
    func replace(by values: [some Encodable]) throws {
        let bytes = try values.flatMap { try JSON.encode($0, isPretty: false) + [UInt8(ascii: "\n")] }
        try AtomicFile.write(bytes.span.bytes, to: path)
    }

    /// The values of all whole lines.
    ///
    /// - Returns: the values; and for each line that does not hold one, its number and what is wrong. A
    ///   missing file has no lines; a torn last line is no problem.
    /// - Throws: `SystemError.storage`.
    package func read<Value: Decodable>(_ type: Value.Type) throws -> (values: [Value], problems: [String]) {
        guard Folder.exists(path) else { return ([], []) }
        let bytes = try OpenFile(path, O_RDONLY | O_NOFOLLOW).readAll()
        var values: [Value] = []
        var problems: [String] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.dropLast().enumerated() {
            do {
                values.append(try JSON.decode(type, from: Array(line)))
            } catch {
                problems.append("\(path):\(index + 1): \(error)")
            }
        }
        return (values, problems)
    }
}

/// Adds lines to a file of JSON values. One thread uses it.
package final class JSONLinesWriter {
    private let file: OpenFile
    /// Bytes of whole lines.
    private var size: Int

    init(path: String) throws {
        let isNew = !Folder.exists(path)
        file = try OpenFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o644)
        if isNew { try LocalFileSystem().syncFolder(Folder.parent(of: path)) }
        size = try Self.wholeLines(in: file)
        // Even a change to the same size waits for the disk at times.
        if try file.size() > size { try file.truncate(to: size) } else { try file.seek(to: size) }
    }

    /// Adds one value. It survives the process from here on, and a power cut after `sync()`.
    ///
    /// - Throws: `SystemError.diskFull` or `.storage`; the file then has the lines that it had.
    package func append<Value: Encodable>(_ value: Value) throws {
        var line = try JSON.encode(value, isPretty: false)
        line.append(UInt8(ascii: "\n"))
        do {
            try file.write(line.span.bytes)
            size += line.count
        } catch {
            try file.truncate(to: size)
            throw error
        }
    }

    /// Returns when all lines have reached the disk.
    ///
    /// - Throws: `SystemError.diskFull` or `.storage`.
    package func sync() throws { try file.sync() }

    /// Bytes up to the end of the last whole line, looked for from the file's end.
    private static func wholeLines(in file: borrowing OpenFile) throws -> Int {
        var end = try file.size()
        while end > 0 {
            let start = max(0, end - (1 << 16))
            let part = try file.read(UInt8.self, count: end - start, at: start)
            if let newline = part.lastIndex(of: UInt8(ascii: "\n")) { return start + newline + 1 }
            end = start
        }
        return 0
    }
}
