import CKernels

/// Back through time (Werbos 1990), by hand.
extension RecurrentPass {
    func prepareBackward() {
        let sizes = runner.sizes
        let (units, features) = (sizes.units, sizes.features)
        let pull = runner.pull
        if !runner.isContinued { pull.cellGradient.start.update(repeating: 0, count: stateSize) }
        if let last = outputGradient(sizes.timeSteps - 1) {
            pull.hiddenGradient.start.update(from: last, count: stateSize)
        }
        for index in 0..<sizes.gates {
            let kernel = weights + index * units
            if runner.form.hasRecurrentKernel {
                Matrix(kernel + features * weightStride, rows: units, columns: units, stride: weightStride)
                    .copyTransposed(to: pull.recurrentKernel.start + index * units * units)
            }
            if runner.place.inputGradient != nil {
                Matrix(kernel, rows: features, columns: units, stride: weightStride)
                    .copyTransposed(to: pull.kernel.start + index * units * features)
            }
        }
    }

    /// Where steps do not go on from each other, each begins with the gradient from above alone.
    func begin(_ step: Int) {
        guard runner.start != nil, let above = outputGradient(step) else { return }
        runner.pull.hiddenGradient.start.update(from: above, count: stateSize)
        runner.pull.cellGradient.start.update(repeating: 0, count: stateSize)
    }

    /// The gradient that comes from above at a step; nil where the layer above sees no output.
    private func outputGradient(_ step: Int) -> UnsafePointer<Float>? {
        if runner.options.returnSequences {
            return UnsafePointer(runner.outputGradient.start + step * stateSize)
        }
        return step == runner.sizes.timeSteps - 1 ? UnsafePointer(runner.outputGradient.start) : nil
    }

    /// From the gradients of a step's pre-activations to those of the state before and of the inputs.
    func pullBack(_ step: Int) {
        let (sizes, pull) = (runner.sizes, runner.pull)
        if let start = runner.start {
            pullToState(step, base: nil)
            let isFirst = step == sizes.timeSteps - 1
            take(pull.hiddenGradient, into: start.outputGradient, isFirst: isFirst)
            take(pull.cellGradient, into: start.pull.cellGradient, isFirst: isFirst)
        } else if step > 0 {
            pullToState(step, base: outputGradient(step - 1))
        }
        if let inputGradient = runner.place.inputGradient {
            let target = inputGradient.start + time(step) * inputSize
            for gate in 0..<sizes.gates {
                pullThrough(
                    plane(gate, step), through: pull.kernel, gate: gate, columns: sizes.features,
                    masks: runner.inputMasks, maskCount: inputMaskCount,
                    base: gate == 0 ? nil : UnsafePointer(target), into: target)
            }
        }
    }

    /// Makes the gradient of h of the state before: base, and what goes through the gates.
    private func pullToState(_ step: Int, base: UnsafePointer<Float>?) {
        let target = runner.pull.hiddenGradient.start
        var base = base
        if runner.form.carriesState {
            if let base { ck_add(target, base, stateSize) }
            base = UnsafePointer(target)
        }
        guard runner.form.hasRecurrentKernel else { return }
        let gates = runner.form.lastGateHasOwnState ? runner.sizes.gates - 1 : runner.sizes.gates
        for gate in 0..<gates {
            pullState(gate, step, base: gate == 0 ? base : UnsafePointer(target), into: target)
        }
    }

    private func take(_ gradient: FloatBuffer, into sum: FloatBuffer, isFirst: Bool) {
        if isFirst {
            sum.start.update(from: gradient.start, count: stateSize)
        } else {
            ck_add(sum.start, gradient.start, stateSize)
        }
    }

    /// target = base + a gate's gradients, times its transposed recurrent kernel, behind its mask.
    func pullState(
        _ gate: Int, _ step: Int, base: UnsafePointer<Float>?, into target: UnsafeMutablePointer<Float>
    ) {
        pullThrough(
            plane(statePlane(gate), step), through: runner.pull.recurrentKernel, gate: gate,
            columns: runner.sizes.units, masks: runner.recurrentMasks, maskCount: recurrentMaskCount,
            base: base, into: target)
    }

    private func statePlane(_ gate: Int) -> Int {
        gate == runner.sizes.gates - 1 ? runner.form.lastStatePlane ?? gate : gate
    }

    private func pullThrough(
        _ gradient: UnsafeMutablePointer<Float>, through weights: FloatBuffer, gate: Int, columns: Int,
        masks: FloatBuffer, maskCount: Int, base: UnsafePointer<Float>?,
        into target: UnsafeMutablePointer<Float>
    ) {
        let units = runner.sizes.units
        let gradient = Matrix(gradient, rows: samples, columns: units)
        let weights = Matrix(weights.start + gate * units * columns, rows: units, columns: columns)
        let mask = masks.start + (maskCount > 1 ? gate * samples * columns : 0)
        let terms = ck_product_terms(
            dst: target, dst_stride: columns, a: gradient.kernel, b: weights.kernel, rows: samples,
            columns: columns, depth: units, base: base, base_stride: columns,
            mask: maskCount == 0 ? nil : UnsafePointer(mask), mask_stride: columns)
        withUnsafePointer(to: terms) { ck_product($0) }
    }

    // MARK: Weights

    /// Adds the weight gradients of the time steps from `step` on, once a group of them is complete.
    func addWeightGradient(_ step: Int, _ gradient: UnsafeMutablePointer<Float>) {
        let together = max(1, NeuralLimits.rowsTogether / samples)
        guard step % together == 0 else { return }
        let sizes = runner.sizes
        let steps = step..<step + min(together, sizes.timeSteps - step)
        refillRows(steps)
        for gate in 0..<sizes.gates {
            guard statePlane(gate) != gate else {
                add(gate, steps, of: 0..<sizes.rowLength, plane: gate, to: gradient)
                continue
            }
            let biases = sizes.features + sizes.units
            add(gate, steps, of: 0..<sizes.features, plane: gate, to: gradient)
            add(gate, steps, of: sizes.features..<biases, plane: statePlane(gate), to: gradient)
            guard runner.options.useBias else { continue }
            add(gate, steps, of: biases..<biases + 1, plane: gate, to: gradient)
            add(gate, steps, of: biases + 1..<biases + 2, plane: statePlane(gate), to: gradient)
        }
    }

    /// Rows of a gate's weight gradient: A's columns transposed, times a plane.
    private func add(
        _ gate: Int, _ steps: Range<Int>, of rows: Range<Int>, plane index: Int,
        to gradient: UnsafeMutablePointer<Float>
    ) {
        let sizes = runner.sizes
        let count = steps.count * samples
        let activations = Matrix(
            self.rows(gate, steps.lowerBound) + rows.lowerBound, rows: count, columns: rows.count,
            stride: sizes.rowLength)
        let delta = Matrix(plane(index, steps.lowerBound), rows: count, columns: sizes.units)
        Matrix.multiply(
            activations.transposed, delta,
            into: gradient + rows.lowerBound * weightStride + gate * sizes.units, stride: weightStride,
            adding: runner.isContinued || steps.upperBound < sizes.timeSteps)
    }
}
