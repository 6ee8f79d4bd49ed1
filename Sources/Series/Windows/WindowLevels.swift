package import Neural

/// What was taken off the targets of each sample, to be put back on a model's outputs: offset and scale of
/// (B, K), K the targets of a sample.
package struct WindowLevels {
    package let offset: FloatBuffer
    package let scale: FloatBuffer
    /// K.
    package let targets: Int

    /// - Parameters:
    ///   - capacity: B at most.
    ///   - targets: of a sample.
    package init(capacity: Int, targets: Int) {
        offset = FloatBuffer(count: capacity * targets)
        scale = FloatBuffer(count: capacity * targets)
        self.targets = targets
    }

    /// Outputs of a model, (B, horizon, K, Q), in the scale of the series.
    ///
    /// - Parameters:
    ///   - form: what the Q numbers are; those that have bounds are in `prediction` already.
    ///   - prediction: receives them.
    package func restore(
        _ output: FloatBuffer, samples: Int, horizon: Int, form: TargetForm = .point,
        into prediction: FloatBuffer
    ) {
        let (width, places, length) = (form.width, form.places, form.length)
        var place = 0
        for sample in 0..<samples {
            for _ in 0..<horizon {
                for level in sample * targets..<(sample + 1) * targets {
                    for number in place..<place + places {
                        prediction[number] = output[number] * scale[level] + offset[level]
                    }
                    if let length { prediction[place + length] *= scale[level] }
                    place += width
                }
            }
        }
    }

    /// Turns the gradient by predictions into that by what was restored, in place.
    package func pullBack(
        _ gradient: FloatBuffer, samples: Int, horizon: Int, form: TargetForm = .point
    ) {
        let (width, places, length) = (form.width, form.places, form.length)
        var place = 0
        for sample in 0..<samples {
            for _ in 0..<horizon {
                for level in sample * targets..<(sample + 1) * targets {
                    for number in place..<place + places { gradient[number] *= scale[level] }
                    if let length { gradient[place + length] *= scale[level] }
                    place += width
                }
            }
        }
    }
}
