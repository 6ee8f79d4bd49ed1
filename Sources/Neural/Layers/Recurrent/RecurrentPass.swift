import CKernels

/// One pass of a recurrent layer over B samples: where everything stands for this B, and what time steps have
/// in common.
///
/// A step is counted in the order of processing, which is that of time unless the layer goes backwards.
struct RecurrentPass {
    let runner: RecurrentRunner
    let weights: UnsafePointer<Float>
    let samples: Int
    /// Masks in use: 0, 1 or one for each gate.
    let inputMaskCount, recurrentMaskCount: Int
    /// Groups of rows in use.
    let groups: Int
    /// Numbers in (B, H) and (B, F).
    let stateSize, inputSize: Int

    init(_ runner: RecurrentRunner, _ pass: Pass) {
        self.runner = runner
        weights = pass.weights + runner.place.offset
        samples = pass.samples
        inputMaskCount = pass.masks == nil ? 0 : runner.inputPlans.count
        recurrentMaskCount = pass.masks == nil ? 0 : runner.recurrentPlans.count
        groups = RecurrentSizes.groups(runner.form, masks: max(inputMaskCount, recurrentMaskCount))
        stateSize = samples * runner.sizes.units
        inputSize = samples * runner.sizes.features
    }

    /// From one row of M to the next.
    var weightStride: Int { runner.sizes.gates * runner.sizes.units }

    /// h after a step, (B, H).
    func hidden(_ step: Int) -> UnsafeMutablePointer<Float> {
        runner.hidden.start + runner.sizes.statePlace(step) * stateSize
    }

    /// h before a step; nil where it is zero.
    func hiddenBefore(_ step: Int) -> UnsafePointer<Float>? {
        if let start = runner.start {
            let last = start.sizes.statePlace(start.sizes.timeSteps - 1)
            return UnsafePointer(start.hidden.start + last * stateSize)
        }
        return step == 0 ? nil : UnsafePointer(hidden(step - 1))
    }

    /// What a plane held before a step; nil where that is zero.
    func planeBefore(_ index: Int, _ step: Int) -> UnsafePointer<Float>? {
        if let start = runner.start {
            let last = start.sizes.planePlace(start.sizes.timeSteps - 1)
            return UnsafePointer(
                start.planes.start + index * start.sizes.planeStride + last * stateSize)
        }
        return step == 0 ? nil : UnsafePointer(plane(index, step - 1))
    }

    /// The rows A of a gate and a step, (B, K): the first ones unless those of all steps are kept.
    func rows(_ gate: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        let sizes = runner.sizes
        return runner.rows.start + group(of: gate) * sizes.rowsStride + firstRow(step) * sizes.rowLength
    }

    private func firstRow(_ step: Int) -> Int { runner.sizes.keepsRows ? step * samples : 0 }

    private func group(of gate: Int) -> Int {
        if groups == runner.sizes.gates { return gate }
        return gate == runner.sizes.gates - 1 ? groups - 1 : 0
    }

    /// A plane of a step, (B, H).
    func plane(_ index: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        runner.planes.start + index * runner.sizes.planeStride + runner.sizes.planePlace(step) * stateSize
    }

    func time(_ step: Int) -> Int {
        runner.options.goBackwards ? runner.sizes.timeSteps - 1 - step : step
    }

    // MARK: Forward

    /// target = A M_g, or of A's columns and M's rows from `first` on, `count` of them.
    func multiply(
        _ gate: Int, _ step: Int, from first: Int = 0, count: Int? = nil,
        into target: UnsafeMutablePointer<Float>
    ) {
        let sizes = runner.sizes
        let depth = count ?? sizes.rowLength
        let rows = Matrix(
            rows(gate, step) + first, rows: samples, columns: depth, stride: sizes.rowLength)
        let weights = Matrix(
            weights + first * weightStride + gate * sizes.units, rows: depth, columns: sizes.units,
            stride: weightStride)
        Matrix.multiply(rows, weights, into: target, stride: sizes.units)
    }

    /// Adds a bias of a gate to each row of a plane, where there is one.
    func addBias(_ number: Int, gate: Int, to plane: UnsafeMutablePointer<Float>) {
        guard runner.options.useBias else { return }
        let sizes = runner.sizes
        let row = sizes.rowLength - runner.form.biasRows + number
        ck_add_row(plane, weights + row * weightStride + gate * sizes.units, samples, sizes.units)
    }

    /// Writes the rows of a step, [x_t * m_g | h_{t-1} * r_g | 1], of all gates that see the state before;
    /// the ones stand there already.
    ///
    /// - Parameter row: of a group, where they begin; nil: where `rows` has them.
    func fillRows(_ step: Int, at row: Int? = nil) {
        let count = runner.form.lastGateHasOwnState ? groups - 1 : groups
        fill(step, state: hiddenBefore(step), groups: 0..<count, at: row)
    }

    /// Writes the rows of the last gate, whose state is its own.
    func fillLastRows(_ step: Int, at row: Int? = nil) {
        let state = hiddenBefore(step) == nil ? nil : UnsafePointer(plane(runner.sizes.gates, step))
        fill(step, state: state, groups: groups - 1..<groups, at: row)
    }

    private func fill(
        _ step: Int, state: UnsafePointer<Float>?, groups: Range<Int>, at row: Int?
    ) {
        let sizes = runner.sizes
        let row = row ?? firstRow(step)
        let first = runner.rows.start + groups.lowerBound * sizes.rowsStride + row * sizes.rowLength
        let inputStride = inputMaskCount > 1 ? inputSize : 0
        let stateStride = recurrentMaskCount > 1 ? stateSize : 0
        let inputMasks = runner.inputMasks.start + groups.lowerBound * inputStride
        let stateMasks = runner.recurrentMasks.start + groups.lowerBound * stateStride
        let rows = ck_recurrent_rows(
            dst: first, group_stride: sizes.rowsStride,
            row_stride: sizes.rowLength, x: UnsafePointer(runner.place.input.start + time(step) * inputSize),
            h: state, x_masks: inputMaskCount == 0 ? nil : UnsafePointer(inputMasks),
            h_masks: recurrentMaskCount == 0 ? nil : UnsafePointer(stateMasks),
            x_mask_stride: inputStride, h_mask_stride: stateStride, groups: groups.count, samples: samples,
            features: sizes.features, units: runner.form.hasRecurrentKernel ? sizes.units : 0)
        withUnsafePointer(to: rows) { ck_recurrent_fill_rows($0) }
    }

    /// Writes the rows of several steps behind each other, where they are not kept.
    func refillRows(_ steps: Range<Int>) {
        guard !runner.sizes.keepsRows else { return }
        for (index, step) in steps.enumerated() {
            fillRows(step, at: index * samples)
            if runner.form.lastGateHasOwnState { fillLastRows(step, at: index * samples) }
        }
    }
}
