package import Neural

/// Named tensors and a map of strings: the contents of a safetensors file
/// (https://github.com/huggingface/safetensors, format of version 0.4).
///
/// A file is: the header's length as 8 little-endian bytes; the header, a JSON object padded with spaces to a
/// multiple of 8; the tensors, one after the other without gaps. The same contents give the same bytes.
///
/// Files written here check themselves. The header's first entry is `{"__metadata__":{"sha256":"D"`, where D
/// is the SHA-256 of the whole file with the 64 digits of D replaced by the digit 0.
package struct Safetensors: Sendable {
    /// Numbers and their type.
    package enum Values: Sendable {
        case float32(Slice<Vector>)
        case float64(ArraySlice<Double>)
        case int64(ArraySlice<Int64>)
    }

    package struct Tensor: Sendable {
        package let name: String
        /// Extents, slowest first; empty for a single number.
        package let shape: [Int]
        package let values: Values

        /// The values' number must be the product of the extents.
        package init(name: String, shape: [Int], values: Values) {
            precondition(
                shape.reduce(1, *) == values.count, "tensor \(name): shape \(shape), \(values.count) values")
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// Texts kept with the tensors. `sha256` is not among them: it is the file's own.
    package var metadata: [String: String]
    /// The tensors, in the file's order once written: 8-byte numbers before 4-byte ones, so that all are
    /// aligned.
    package var tensors: [Tensor]

    package init(metadata: [String: String] = [:], tensors: [Tensor]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }
}

extension Safetensors.Values {
    /// Numbers held.
    package var count: Int {
        switch self {
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .int64(let values): values.count
        }
    }

    var type: SafetensorsHeader.NumberType {
        switch self {
        case .float32: .float32
        case .float64: .float64
        case .int64: .int64
        }
    }

    /// Calls `body` with the numbers' bytes.
    func withBytes<Failure: Error>(_ body: (RawSpan) throws(Failure) -> Void) throws(Failure) {
        switch self {
        case .float32(let values):
            try values.base.withUnsafeBufferPointer { numbers throws(Failure) in
                try body(
                    UnsafeBufferPointer(rebasing: numbers[values.startIndex..<values.endIndex]).span.bytes)
            }
        case .float64(let values): try body(values.span.bytes)
        case .int64(let values): try body(values.span.bytes)
        }
    }
}
