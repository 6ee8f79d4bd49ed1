/// Sets a share of the inputs to zero and scales the others by 1 / (1 - rate) (Srivastava et al. 2014; Keras
/// 3 `Dropout`).
package struct Dropout: Hashable, Sendable {
    /// The share of zeros, 0...1; at 1, everything is zero.
    package var rate: Double
    /// One entry an axis, over (samples, time steps, features), or (samples, features) behind a layer that
    /// returns no sequences: 1 shares one mask along the axis; nil, or the axis' own size, draws anew. Nil as
    /// a whole draws each element on its own. The axis of the samples takes 1 or nil.
    package var noiseShape: [Int?]?

    package init(rate: Double, noiseShape: [Int?]? = nil) {
        self.rate = rate
        self.noiseShape = noiseShape
    }
}

/// Drops whole features for all time steps of a sample (Tompson et al. 2015; Keras 3 `SpatialDropout1D`).
///
/// The same as `Dropout` with the noise shape (nil, 1, nil).
package struct SpatialDropout1D: Hashable, Sendable {
    /// The share of zeros, 0...1; at 1, everything is zero.
    package var rate: Double

    package init(rate: Double) {
        self.rate = rate
    }

    var dropout: Dropout { Dropout(rate: rate, noiseShape: [nil, 1, nil]) }
}
