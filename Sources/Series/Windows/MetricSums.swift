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
    /// Real target values that the errors are of.
    package var values: Int

    package init(
        samples: Int = 0, loss: Double = 0, squaredError: Double = 0, absoluteError: Double = 0,
        values: Int = 0
    ) {
        self.samples = samples
        self.loss = loss
        self.squaredError = squaredError
        self.absoluteError = absoluteError
        self.values = values
    }

    package static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        MetricSums(
            samples: left.samples + right.samples, loss: left.loss + right.loss,
            squaredError: left.squaredError + right.squaredError,
            absoluteError: left.absoluteError + right.absoluteError, values: left.values + right.values)
    }

    /// Mean loss of a window; 0 without windows.
    package var meanLoss: Double { loss / Double(max(samples, 1)) }

    /// Mean squared error of a real target value; NaN where there is none.
    package var mse: Double { squaredError / Double(values) }

    /// Mean absolute error of a real target value; NaN where there is none.
    package var mae: Double { absoluteError / Double(values) }

    /// The errors of B samples, added sample by sample and within a sample output by output.
    ///
    /// - Parameters:
    ///   - windows: that the samples are of.
    ///   - output: (B, outputs, Q), what the model said, quantiles in order.
    ///   - form: what the Q numbers are: the point forecast counts.
    ///   - target: (B, outputs), what happened; NaN where nobody knows.
    ///   - count: B x outputs.
    package static func measure(
        windows: Int, output: FloatBuffer, form: TargetForm = .point, target: FloatBuffer, count: Int
    ) -> MetricSums {
        let (width, point) = (form.width, form.point)
        var sums = MetricSums(samples: windows)
        output.withUnsafeBufferPointer { output in
            target.withUnsafeBufferPointer { target in
                precondition(
                    output.count >= count * width && target.count >= count, "they hold the samples")
                for index in 0..<count where !target[index].isNaN {
                    let error = Double(output[index * width + point]) - Double(target[index])
                    sums.squaredError += error * error
                    sums.absoluteError += error.magnitude
                    sums.values += 1
                }
            }
        }
        return sums
    }
}
