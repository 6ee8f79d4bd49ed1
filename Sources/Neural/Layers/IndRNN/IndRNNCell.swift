import CKernels

/// A time step of an independently recurrent layer.
struct IndRNNCell: RecurrentCell {
    let activation: ck_activation

    private func kernelStep(_ pass: RecurrentPass, _ step: Int) -> ck_indrnn_step {
        let runner = pass.runner
        let isMasked = pass.recurrentMaskCount > 0
        return ck_indrnn_step(
            u: isMasked ? UnsafePointer(runner.factors.start) : weights(pass),
            u_stride: isMasked ? runner.sizes.units : 0, h_before: pass.hiddenBefore(step),
            samples: pass.samples, units: runner.sizes.units, activation: activation)
    }

    /// u.
    private func weights(_ pass: RecurrentPass) -> UnsafePointer<Float> {
        pass.weights + offset(pass.runner.sizes)
    }

    /// Of u, behind kernel and bias.
    private func offset(_ sizes: RecurrentSizes) -> Int { sizes.rowLength * sizes.units }

    func forward(_ pass: RecurrentPass, _ step: Int) {
        if step == 0, pass.recurrentMaskCount > 0 {
            mask(pass, pass.runner.recurrentMasks.start, by: weights(pass), stride: 0, pass.runner.factors)
        }
        pass.fillRows(step)
        pass.multiply(0, step, into: pass.hidden(step))
        // The plane is free until the way back.
        let kept = ck_keeps_input(activation) ? pass.plane(0, step) : nil
        withUnsafePointer(to: kernelStep(pass, step)) { ck_indrnn_forward($0, pass.hidden(step), kept) }
    }

    /// The gradient of u gathers in `pull.cellGradient`, each sample's by itself and before its mask.
    func backward(_ pass: RecurrentPass, _ step: Int) {
        let pull = pass.runner.pull
        let kept = ck_keeps_input(activation) ? pass.plane(0, step) : pass.hidden(step)
        withUnsafePointer(to: kernelStep(pass, step)) {
            ck_indrnn_backward(
                $0, kept, pass.plane(0, step), pull.hiddenGradient.start, pull.cellGradient.start)
        }
    }

    func finishBackward(_ pass: RecurrentPass, _ gradient: UnsafeMutablePointer<Float>) {
        let (runner, sizes) = (pass.runner, pass.runner.sizes)
        let sums = runner.pull.cellGradient
        if pass.recurrentMaskCount > 0 {
            mask(pass, sums.start, by: runner.recurrentMasks.start, stride: sizes.units, sums)
        }
        ck_sum_rows(gradient + offset(sizes), sums.start, pass.samples, sizes.units)
    }

    /// target = numbers x mask, each (B, H), or the mask (H) where its stride is 0.
    private func mask(
        _ pass: RecurrentPass, _ numbers: UnsafePointer<Float>, by mask: UnsafePointer<Float>, stride: Int,
        _ target: FloatBuffer
    ) {
        let units = pass.runner.sizes.units
        ck_mask_rows(target.start, units, numbers, units, mask, stride, true, pass.samples, units)
    }
}
