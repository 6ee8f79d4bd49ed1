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
    func offset(layer: Int) -> Int {
        entries.first { $0.layer == layer }?.offset ?? 0
    }

    /// - Parameter inputs: the shape that each layer takes.
    init(layers: [Layer], inputs: [SampleShape]) {
        var entries: [Entry] = []
        var offset = 0
        for (index, (layer, input)) in zip(layers, inputs).enumerated() {
            for (name, shape) in Self.tensors(of: layer, features: input.features) {
                let entry = Entry(
                    name: "\(Self.kind(of: layer))_\(index)/\(name)", offset: offset, shape: shape,
                    layer: index)
                entries.append(entry)
                offset += entry.count
            }
        }
        self.entries = entries
    }

    private static func kind(of layer: Layer) -> String {
        switch layer {
        case .dropout: "dropout"
        case .spatialDropout1D: "spatial_dropout1d"
        case .lstm: "lstm"
        case .dense: "dense"
        }
    }

    /// `LSTMRunner` needs kernel, recurrent kernel and bias to follow each other.
    private static func tensors(of layer: Layer, features: Int) -> [(name: String, shape: [Int])] {
        switch layer {
        case .dropout, .spatialDropout1D: []
        case .lstm(let lstm):
            [("kernel", [features, 4 * lstm.units]), ("recurrent_kernel", [lstm.units, 4 * lstm.units])]
                + (lstm.useBias ? [("bias", [4 * lstm.units])] : [])
        case .dense(let dense):
            [("kernel", [features, dense.units])] + (dense.useBias ? [("bias", [dense.units])] : [])
        }
    }
}
