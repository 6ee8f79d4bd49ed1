import CKernels

/// Back through time (Werbos 1990), by hand.
extension LSTMPass {
    func prepareBackward() {
        let units = runner.sizes.units
        let features = runner.sizes.features
        let pull = runner.pull
        pull.stateGradient.start.update(repeating: 0, count: stateSize)
        if let last = outputGradient(runner.sizes.timeSteps - 1) {
            pull.hiddenGradient.start.update(from: last, count: stateSize)
        }
        for index in 0..<4 {
            let kernel = weights + index * units
            Matrix(kernel + features * 4 * units, rows: units, columns: units, stride: 4 * units)
                .copyTransposed(to: pull.recurrentKernel.start + index * units * units)
            if runner.place.inputGradient != nil {
                Matrix(kernel, rows: features, columns: units, stride: 4 * units)
                    .copyTransposed(to: pull.kernel.start + index * units * features)
            }
        }
    }

    /// Expects the gradient of h in `pull.hiddenGradient`, and leaves that of the step before there.
    func backward(_ step: Int) {
        let pull = runner.pull
        withUnsafePointer(to: kernelStep(step)) {
            ck_lstm_backward($0, pull.hiddenGradient.start, pull.stateGradient.start)
        }
        if step > 0 {
            pullBack(
                step, through: pull.recurrentKernel, columns: runner.sizes.units,
                masks: runner.recurrentMasks,
                maskCount: recurrentMaskCount, base: outputGradient(step - 1), into: pull.hiddenGradient.start
            )
        }
        if let inputGradient = runner.place.inputGradient {
            pullBack(
                step, through: pull.kernel, columns: runner.sizes.features, masks: runner.inputMasks,
                maskCount: inputMaskCount, base: nil, into: inputGradient.start + time(step) * inputSize)
        }
    }

    /// The gradient that comes from above at a step; nil where the layer above sees no output.
    private func outputGradient(_ step: Int) -> UnsafePointer<Float>? {
        if runner.lstm.returnSequences {
            return UnsafePointer(runner.outputGradient.start + step * stateSize)
        }
        return step == runner.sizes.timeSteps - 1 ? UnsafePointer(runner.outputGradient.start) : nil
    }

    /// target = base + the sum of the gates' gradients, times their transposed weights, behind their masks.
    private func pullBack(
        _ step: Int, through weights: FloatBuffer, columns: Int, masks: FloatBuffer, maskCount: Int,
        base: UnsafePointer<Float>?, into target: UnsafeMutablePointer<Float>
    ) {
        let units = runner.sizes.units
        for index in 0..<4 {
            let gradient = Matrix(plane(index, step), rows: samples, columns: units)
            let weights = Matrix(weights.start + index * units * columns, rows: units, columns: columns)
            let mask = masks.start + (maskCount == 4 ? index * samples * columns : 0)
            let terms = ck_product_terms(
                dst: target, dst_stride: columns, a: gradient.kernel, b: weights.kernel, rows: samples,
                columns: columns, depth: units, base: index == 0 ? base : UnsafePointer(target),
                base_stride: columns, mask: maskCount == 0 ? nil : UnsafePointer(mask), mask_stride: columns)
            withUnsafePointer(to: terms) { ck_product($0) }
        }
    }

    /// Adds the weight gradients of the time steps from `step` on, once a group of them is complete.
    func addWeightGradient(_ step: Int, _ gradient: UnsafeMutablePointer<Float>) {
        let together = max(1, NeuralLimits.rowsTogether / samples)
        guard step % together == 0 else { return }
        let units = runner.sizes.units
        let steps = min(together, runner.sizes.timeSteps - step)
        if !runner.sizes.keepsRows {
            for index in 0..<steps {
                fillRows(step + index, to: rows(0, 0) + index * samples * runner.sizes.rowLength)
            }
        }
        let isFirst = step + together >= runner.sizes.timeSteps
        for index in 0..<4 {
            let rows = Matrix(rows(index, step), rows: steps * samples, columns: runner.sizes.rowLength)
            let delta = Matrix(plane(index, step), rows: steps * samples, columns: units)
            Matrix.multiply(
                rows.transposed, delta, into: gradient + index * units, stride: 4 * units, adding: !isFirst)
        }
    }
}
