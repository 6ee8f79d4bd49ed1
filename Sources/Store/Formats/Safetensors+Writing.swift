package import System

extension Safetensors {
    /// Writes a self-checking file in one step: the old file or the new one is there, never a part.
    ///
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder) or `.storage`.
    package func write(to path: String) throws { try write(to: path, fileSystem: LocalFileSystem()) }

    /// - Throws: as without a file system named.
    package func write(to path: String, fileSystem: any FileSystem) throws {
        let (header, ordered) = layout()
        var digest = RunningDigest()
        let unsigned = framed(header.encoded(digest: SafetensorsHeader.noDigest))
        digest.update(unsigned.span.bytes)
        for tensor in ordered { tensor.values.withBytes { digest.update($0) } }

        var file = try TemporaryFile(for: path, mode: 0o644, fileSystem: fileSystem)
        let signed = framed(header.encoded(digest: digest.text))
        try file.append(signed.span.bytes)
        for tensor in ordered {
            try tensor.values.withBytes { bytes throws(SystemError) in try file.append(bytes) }
        }
        try file.place()
    }

    private func layout() -> (header: SafetensorsHeader, tensors: [Tensor]) {
        let ordered = [8, 4].flatMap { width in tensors.filter { $0.values.type.bytes == width } }
        var end = 0
        let entries = ordered.map { tensor in
            let type = tensor.values.type
            let range = end..<end + tensor.values.count * type.bytes
            end = range.upperBound
            return SafetensorsHeader.Entry(name: tensor.name, type: type, shape: tensor.shape, range: range)
        }
        return (SafetensorsHeader(metadata: metadata, entries: entries), ordered)
    }

    /// A header behind its length.
    private func framed(_ header: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
    }
}
