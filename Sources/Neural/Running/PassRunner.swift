/// What makes a model's two passes: on this machine's processor, or on a device. Not for use by two threads
/// at once.
///
/// The results of a pass are the same bits in every runner.
package protocol PassRunner: AnyObject {
    /// (T, B, F) for the B of the current pass; filled by the caller.
    var input: FloatBuffer { get }
    /// (B, known), filled by the caller; empty where nothing is known.
    var known: FloatBuffer { get }
    /// Filled by the caller.
    var series: SampleSeries { get }
    /// (B, O), or (T, B, O) for sequences, after `forward`.
    var output: FloatBuffer { get }
    /// As `output`; filled by the caller before `backward`, which leaves it as it is.
    var outputGradient: FloatBuffer { get }

    /// Computes `output` from `input`.
    ///
    /// - Parameters:
    ///   - weights: P numbers.
    ///   - samples: B, 1...capacity.
    ///   - dropout: whose masks to use; nil for no dropout.
    func forward(weights: Vector, samples: Int, dropout: DropoutDraw?)

    /// Overwrites `gradient` with the sum over the samples, from `outputGradient`; after `forward` with the
    /// same weights and samples.
    ///
    /// - Parameter gradient: P numbers.
    func backward(weights: Vector, samples: Int, gradient: inout Vector)
}

extension ModelRunner: PassRunner {}
