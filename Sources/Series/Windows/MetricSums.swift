package import Neural

/// Sums over windows, in Float64, from which forecast metrics are made. Like gradients, they are added along
/// the reduction tree.
package struct MetricSums: Sendable, Equatable {
    /// Windows.
    package var samples: Int
    /// Sum of the windows' losses.
    package var loss: Double
    /// Sum over windows and outputs of (output - target)^2.
    package var squaredError: Double
    /// Sum over windows and outputs of |output - target|.
    package var absoluteError: Double

    package init(samples: Int = 0, loss: Double = 0, squaredError: Double = 0, absoluteError: Double = 0) {
        self.samples = samples
        self.loss = loss
        self.squaredError = squaredError
        self.absoluteError = absoluteError
    }

    package static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        MetricSums(
            samples: left.samples + right.samples, loss: left.loss + right.loss,
            squaredError: left.squaredError + right.squaredError,
            absoluteError: left.absoluteError + right.absoluteError)
    }

    /// Mean loss of a window; 0 without windows.
    package var meanLoss: Double { loss / Double(max(samples, 1)) }

    /// Mean squared error of an output; NaN without windows.
    package func mse(outputs: Int) -> Double { squaredError / (Double(samples) * Double(outputs)) }

    /// Mean absolute error of an output; NaN without windows.
    package func mae(outputs: Int) -> Double { absoluteError / (Double(samples) * Double(outputs)) }

    /// The sums of B samples, added sample by sample and within a sample output by output.
    ///
    /// - Parameters:
    ///   - output: (B, outputs), what the model said.
    ///   - target: (B, outputs), what happened.
    ///   - loss: the sum of the samples' losses.
    package static func measure(
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
