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

    /// Outputs of a model, (B, horizon, K), in the scale of the series.
    package func restore(_ output: FloatBuffer, samples: Int, horizon: Int, into prediction: FloatBuffer) {
        var place = 0
        for sample in 0..<samples {
            for _ in 0..<horizon {
                for level in sample * targets..<(sample + 1) * targets {
                    prediction[place] = output[place] * scale[level] + offset[level]
                    place += 1
                }
            }
        }
    }

    /// Turns the gradient by predictions into that by the model's outputs, in place.
    package func pullBack(_ gradient: FloatBuffer, samples: Int, horizon: Int) {
        var place = 0
        for sample in 0..<samples {
            for _ in 0..<horizon {
                for level in sample * targets..<(sample + 1) * targets {
                    gradient[place] *= scale[level]
                    place += 1
                }
            }
        }
    }
}
