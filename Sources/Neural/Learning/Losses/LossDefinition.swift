/// What a loss is: everything that training asks of it.
protocol LossDefinition: JobVariant<Loss> {
    /// The sum over all samples and outputs, in Float64 in a fixed order; writes the gradient of the sum of
    /// the samples' means, where there is room for one.
    func sum(_ terms: LossTerms) -> Double
}

/// What a loss compares.
struct LossTerms {
    /// (B, O), each in the same order.
    var output, target: UnsafePointer<Float>
    /// As `output`; nil where nobody needs it.
    var gradient: UnsafeMutablePointer<Float>?
    /// B.
    var samples: Int
    /// O, numbers of one sample.
    var outputs: Int

    /// What a term of the sum counts in the mean over a sample's outputs.
    var gradientScale: Double { 1 / Double(outputs) }
    var count: Int { samples * outputs }
}
