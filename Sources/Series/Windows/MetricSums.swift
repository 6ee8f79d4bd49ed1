public import Neural

/// Sums over windows, in Float64, from which forecast metrics are made. Like gradients, they are added along
/// the reduction tree.
public struct MetricSums: Sendable, Equatable {
    /// Windows.
    public var samples: Int
    /// Sum of the windows' losses.
    public var loss: Double
    /// Sum over windows and outputs of (output - target)^2.
    public var squaredError: Double
    /// Sum over windows and outputs of |output - target|.
    public var absoluteError: Double

    public init(samples: Int = 0, loss: Double = 0, squaredError: Double = 0, absoluteError: Double = 0) {
        self.samples = samples
        self.loss = loss
        self.squaredError = squaredError
        self.absoluteError = absoluteError
    }

    public static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        MetricSums(
            samples: left.samples + right.samples, loss: left.loss + right.loss,
            squaredError: left.squaredError + right.squaredError,
            absoluteError: left.absoluteError + right.absoluteError)
    }

    /// Mean loss of a window; NaN without windows.
    public var meanLoss: Double { loss / Double(samples) }

    /// Mean squared error of an output; NaN without windows.
    public func mse(outputs: Int) -> Double { squaredError / (Double(samples) * Double(outputs)) }

    /// Mean absolute error of an output; NaN without windows.
    public func mae(outputs: Int) -> Double { absoluteError / (Double(samples) * Double(outputs)) }

    /// The sums of B samples, added sample by sample and within a sample output by output.
    ///
    /// - Parameters:
    ///   - output: (B, outputs), what the model said.
    ///   - target: (B, outputs), what happened.
    ///   - loss: the sum of the samples' losses.
    public static func measure(
        output: FloatBuffer, target: FloatBuffer, samples: Int, outputs: Int, loss: Double
    ) -> MetricSums {
        var sums = MetricSums(samples: samples, loss: loss)
        output.withUnsafeBufferPointer { output in
            target.withUnsafeBufferPointer { target in
                let count = samples * outputs
                precondition(output.count >= count && target.count >= count, "both hold (B, outputs)")
                for index in 0..<count {
                    let error = Double(output[index]) - Double(target[index])
                    sums.squaredError += error * error
                    sums.absoluteError += error.magnitude
                }
            }
        }
        return sums
    }
}
