/// What all recurrent layers can be told; options mean what they mean in Keras 3.
package struct RecurrentOptions: Hashable, Sendable {
    /// H, at least 1.
    package var units: Int
    package var activation: Activation
    package var useBias: Bool
    /// The output is (T, H) instead of (H).
    package var returnSequences: Bool
    /// Reads the time steps from the last to the first, and returns sequences in that order.
    package var goBackwards: Bool
    /// The rate of the masks m on the inputs, 0...1.
    package var dropout: Double
    /// The rate of the masks r on the state, 0...1.
    package var recurrentDropout: Double
    /// Nil chooses as Keras would: per gate with recurrent dropout, shared without.
    package var dropoutMasks: DropoutMasks?
    package var kernelInitializer: Initializer
    package var recurrentInitializer: Initializer
    package var biasInitializer: Initializer
    package var kernelRegularizer, recurrentRegularizer, biasRegularizer: Regularizer?
    package var kernelConstraint, recurrentConstraint, biasConstraint: MaxNorm?
    package var isTrainable = true

    package init(
        units: Int, activation: Activation = .tanh, useBias: Bool = true, returnSequences: Bool = false,
        goBackwards: Bool = false, dropout: Double = 0, recurrentDropout: Double = 0,
        dropoutMasks: DropoutMasks? = nil, kernelInitializer: Initializer = .glorotUniform,
        recurrentInitializer: Initializer = .orthogonal, biasInitializer: Initializer = .zeros
    ) {
        self.units = units
        self.activation = activation
        self.useBias = useBias
        self.returnSequences = returnSequences
        self.goBackwards = goBackwards
        self.dropout = dropout
        self.recurrentDropout = recurrentDropout
        self.dropoutMasks = dropoutMasks
        self.kernelInitializer = kernelInitializer
        self.recurrentInitializer = recurrentInitializer
        self.biasInitializer = biasInitializer
    }

    /// The choice that `dropoutMasks` stands for.
    package var resolvedMasks: DropoutMasks {
        dropoutMasks ?? (recurrentDropout > 0 ? .perGate : .shared)
    }
}

/// A layer that has these options beside its own, and takes them for its own.
@dynamicMemberLookup
package protocol HasRecurrentOptions {
    var options: RecurrentOptions { get set }
}

extension HasRecurrentOptions {
    package subscript<Value>(dynamicMember place: WritableKeyPath<RecurrentOptions, Value>) -> Value {
        get { options[keyPath: place] }
        set { options[keyPath: place] = newValue }
    }

    package subscript<Value>(dynamicMember place: KeyPath<RecurrentOptions, Value>) -> Value {
        options[keyPath: place]
    }
}
