/// A layer of long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
///
/// Options mean what they mean in Keras 3.
///
/// z_g = (x_t * m_g) W_g + (h_{t-1} * r_g) U_g + b_g for the gates g = i, f, c, o;
/// c_t = f c_{t-1} + i c~; h_t = o activation(c_t). The masks m and r stay the same at all time steps (Gal
/// and Ghahramani 2016).
///
/// Weights: `kernel` (F, 4H), `recurrent_kernel` (H, 4H), `bias` (4H); columns in the order i, f, c, o.
package struct LSTM: Hashable, Sendable {
    /// H, at least 1.
    package var units: Int
    /// Of c~ and of the output.
    package var activation: Activation
    /// Of the gates i, f, o.
    package var recurrentActivation: Activation
    package var useBias: Bool
    /// The forget gate's bias starts at 1 (Jozefowicz et al. 2015).
    package var unitForgetBias: Bool
    /// The output is (T, H) instead of (H).
    package var returnSequences: Bool
    /// Reads the time steps from the last to the first, and returns sequences in that order.
    package var goBackwards: Bool
    /// The rate of the masks m on the inputs, 0...1. As in Keras, 1 means no dropout.
    package var dropout: Double
    /// The rate of the masks r on the state, 0...1. As in Keras, 1 means no dropout.
    package var recurrentDropout: Double
    /// Nil chooses as Keras would: per gate with recurrent dropout, shared without.
    package var dropoutMasks: DropoutMasks?
    package var kernelInitializer: Initializer
    package var recurrentInitializer: Initializer
    package var biasInitializer: Initializer

    package init(
        units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
        useBias: Bool = true, unitForgetBias: Bool = true, returnSequences: Bool = false,
        goBackwards: Bool = false, dropout: Double = 0, recurrentDropout: Double = 0,
        dropoutMasks: DropoutMasks? = nil, kernelInitializer: Initializer = .glorotUniform,
        recurrentInitializer: Initializer = .orthogonal, biasInitializer: Initializer = .zeros
    ) {
        self.units = units
        self.activation = activation
        self.recurrentActivation = recurrentActivation
        self.useBias = useBias
        self.unitForgetBias = unitForgetBias
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
