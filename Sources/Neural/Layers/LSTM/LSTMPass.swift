import CKernels

/// One pass of an LSTM over B samples: where everything stands for this B, and what one time step does.
///
/// A step is counted in the order of processing, which is that of time unless the layer goes backwards.
struct LSTMPass {
    let runner: LSTMRunner
    let weights: UnsafePointer<Float>
    let samples: Int
    /// Masks in use: 0, 1 or 4.
    let inputMaskCount, recurrentMaskCount: Int
    /// 4 if the gates have rows of their own, else 1.
    let groups: Int
    /// Numbers in (B, H) and (B, F).
    let stateSize, inputSize: Int

    init(_ runner: LSTMRunner, _ pass: Pass) {
        self.runner = runner
        weights = pass.weights + runner.place.offset
        samples = pass.samples
        inputMaskCount = pass.masks == nil ? 0 : runner.inputPlans.count
        recurrentMaskCount = pass.masks == nil ? 0 : runner.recurrentPlans.count
        groups = max(inputMaskCount, recurrentMaskCount) == 4 ? 4 : 1
        stateSize = samples * runner.sizes.units
        inputSize = samples * runner.sizes.features
    }

    /// h after a step, (B, H).
    func hidden(_ step: Int) -> UnsafeMutablePointer<Float> { runner.hidden.start + step * stateSize }

    /// The rows A of a gate and a step, (B, K): the first ones unless those of all steps are kept.
    func rows(_ gate: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        let sizes = runner.sizes
        let row = sizes.keepsRows ? step * samples : 0
        return runner.rows.start + (groups == 4 ? gate * sizes.rowsStride : 0) + row * sizes.rowLength
    }

    /// A gate's plane of a step, (B, H); 4 and 5 are c and activation(c).
    func plane(_ index: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        runner.planes.start + index * runner.sizes.planeStride + step * stateSize
    }

    func time(_ step: Int) -> Int {
        runner.lstm.goBackwards ? runner.sizes.timeSteps - 1 - step : step
    }

    func kernelStep(_ step: Int) -> ck_lstm_step {
        ck_lstm_step(
            i: plane(0, step), f: plane(1, step), c: plane(2, step), o: plane(3, step),
            state_before: step == 0 ? nil : UnsafePointer(plane(4, step - 1)),
            state: plane(4, step),
            state_activated: plane(5, step), n: stateSize,
            activation: runner.lstm.activation.kernel,
            recurrent_activation: runner.lstm.recurrentActivation.kernel)
    }

    func forward(_ step: Int) {
        fillRows(step, to: rows(0, step))
        let units = runner.sizes.units
        for index in 0..<4 {
            let rows = Matrix(rows(index, step), rows: samples, columns: runner.sizes.rowLength)
            let weights = Matrix(
                weights + index * units, rows: runner.sizes.rowLength, columns: units, stride: 4 * units)
            Matrix.multiply(rows, weights, into: plane(index, step), stride: units)
        }
        withUnsafePointer(to: kernelStep(step)) { ck_lstm_forward($0, hidden(step)) }
    }

    /// Writes the A of a step, [x_t * m_g | h_{t-1} * r_g | 1], of all groups; the ones stand there already.
    func fillRows(_ step: Int, to first: UnsafeMutablePointer<Float>) {
        let sizes = runner.sizes
        let rows = ck_lstm_rows(
            dst: first, group_stride: sizes.rowsStride,
            row_stride: sizes.rowLength, x: UnsafePointer(runner.place.input.start + time(step) * inputSize),
            h: step == 0 ? nil : UnsafePointer(hidden(step - 1)),
            x_masks: inputMaskCount == 0 ? nil : UnsafePointer(runner.inputMasks.start),
            h_masks: recurrentMaskCount == 0 ? nil : UnsafePointer(runner.recurrentMasks.start),
            x_mask_stride: inputMaskCount == 4 ? inputSize : 0,
            h_mask_stride: recurrentMaskCount == 4 ? stateSize : 0, groups: groups, samples: samples,
            features: sizes.features, units: sizes.units)
        withUnsafePointer(to: rows) { ck_lstm_fill_rows($0) }
    }
}
