import CKernels

/// A time step of a simple recurrent layer.
struct SimpleRNNCell: RecurrentCell {
    let activation: ck_activation

    func forward(_ pass: RecurrentPass, _ step: Int) {
        pass.fillRows(step)
        pass.multiply(0, step, into: pass.hidden(step))
        ck_activate(pass.hidden(step), pass.stateSize, activation)
    }

    func backward(_ pass: RecurrentPass, _ step: Int) {
        let delta = pass.plane(0, step)
        delta.update(from: pass.runner.pull.hiddenGradient.start, count: pass.stateSize)
        ck_activate_backward(delta, pass.hidden(step), pass.stateSize, activation)
    }
}
