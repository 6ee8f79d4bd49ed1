/// Where each weight tensor stands in the one flat buffer that holds all of a model's weights.
///
/// Gradients and optimizer slots have the same layout.
package struct ParameterLayout: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        /// Layer kind, layer index and tensor, such as `lstm_1/recurrent_kernel`.
        package let name: String
        /// Index of the first number in the flat buffer.
        package let offset: Int
        /// Row-major.
        package let shape: [Int]
        /// The layer's index in the model.
        package let layer: Int

        /// Numbers in the tensor.
        package var count: Int { shape.reduce(1, *) }
    }

    /// In the order of the offsets, without gaps.
    package let entries: [Entry]

    /// P, the numbers in all tensors.
    package var count: Int { entries.last.map { $0.offset + $0.count } ?? 0 }

    /// The tensor that holds a place of the flat buffer; nil outside 0 ..< P.
    package func entry(containing index: Int) -> Entry? {
        entries.first { $0.offset <= index && index < $0.offset + $0.count }
    }

    /// The offset of a layer's first tensor; 0 for a layer without weights.
    package func offset(layer: Int) -> Int {
        entries.first { $0.layer == layer }?.offset ?? 0
    }

    /// - Parameter tensors: of each layer.
    init(layers: [Layer], tensors: [[WeightTensor]]) {
        var entries: [Entry] = []
        var offset = 0
        for (index, (layer, tensors)) in zip(layers, tensors).enumerated() {
            for tensor in tensors {
                let entry = Entry(
                    name: "\(layer.kind)_\(index)/\(tensor.name)", offset: offset, shape: tensor.shape,
                    layer: index)
                entries.append(entry)
                offset += entry.count
            }
        }
        self.entries = entries
    }
}
