/// The bounds that concern nothing but models and how they are computed.
package enum NeuralLimits {
    /// Weights of a model: 4 GiB of them, which is far beyond what one processor trains.
    package static let weights = 1 << 30
    /// Time steps, features or units.
    package static let size = 1 << 20
    /// Numbers in one sample, so that every element of a mask has an index of its own in the stream.
    package static let sample = 1 << 30
    /// Axes of a sample that a reshape may ask for: (D, H, W, C).
    package static let axes = 4
    /// Layers: the layer's index takes 16 bits of a stream's domain.
    package static let layers = 1 << 16
    /// Layers in a residual: a mask's index takes 8 bits of a stream's domain, 4 of them each layer's own.
    package static let innerLayers = 15
    /// Units of a layer that a job may ask for: a bound that no sensible job reaches.
    package static let units = 1_000_000
    /// Rows, from as many time steps as give so many, whose weight gradients are one product: enough to keep
    /// the processor busy, few enough to be in its cache still. The bits of a gradient depend on it.
    package static let rowsTogether = 128
}
