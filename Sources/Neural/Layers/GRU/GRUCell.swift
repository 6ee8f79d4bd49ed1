import CKernels

/// A time step of a GRU.
struct GRUCell: RecurrentCell {
    let resetAfter: Bool
    let activation, recurrentActivation: ck_activation

    private func kernelStep(_ pass: RecurrentPass, _ step: Int) -> ck_gru_step {
        ck_gru_step(
            z: pass.plane(0, step), r: pass.plane(1, step), c: pass.plane(2, step), u: pass.plane(3, step),
            h_before: pass.hiddenBefore(step), n: pass.stateSize, reset_after: resetAfter,
            activation: activation, recurrent_activation: recurrentActivation)
    }

    func forward(_ pass: RecurrentPass, _ step: Int) {
        pass.fillRows(step)
        for gate in 0..<2 { pass.multiply(gate, step, into: pass.plane(gate, step)) }
        let kernel = kernelStep(pass, step)
        if resetAfter {
            let sizes = pass.runner.sizes
            pass.multiply(2, step, count: sizes.features, into: pass.plane(2, step))
            pass.addBias(0, gate: 2, to: pass.plane(2, step))
            pass.multiply(2, step, from: sizes.features, count: sizes.units, into: pass.plane(3, step))
            pass.addBias(1, gate: 2, to: pass.plane(3, step))
            withUnsafePointer(to: kernel) { ck_gru_gates($0) }
        } else {
            withUnsafePointer(to: kernel) { ck_gru_gates($0) }
            pass.fillLastRows(step)
            pass.multiply(2, step, into: pass.plane(2, step))
        }
        withUnsafePointer(to: kernel) { ck_gru_output($0, pass.hidden(step)) }
    }

    func backward(_ pass: RecurrentPass, _ step: Int) {
        let pull = pass.runner.pull
        let gradient = pull.hiddenGradient.start
        let kernel = kernelStep(pass, step)
        withUnsafePointer(to: kernel) { ck_gru_output_backward($0, gradient) }
        // The gradient of r h_{t-1}.
        let reset = pull.cellGradient.start
        if !resetAfter, kernel.h_before != nil { pass.pullState(2, step, base: nil, into: reset) }
        withUnsafePointer(to: kernel) { ck_gru_gates_backward($0, reset, gradient) }
    }
}
