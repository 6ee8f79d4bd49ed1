import CKernels

/// A time step of an LSTM. Planes 4 and 5 are c and what is kept of activation(c).
struct LSTMCell: RecurrentCell {
    let activation, recurrentActivation: ck_activation

    private func kernelStep(_ pass: RecurrentPass, _ step: Int) -> ck_lstm_step {
        ck_lstm_step(
            i: pass.plane(0, step), f: pass.plane(1, step), c: pass.plane(2, step), o: pass.plane(3, step),
            state_before: pass.planeBefore(4, step),
            state: pass.plane(4, step), state_kept: pass.plane(5, step), n: pass.stateSize,
            activation: activation, recurrent_activation: recurrentActivation)
    }

    func forward(_ pass: RecurrentPass, _ step: Int) {
        pass.fillRows(step)
        for gate in 0..<4 { pass.multiply(gate, step, into: pass.plane(gate, step)) }
        withUnsafePointer(to: kernelStep(pass, step)) { ck_lstm_forward($0, pass.hidden(step)) }
    }

    func backward(_ pass: RecurrentPass, _ step: Int) {
        let pull = pass.runner.pull
        withUnsafePointer(to: kernelStep(pass, step)) {
            ck_lstm_backward($0, pull.hiddenGradient.start, pull.cellGradient.start)
        }
    }
}
