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
        /// The penalty on its size; nil for none.
        package let regularizer: Regularizer?
        /// What it is brought to after each update; nil for nothing.
        package let constraint: WeightConstraint?
        /// Whether updates change it.
        package let isTrainable: Bool

        /// Numbers in the tensor.
        package var count: Int { shape.reduce(1, *) }
    }

    /// In the order of the offsets, without gaps.
    package let entries: [Entry]
    /// Places of the numbers that updates change, in order; ranges that touch are one.
    package let trained: [Range<Int>]

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
        var trained: [Range<Int>] = []
        var offset = 0
        for (index, (layer, tensors)) in zip(layers, tensors).enumerated() {
            for tensor in tensors {
                let entry = Entry(
                    name: "\(layer.kind)_\(index)/\(tensor.name)", offset: offset, shape: tensor.shape,
                    layer: index, regularizer: tensor.regularizer, constraint: tensor.constraint,
                    isTrainable: tensor.isTrainable)
                entries.append(entry)
                offset += entry.count
                guard tensor.isTrainable else { continue }
                let start = trained.last?.upperBound == entry.offset ? trained.removeLast().lowerBound : nil
                trained.append((start ?? entry.offset)..<offset)
            }
        }
        self.entries = entries
        self.trained = trained
    }
}
