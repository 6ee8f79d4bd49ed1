import CKernels

/// Back through time (Werbos 1990), by hand.
extension LSTMPass {
    func prepareBackward() {
        let units = runner.units
        let features = runner.features
        let pull = runner.pull
        pull.stateGradient.start.update(repeating: 0, count: stateSize)
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

    /// Expects the pulled-back gradient of the step behind in `pull.state`, and leaves this step's there.
    func backward(_ step: Int) {
        let pull = runner.pull
        let isLast = step == runner.timeSteps - 1
        fold(
            into: pull.hiddenGradient.start, base: outputGradient(step), planes: pull.state.start,
            masks: runner.recurrentMasks, maskCount: recurrentMaskCount, isEmpty: isLast, size: stateSize)
        withUnsafePointer(to: kernelStep(step)) {
            ck_lstm_backward($0, pull.hiddenGradient.start, pull.stateGradient.start)
        }
        if step > 0 {
            pullBack(step, through: pull.recurrentKernel, columns: runner.units, into: pull.state)
        }
        if let inputGradient = runner.place.inputGradient {
            pullBack(step, through: pull.kernel, columns: runner.features, into: pull.input)
            fold(
                into: inputGradient.start + time(step) * inputSize, base: nil, planes: pull.input.start,
                masks: runner.inputMasks, maskCount: inputMaskCount, isEmpty: false, size: inputSize)
        }
    }

    /// The gradient that comes from above at a step; nil where the layer above sees no output.
    private func outputGradient(_ step: Int) -> UnsafePointer<Float>? {
        if runner.lstm.returnSequences {
            return UnsafePointer(runner.outputGradient.start + step * stateSize)
        }
        return step == runner.timeSteps - 1 ? UnsafePointer(runner.outputGradient.start) : nil
    }

    /// Multiplies the gates' gradients by the transposed weights: one plane a gate where masks differ, else
    /// their sum.
    private func pullBack(_ step: Int, through weights: FloatBuffer, columns: Int, into planes: FloatBuffer) {
        let units = runner.units
        for index in 0..<4 {
            let gradient = Matrix(gate(index, step), rows: samples, columns: units)
            let weights = Matrix(weights.start + index * units * columns, rows: units, columns: columns)
            let plane = groups == 4 ? index * samples * columns : 0
            Matrix.multiply(
                gradient, weights, into: planes.start + plane, stride: columns,
                adding: groups == 1 && index > 0)
        }
    }

    /// target = base + sum of planes x masks.
    private func fold(
        into target: UnsafeMutablePointer<Float>, base: UnsafePointer<Float>?, planes: UnsafePointer<Float>,
        masks: FloatBuffer, maskCount: Int, isEmpty: Bool, size: Int
    ) {
        ck_fold(
            target, base, planes, size, maskCount == 0 ? nil : UnsafePointer(masks.start),
            maskCount == 4 ? size : 0, isEmpty ? 0 : groups, size)
    }

    /// Adds the weight gradients of the time steps from `step` on, once a group of them is complete.
    func addWeightGradient(_ step: Int, _ gradient: UnsafeMutablePointer<Float>) {
        let together = stepsTogether
        guard step % together == 0 else { return }
        let units = runner.units
        let count = min(together, runner.timeSteps - step) * samples
        for index in 0..<4 {
            let rows = Matrix(rows(groups == 4 ? index : 0, step), rows: count, columns: runner.rowLength)
            let delta = Matrix(gate(index, step), rows: count, columns: units)
            Matrix.multiply(
                rows.transposed, delta, into: gradient + index * units, stride: 4 * units,
                adding: step + together < runner.timeSteps)
        }
    }

    /// Time steps whose weight gradients are one product: enough rows to keep the processor busy, few enough
    /// to be in its cache still.
    private var stepsTogether: Int { max(1, 128 / samples) }
}
