import CKernels

/// A time step of an independently recurrent layer.
struct IndRNNCell: RecurrentCell {
    let activation: ck_activation

    private func kernelStep(_ pass: RecurrentPass, _ step: Int) -> ck_indrnn_step {
        let runner = pass.runner
        return ck_indrnn_step(
            u: pass.weights + offset(runner.sizes), h_before: pass.hiddenBefore(step),
            mask: pass.recurrentMaskCount == 0 ? nil : UnsafePointer(runner.recurrentMasks.start),
            samples: pass.samples, units: runner.sizes.units, activation: activation)
    }

    /// Of u, behind kernel and bias.
    private func offset(_ sizes: RecurrentSizes) -> Int { sizes.rowLength * sizes.units }

    func forward(_ pass: RecurrentPass, _ step: Int) {
        pass.fillRows(step)
        pass.multiply(0, step, into: pass.hidden(step))
        // The plane is free until the way back.
        let kept = ck_keeps_input(activation) ? pass.plane(0, step) : nil
        withUnsafePointer(to: kernelStep(pass, step)) { ck_indrnn_forward($0, pass.hidden(step), kept) }
    }

    /// The gradient of u gathers in `pull.cellGradient`, each sample's by itself.
    func backward(_ pass: RecurrentPass, _ step: Int) {
        let pull = pass.runner.pull
        let kept = ck_keeps_input(activation) ? pass.plane(0, step) : pass.hidden(step)
        withUnsafePointer(to: kernelStep(pass, step)) {
            ck_indrnn_backward(
                $0, kept, pass.plane(0, step), pull.hiddenGradient.start, pull.cellGradient.start)
        }
    }

    func finishBackward(_ pass: RecurrentPass, _ gradient: UnsafeMutablePointer<Float>) {
        let sizes = pass.runner.sizes
        ck_sum_rows(
            gradient + offset(sizes), pass.runner.pull.cellGradient.start, pass.samples, sizes.units)
    }
}
