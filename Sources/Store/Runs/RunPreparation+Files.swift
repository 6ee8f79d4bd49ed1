import Glibc
import Jobs
import System
import Training

/// The files of data that a job names: read whole, and only where there is room for them.
extension RunPreparation {
    /// Reads the text of a file, unpacked where it is compressed.
    ///
    /// - Parameter name: what messages call it.
    /// - Throws: `SystemError` where the file cannot be read, changes meanwhile, or is compressed and
    ///   damaged; and whatever reading throws.
    package static func read<Result>(
        _ path: String, name: String, _ body: (Span<UInt8>) throws -> Result
    ) throws -> Result {
        try unpacked(contents(of: path), name: name, body)
    }

    /// Bytes of memory that reading a text takes, by how many fields its beginning has: the text, read and
    /// decoded, and what each field becomes.
    private static func memory(of start: [UInt8], size: Int) -> Int {
        let delimiters = Array(",;\t|\n".utf8)
        let fields = start.count { delimiters.contains($0) }
        return 2 * size + Limits.memoryOfField * fields * (size / max(start.count, 1))
    }

    /// The bytes of a file of data. Not mapped: one that another program makes shorter would end this one.
    private static func contents(of path: String) throws -> [UInt8] {
        // Not to wait for whoever writes into a pipe.
        let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
        let before = try file.status()
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(.storage, "\(path) is no file that holds text, but a folder, pipe or device")
        }
        let start = try file.readStart(min(Limits.textSample, Int(before.st_size)))
        let (needed, free) = (memory(of: start, size: Int(before.st_size)), Memory.available)
        guard needed <= free else {
            throw SystemError(
                .corrupt,
                "\(path) has \(Memory.words(Int(before.st_size))), and reading it takes about "
                    + "\(Memory.words(needed)); \(Memory.words(free)) of memory are free")
        }
        let bytes = try file.readAll()
        let after = try file.status()
        guard before.st_size == after.st_size, before.st_mtim.tv_sec == after.st_mtim.tv_sec,
            before.st_mtim.tv_nsec == after.st_mtim.tv_nsec
        else {
            throw SystemError(.corrupt, "\(path) changed while it was read; try again once it is whole")
        }
        return bytes
    }

    static func unpacked<Result>(
        _ bytes: [UInt8], name: String, _ body: (Span<UInt8>) throws -> Result
    ) throws -> Result {
        guard Gzip.isBegun(by: bytes.span) else { return try body(bytes.span) }
        let text = try Gzip.unpack(
            bytes.span, name: name, limit: min(SystemLimits.unpackedBytes, Memory.available / 4))
        return try body(text.span)
    }

    static func contents(of path: String, key: String, file: JobFile) throws -> [UInt8] {
        do {
            return try contents(of: path)
        } catch let error as SystemError {
            let reason = error.code == .notFound ? "\(path) does not exist" : error.message
            throw file.error(
                .badValue,
                "\(reason); a relative path counts from the job file's folder"
                    + (key == "data.csv" ? ", --csv names another file" : ""),
                key: key)
        }
    }
}
