package import Neural

/// Sums over windows, in Float64, from which forecast metrics are made. Like gradients, they are added along
/// the reduction tree.
package struct MetricSums: Sendable, Equatable {
    /// Windows.
    package var samples: Int
    /// Sum of the windows' losses.
    package var loss: Double
    /// Of the point forecasts.
    package var errors: ErrorSums

    package init(samples: Int = 0, loss: Double = 0, errors: ErrorSums = ErrorSums()) {
        self.samples = samples
        self.loss = loss
        self.errors = errors
    }

    package static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        MetricSums(
            samples: left.samples + right.samples, loss: left.loss + right.loss,
            errors: left.errors + right.errors)
    }

    /// Mean loss of a window; 0 without windows.
    package var meanLoss: Double { loss / Double(max(samples, 1)) }

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
                for index in 0..<count {
                    sums.errors.add(
                        forecast: Double(output[index * width + point]), target: Double(target[index]))
                }
            }
        }
        return sums
    }
}
