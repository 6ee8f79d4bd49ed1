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
    /// Windows that a model keeps residuals of, and numbers of these: a larger calibration makes no better
    /// quantile, and a model file is small.
    static let calibrationWindows = 2_048
    static let calibrationNumbers = 1 << 20
    /// Samples, and bytes of their pass, that these are computed by.
    static let calibrationSamples = 64
    static let calibrationBytes = 1 << 30
}
