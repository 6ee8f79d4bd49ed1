/// One weight tensor of a layer: its name, its shape and how it starts.
struct WeightTensor: Hashable, Sendable {
    /// Numbers of a tensor that are drawn together.
    struct Part: Hashable, Sendable {
        let values: InitialValues
        /// The shape that the fans are counted from.
        let shape: [Int]
        /// Which stream of the layer draws: the mask index in its domain. Never renumbered, and no two
        /// tensors of a layer share one.
        let stream: Int

        /// The numbers before the first step.
        ///
        /// - Parameter layer: the layer's index in the model.
        func initialValues(_ source: RandomStream, layer: Int) -> [Float] {
            values.numbers(shape: shape, source, StreamDomain(.initialWeights, layer: layer, mask: stream))
        }
    }

    /// Within the layer, such as `recurrent_kernel`.
    private(set) var name: String
    /// Row-major.
    let shape: [Int]
    /// One behind the other they fill the tensor.
    private(set) var parts: [Part]
    /// Nil for no penalty.
    var regularizer: Regularizer?
    /// Nil for no limit.
    var constraint: WeightConstraint?
    /// Whether training changes it.
    var isTrainable = true

    /// Numbers in the tensor.
    var count: Int { shape.reduce(1, *) }

    init(_ name: String, shape: [Int], parts: [Part]) {
        self.name = name
        self.shape = shape
        self.parts = parts
    }

    init(_ name: String, shape: [Int], _ initializer: Initializer, stream: Int) {
        self.init(name, shape: shape, initializer.values, stream: stream)
    }

    init(_ name: String, shape: [Int], _ values: InitialValues, stream: Int) {
        self.init(name, shape: shape, parts: [Part(values: values, shape: shape, stream: stream)])
    }

    /// The same tensor under a layer's options.
    func under(
        _ regularizer: Regularizer? = nil, _ limit: MaxNorm? = nil, isTrainable: Bool
    ) -> WeightTensor {
        var tensor = self
        tensor.regularizer = regularizer
        tensor.constraint = limit?.constraint ?? constraint
        tensor.isTrainable = isTrainable
        return tensor
    }

    /// The tensor as a layer has it that holds the tensor's own.
    ///
    /// - Parameters:
    ///   - name: of the layer that is held, such as `forward_lstm`.
    ///   - first: the stream that stands for the tensor's 0.
    func inside(_ name: String, streams first: Int) -> WeightTensor {
        var tensor = self
        tensor.name = "\(name)/\(self.name)"
        tensor.parts = parts.map {
            Part(values: $0.values, shape: $0.shape, stream: first + $0.stream)
        }
        return tensor
    }
}
