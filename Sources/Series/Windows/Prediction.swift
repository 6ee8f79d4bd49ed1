package import Neural

/// What a model says of the targets, in the scale of the series: its outputs, with what was taken off the
/// windows put back and what has a bound above it.
package struct Prediction {
    /// (B, horizon, K, Q): K targets of a sample, Q numbers for each target value.
    package let values: FloatBuffer
    /// What was taken off, to be written where windows are; nil where nothing is.
    package let levels: WindowLevels?
    private let output: FloatBuffer
    private let form: TargetForm
    private let horizon: Int
    private let targets: Int

    /// - Parameters:
    ///   - output: of a model, B samples at most.
    ///   - form: what the Q numbers are.
    ///   - targets: K, of a sample.
    package init(
        of output: FloatBuffer, form: TargetForm, capacity: Int, targets: Int, options: WindowOptions
    ) {
        precondition(
            output.count >= capacity * options.horizon * targets * form.width, "(B, horizon, K, Q)")
        self.output = output
        self.form = form
        self.targets = targets
        horizon = options.horizon
        levels = options.normalise == .none ? nil : WindowLevels(capacity: capacity, targets: targets)
        // Where nothing is to be done, nothing is copied.
        values = levels == nil && form.length == nil ? output : FloatBuffer(count: output.count)
    }

    /// Makes `values` of the outputs of B samples.
    package func restore(samples: Int) {
        guard values !== output else { return }
        let count = samples * horizon * targets
        form.bound(output, into: values, count: count)
        if let levels {
            levels.restore(output, samples: samples, horizon: horizon, form: form, into: values)
        } else {
            for place in stride(from: 0, to: count * form.width, by: form.width) {
                for number in place..<place + form.places { values[number] = output[number] }
            }
        }
    }

    /// Turns the gradient by `values` into that by the outputs, in place.
    package func pullBack(_ gradient: FloatBuffer, samples: Int) {
        levels?.pullBack(gradient, samples: samples, horizon: horizon, form: form)
        form.pullBack(gradient, output: output, count: samples * horizon * targets)
    }
}
