import Neural

/// Takes tensors out of a file by name until none is left.
struct TensorReader {
    private var rest: [String: Safetensors.Tensor]
    private let path: String

    init(_ file: Safetensors, path: String) {
        rest = Dictionary(file.tensors.map { ($0.name, $0) }) { first, _ in first }
        self.path = path
    }

    /// The numbers of Float32 tensors, one after the other, each under `prefix` + its name.
    mutating func floats(_ tensors: [TensorInfo], under prefix: String) throws -> Vector {
        var result: [Float] = []
        result.reserveCapacity(min(tensors.totalCount, rest.values.reduce(0) { $0 + $1.values.count }))
        for info in tensors {
            let tensor = try take(prefix + info.name)
            guard tensor.shape == info.shape else {
                throw corrupt(
                    "tensor \(tensor.name) has the shape \(tensor.shape); the model has \(info.shape)")
            }
            guard case .float32(let values) = tensor.values else {
                throw corrupt("tensor \(tensor.name) is not F32")
            }
            result += values
        }
        return Vector(result)
    }

    /// The numbers of a Float64 tensor.
    mutating func doubles(_ name: String) throws -> [Double] {
        guard case .float64(let values) = try take(name).values else {
            throw corrupt("tensor \(name) is not F64")
        }
        return Array(values)
    }

    /// The numbers of an Int64 tensor.
    mutating func integers(_ name: String) throws -> [Int] {
        guard case .int64(let values) = try take(name).values else {
            throw corrupt("tensor \(name) is not I64")
        }
        return values.map { Int($0) }
    }

    /// Checks that every tensor has been taken.
    func finish() throws {
        if let name = rest.keys.min() {
            throw corrupt("it holds the tensor \(name), which the model does not have")
        }
    }

    private mutating func take(_ name: String) throws -> Safetensors.Tensor {
        guard let tensor = rest.removeValue(forKey: name) else { throw corrupt("it has no tensor \(name)") }
        return tensor
    }

    private func corrupt(_ reason: String) -> StoreError { StoreError(.corrupt, "\(path): \(reason)") }
}

extension Safetensors {
    /// A flat buffer as named tensors.
    static func tensors(_ tensors: [TensorInfo], of numbers: Vector, under prefix: String) -> [Tensor] {
        var offset = 0
        return tensors.map { info in
            defer { offset += info.count }
            let values = numbers[offset..<offset + info.count]
            return Tensor(name: prefix + info.name, shape: info.shape, values: .float32(values))
        }
    }
}
