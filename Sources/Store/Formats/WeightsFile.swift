package import Neural
package import System

/// Trained weights alone, with texts that say what they are: `final.safetensors`, and what is exported and
/// imported.
package struct WeightsFile: Sendable {
    /// The P weights, tensor after tensor.
    package let weights: Vector
    /// What the weights are, in their order.
    package let tensors: [TensorInfo]
    /// Texts such as the job's name or the scaling.
    package let metadata: [String: String]

    /// - Precondition: as many weights as the tensors hold.
    package init(weights: Vector, tensors: [TensorInfo], metadata: [String: String]) {
        precondition(
            weights.count == tensors.totalCount, "\(weights.count) weights, tensors of \(tensors.totalCount)")
        self.weights = weights
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - expected: the tensors of the model at hand, in its order; nil: whatever the file holds, in the
    ///     file's order.
    ///   - requireDigest: refuse a file that does not check itself, such as one that another program wrote.
    /// - Throws: `StoreError.corrupt` for a damaged file or other tensors than the expected ones;
    ///   `.notFound`; `.storage`.
    package init(contentsOf path: String, expecting expected: [TensorInfo]? = nil, requireDigest: Bool = true)
        throws
    {
        let file = try Safetensors(contentsOf: path, requireDigest: requireDigest)
        var reader = TensorReader(file, path: path)
        let tensors = expected ?? file.tensors.map { TensorInfo(name: $0.name, shape: $0.shape) }
        weights = try reader.floats(tensors, under: "")
        try reader.finish()
        self.tensors = tensors
        metadata = file.metadata
    }

    /// Writes the file in one step: the old file or the new one is there, never a part.
    ///
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder) or `.storage`.
    package func write(to path: String) throws { try write(to: path, fileSystem: LocalFileSystem()) }

    package func write(to path: String, fileSystem: any FileSystem) throws {
        let file = Safetensors(
            metadata: metadata, tensors: Safetensors.tensors(tensors, of: weights, under: ""))
        try file.write(to: path, fileSystem: fileSystem)
    }
}
