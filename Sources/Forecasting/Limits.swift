/// The bounds that concern models and forecasts.
enum Limits {
    /// Lists and objects inside each other in a model's metadata: a layer's noise shape is the fourth, and
    /// options of a layer in both directions in a residual are the eighth.
    static let nesting = 12
    /// Bytes of one pass through a model: what it sets aside depends on the lookback, which a file may claim
    /// to be anything.
    static let passBytes = 16 << 30
    /// Sampled paths of a window, or permutations of windows.
    static let paths = 100_000
}
