import Store
import Training

/// Safetensors files: how they are meant, then the file.
///
/// | bytes | what |
/// |---|---|
/// | 1 | bit 0: the digest is put right; bit 1: no length goes before the header, which ends at the first
/// zero byte; | | | bit 2: a file without a digest is refused |
/// | | the file |
enum CheckpointCheck {
    /// The model and optimizer that checkpoints are decoded for.
    static let tensors = [
        TensorInfo(name: "lstm_0/kernel", shape: [1, 4]), TensorInfo(name: "lstm_0/bias", shape: [4]),
        TensorInfo(name: "dense_1/kernel", shape: [1, 1]),
    ]
    static let slotNames = ["m", "v"]

    private static let digestPrefix = Array(#"{"__metadata__":{"sha256":""#.utf8)

    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let options = reader.byte()
        var contents = Array(reader.rest)
        if options & 2 != 0 { contents = framed(contents) }
        if options & 1 != 0 { repairDigest(&contents) }

        let given = try MemoryFile()
        let written = try MemoryFile()
        contents.withUnsafeBytes { given.put($0) }
        let file: Safetensors
        do {
            file = try Safetensors(contentsOf: given.path, requireDigest: options & 4 != 0)
        } catch let error as StoreError {
            try promise(error.code == .corrupt, "refused as \(error.code): \(error)")
            return .refused
        }
        try checkReturn(of: file, in: written)

        let format = CheckpointFile(tensors: tensors, slotNames: slotNames)
        do {
            let checkpoint = try format.decode(file, path: "the file")
            try checkReturn(of: checkpoint, format, in: written)
            return .accepted
        } catch let error as StoreError {
            try promise(error.code == .corrupt, "refused as \(error.code): \(error)")
            return .refused
        }
    }

    /// A file that was read is written and read again without a change.
    private static func checkReturn(of file: Safetensors, in memory: MemoryFile) throws {
        let again = try unfailing("writing a file that was read") { try write(file, to: memory) }
        let bytes = try memory.bytes()
        _ = try write(again, to: memory)
        try promise(
            try memory.bytes() == bytes, "a file that was written and read again is written otherwise")
        var metadata = file.metadata
        metadata["sha256"] = nil
        try promise(again.metadata == metadata, "metadata \(metadata) came back as \(again.metadata)")
        try promise(again.tensors.count == file.tensors.count, "tensors were lost")
        for tensor in file.tensors {
            let twin = again[tensor.name]
            try promise(twin?.shape == tensor.shape, "tensor \(tensor.name) came back in another shape")
            try promise(
                twin.map { isSame($0.values, tensor.values) } ?? false, "tensor \(tensor.name) changed")
        }
    }

    private static func checkReturn(
        of checkpoint: Checkpoint, _ format: CheckpointFile, in memory: MemoryFile
    ) throws {
        try promise(
            checkpoint.state.weights.count == tensors.reduce(0) { $0 + $1.count }, "weights are missing")
        try promise(checkpoint.state.slots.count == slotNames.count, "slots are missing")
        let again = try unfailing("reading a checkpoint that was written") {
            try format.decode(write(format.encode(checkpoint), to: memory), path: "the file")
        }
        let bytes = try memory.bytes()
        _ = try write(format.encode(again), to: memory)
        try promise(try memory.bytes() == bytes, "\(checkpoint) came back as \(again)")
    }

    private static func write(_ file: Safetensors, to memory: MemoryFile) throws -> Safetensors {
        try file.write(to: memory.path, fileSystem: MemoryFileSystem(file: memory))
        return try Safetensors(contentsOf: memory.path, requireDigest: true)
    }

    private static func isSame(_ left: Safetensors.Values, _ right: Safetensors.Values) -> Bool {
        switch (left, right) {
        case (.float32(let left), .float32(let right)): left.map(\.bitPattern) == right.map(\.bitPattern)
        case (.float64(let left), .float64(let right)): left.map(\.bitPattern) == right.map(\.bitPattern)
        case (.int64(let left), .int64(let right)): left == right
        default: false
        }
    }

    // MARK: Input

    /// An input that holds a checkpoint's file.
    static func input(_ checkpoint: Checkpoint, isRepaired: Bool) throws -> [UInt8] {
        let memory = try MemoryFile()
        let file = CheckpointFile(tensors: tensors, slotNames: slotNames).encode(checkpoint)
        _ = try write(file, to: memory)
        let bytes = try memory.bytes()
        return isRepaired ? [3] + bytes[8...] : [4] + bytes
    }

    /// The header up to the first zero byte behind its length, then the rest.
    static func framed(_ contents: [UInt8]) -> [UInt8] {
        let length = contents.firstIndex(of: 0) ?? contents.count
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + contents
    }

    static func repairDigest(_ file: inout [UInt8]) {
        let place = 8 + digestPrefix.count..<8 + digestPrefix.count + Digest.length
        guard file.count > place.upperBound, file[8...].starts(with: digestPrefix) else { return }
        file.replaceSubrange(place, with: repeatElement(UInt8(ascii: "0"), count: Digest.length))
        file.replaceSubrange(place, with: Digest.sha256(file).utf8)
    }
}
