import CKernels

/// A time step of a simple recurrent layer.
struct SimpleRNNCell: RecurrentCell {
    let activation: ck_activation

    func forward(_ pass: RecurrentPass, _ step: Int) {
        pass.fillRows(step)
        pass.multiply(0, step, into: pass.hidden(step))
        // The plane is free until the way back.
        if ck_keeps_input(activation) {
            pass.plane(0, step).update(from: pass.hidden(step), count: pass.stateSize)
        }
        ck_activate(pass.hidden(step), pass.stateSize, activation)
    }

    func backward(_ pass: RecurrentPass, _ step: Int) {
        let delta = pass.plane(0, step)
        let kept = ck_keeps_input(activation) ? delta : pass.hidden(step)
        ck_activate_backward(delta, pass.runner.pull.hiddenGradient.start, kept, pass.stateSize, activation)
    }
}
