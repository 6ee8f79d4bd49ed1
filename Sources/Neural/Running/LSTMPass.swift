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
        stateSize = samples * runner.units
        inputSize = samples * runner.features
    }

    /// h after a step, (B, H).
    func hidden(_ step: Int) -> UnsafeMutablePointer<Float> { runner.hidden.start + step * stateSize }

    /// The rows A of a step, (B, K).
    func rows(_ group: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        runner.rows.start + (group * runner.timeSteps + step) * samples * runner.rowLength
    }

    /// A gate's plane of a step, (B, H).
    func gate(_ gate: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        runner.gates.start + (gate * runner.timeSteps + step) * stateSize
    }

    func time(_ step: Int) -> Int {
        runner.lstm.goBackwards ? runner.timeSteps - 1 - step : step
    }

    func kernelStep(_ step: Int) -> ck_lstm_step {
        ck_lstm_step(
            i: gate(0, step), f: gate(1, step), c: gate(2, step), o: gate(3, step),
            state_before: step == 0 ? nil : UnsafePointer(runner.state.start + (step - 1) * stateSize),
            state: runner.state.start + step * stateSize,
            state_activated: runner.stateActivated.start + step * stateSize, n: stateSize,
            activation: runner.lstm.activation.kernel,
            recurrent_activation: runner.lstm.recurrentActivation.kernel)
    }

    func forward(_ step: Int) {
        fillRows(step)
        let units = runner.units
        for index in 0..<4 {
            let rows = Matrix(rows(groups == 4 ? index : 0, step), rows: samples, columns: runner.rowLength)
            let weights = Matrix(
                weights + index * units, rows: runner.rowLength, columns: units, stride: 4 * units)
            Matrix.multiply(rows, weights, into: gate(index, step), stride: units)
        }
        withUnsafePointer(to: kernelStep(step)) { ck_lstm_forward($0, hidden(step)) }
    }

    /// A = [x_t * m_g | h_{t-1} * r_g | 1]; the ones stand there already.
    private func fillRows(_ step: Int) {
        let units = runner.units
        let features = runner.features
        let input = runner.place.input.start + time(step) * inputSize
        for group in 0..<groups {
            let rows = rows(group, step)
            let inputMask = mask(runner.inputMasks, count: inputMaskCount, group, size: inputSize)
            ck_mask_rows(
                rows, runner.rowLength, input, features, inputMask, features, true, samples, features)
            guard step > 0 else {
                for sample in 0..<samples {
                    (rows + sample * runner.rowLength + features).update(repeating: 0, count: units)
                }
                continue
            }
            let recurrentMask = mask(runner.recurrentMasks, count: recurrentMaskCount, group, size: stateSize)
            ck_mask_rows(
                rows + features, runner.rowLength, hidden(step - 1), units, recurrentMask, units, true,
                samples,
                units)
        }
    }

    private func mask(
        _ masks: FloatBuffer, count: Int, _ group: Int, size: Int
    ) -> UnsafePointer<Float>? {
        count == 0 ? nil : UnsafePointer(masks.start + (count == 4 ? group : 0) * size)
    }
}
