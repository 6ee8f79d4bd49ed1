/// What a stream's numbers are for: the third word of the counter.
package struct StreamDomain: Hashable, Sendable {
    package enum Purpose: UInt8, Sendable {
        case initialWeights = 1
        /// The order of the windows; its step is the epoch.
        case shuffle = 2
        case dropout = 3
        /// Dropout while predicting; its step is the number of the sampled path.
        case monteCarlo = 4
        /// The embedded demo series.
        case demo = 5
        /// Which partials are computed twice.
        case audit = 6
        /// What gaussian_noise adds while training; its step and slot are those of dropout.
        case noise = 7
        /// Which window's inputs a window has while it is measured what inputs are worth; its step is the
        /// repeat.
        case permutation = 8
    }

    /// Purpose in the upper 8 bits, layer in the next 16, mask in the lower 8.
    ///
    /// A layer's masks and tensors have the indices 0 to 7, those of the backward copy in a bidirectional 8
    /// more. A residual is one layer of the model: what is its own has the indices 0 to 15, and its layer i
    /// those from 16 (i + 1) on, in the same order as by itself.
    package let rawValue: UInt32

    /// - Parameters:
    ///   - layer: the layer's index in the model, 0...65535.
    ///   - mask: the mask's or tensor's index within the layer, 0...255.
    package init(_ purpose: Purpose, layer: Int = 0, mask: Int = 0) {
        precondition((0...0xffff).contains(layer) && (0...0xff).contains(mask), "a domain has 16 and 8 bits")
        rawValue = UInt32(purpose.rawValue) << 24 | UInt32(layer) << 8 | UInt32(mask)
    }
}
