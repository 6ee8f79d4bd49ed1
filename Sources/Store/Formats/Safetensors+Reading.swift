import Glibc
import Neural
import System
import Training

extension Safetensors {
    /// Reads a file and trusts nothing in it: what it allocates is bounded by the file's size, every offset
    /// and shape is checked, and if the file checks itself, so is every byte.
    ///
    /// - Parameter requireDigest: refuse a file that does not check itself, such as one that another program
    ///   wrote.
    /// - Throws: `StoreError.corrupt`, naming the file and what is wrong with it; `.notFound`; `.storage`.
    package init(contentsOf path: String, requireDigest: Bool) throws {
        let file = try OpenFile(path, O_RDONLY)
        let fileBytes = try file.size()
        func corrupt(_ reason: String) -> StoreError {
            StoreError(.corrupt, "\(path) is damaged: \(reason)")
        }

        guard fileBytes >= 8 else {
            throw corrupt("it has \(fileBytes) bytes, less than any safetensors file")
        }
        let lengthBytes = try file.read(UInt8.self, count: 8, at: 0)
        let length = lengthBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= min(fileBytes - 8, Limits.safetensorsHeaderBytes) else {
            throw corrupt("its header would have \(length) bytes; the file has \(fileBytes)")
        }
        var headerBytes = try file.read(UInt8.self, count: Int(length), at: 8)
        let header: SafetensorsHeader
        do {
            header = try SafetensorsHeader(
                decoding: headerBytes, dataBytes: fileBytes - 8 - headerBytes.count)
        } catch let flaw as SafetensorsHeader.Flaw {
            throw corrupt(flaw.reason)
        }

        let declared = Self.takeDigest(from: &headerBytes)
        if declared == nil && requireDigest { throw corrupt("it holds no SHA-256 of itself") }
        var digest = RunningDigest()
        digest.update(lengthBytes.span.bytes)
        digest.update(headerBytes.span.bytes)
        tensors = try header.entries.map { entry in
            let values = try Self.values(entry, in: file, at: 8 + headerBytes.count + entry.range.lowerBound)
            if declared != nil { values.withBytes { digest.update($0) } }
            return Tensor(name: entry.name, shape: entry.shape, values: values)
        }
        if let declared, declared != Array(digest.text.utf8) {
            throw corrupt("its contents have another SHA-256 than the one it holds")
        }
        metadata = header.metadata
        metadata["sha256"] = nil
    }

    /// The digest that a header holds, where it holds one; in the header, zeros take its place.
    private static func takeDigest(from header: inout [UInt8]) -> [UInt8]? {
        let prefix = SafetensorsHeader.digestPrefix
        let place = prefix.count..<prefix.count + Digest.length
        guard header.starts(with: prefix), header.count > place.upperBound,
            header[place.upperBound] == UInt8(ascii: "\"")
        else { return nil }
        let digest = Array(header[place])
        header.replaceSubrange(place, with: SafetensorsHeader.noDigest.utf8)
        return digest
    }

    private static func values(
        _ entry: SafetensorsHeader.Entry, in file: borrowing OpenFile, at offset: Int
    ) throws -> Values {
        let count = entry.range.count / entry.type.bytes
        return switch entry.type {
        case .float32: .float32(Vector(try file.read(Float.self, count: count, at: offset))[...])
        case .float64: .float64(try file.read(Double.self, count: count, at: offset)[...])
        case .int64: .int64(try file.read(Int64.self, count: count, at: offset)[...])
        }
    }
}
