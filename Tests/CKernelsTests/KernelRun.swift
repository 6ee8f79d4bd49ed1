import CKernels

/// Runs every kernel of a variant on the same numbers, and keeps the bits of all that comes out.
struct KernelRun {
    let count: Int
    /// Numbers between the arrays' natural alignment and where they start.
    let misalignment: Int
    private static let activations = [
        CK_LINEAR, CK_RELU, CK_TANH, CK_SIGMOID, CK_HARD_SIGMOID, CK_ELU, CK_SELU, CK_GELU, CK_SOFTPLUS,
        CK_SILU, CK_LEAKY_RELU,
    ]

    func results(of kernels: ck_kernels) -> [String: [UInt32]] {
        var results: [String: [UInt32]] = [:]
        elementWise(kernels, &results)
        recurrent(kernels, &results)
        masks(kernels, &results)
        rows(kernels, &results)
        sums(kernels, &results)
        optimizers(kernels, &results)
        return results
    }

    /// `arrays` arrays of `size` numbers of many magnitudes, handed to the body, then their bits.
    private func with(
        _ arrays: Int, size: Int? = nil, _ body: ([UnsafeMutablePointer<Float>]) -> Void
    ) -> [UInt32] {
        let size = size ?? count
        let stride = size + 17
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: arrays * stride + 1)
        defer { memory.deallocate() }
        for index in 0...arrays * stride {
            // A cheap sequence without pattern: multiples of the golden ratio, modulo 1.
            let fraction = (Double(index + 1) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
            let magnitudes: [Float] = [0.01, 1, 4, 30]
            memory[index] = Float(2 * fraction - 1) * magnitudes[index % 4]
        }
        let starts = (0..<arrays).map { memory + misalignment + $0 * stride }
        body(starts)
        return starts.flatMap { start in (0..<size).map { start[$0].bitPattern } }
    }

    private func elementWise(_ kernels: ck_kernels, _ results: inout [String: [UInt32]]) {
        for activation in Self.activations {
            results["activate \(activation.rawValue)"] = with(1) {
                kernels.activate($0[0], count, activation)
            }
            results["activate backward \(activation.rawValue)"] = with(3) {
                if !ck_keeps_input(activation) { kernels.activate($0[1], count, activation) }
                kernels.activate_backward($0[0], $0[2], $0[1], count, activation)
            }
        }
        results["add"] = with(2) { kernels.add($0[0], $0[1], count) }
        results["scale"] = with(1) { _ = kernels.scale($0[0], $0[0], 1.7, count) }
        results["axpy"] = with(2) { kernels.axpy($0[0], $0[1], -0.3, count) }
    }

    private func recurrent(_ kernels: ck_kernels, _ results: inout [String: [UInt32]]) {
        let pairs = [
            (CK_TANH, CK_SIGMOID), (CK_RELU, CK_HARD_SIGMOID), (CK_GELU, CK_SILU), (CK_SOFTPLUS, CK_GELU),
        ]
        for (activation, gates) in pairs {
            for isFirst in [false, true] {
                results["lstm \(activation.rawValue) \(isFirst)"] = with(10) { arrays in
                    var step = ck_lstm_step(
                        i: arrays[0], f: arrays[1], c: arrays[2], o: arrays[3],
                        state_before: isFirst ? nil : UnsafePointer(arrays[4]), state: arrays[5],
                        state_kept: arrays[6], n: count, activation: activation,
                        recurrent_activation: gates)
                    kernels.lstm_forward(&step, arrays[7])
                    kernels.lstm_backward(&step, arrays[8], arrays[9])
                }
                for isShared in [true, false] {
                    let name = "indrnn \(activation.rawValue) \(isFirst) \(isShared)"
                    results[name] = with(6, size: 3 * count) { arrays in
                        var step = ck_indrnn_step(
                            u: arrays[0], u_stride: isShared ? 0 : count,
                            h_before: isFirst ? nil : UnsafePointer(arrays[1]), samples: 3, units: count,
                            activation: activation)
                        let keeps = ck_keeps_input(activation)
                        kernels.indrnn_forward(&step, arrays[2], keeps ? arrays[3] : nil)
                        kernels.indrnn_backward(
                            &step, keeps ? arrays[3] : arrays[2], arrays[3], arrays[4], arrays[5])
                    }
                }
                for resetAfter in [true, false] {
                    results["gru \(activation.rawValue) \(isFirst) \(resetAfter)"] = with(8) { arrays in
                        var step = ck_gru_step(
                            z: arrays[0], r: arrays[1], c: arrays[2], u: arrays[3],
                            h_before: isFirst ? nil : UnsafePointer(arrays[4]), n: count,
                            reset_after: resetAfter, activation: activation, recurrent_activation: gates)
                        kernels.gru_gates(&step)
                        kernels.gru_output(&step, arrays[5])
                        kernels.gru_output_backward(&step, arrays[6])
                        kernels.gru_gates_backward(&step, arrays[7], arrays[6])
                    }
                }
            }
        }
    }

    private func masks(_ kernels: ck_kernels, _ results: inout [String: [UInt32]]) {
        let stream = ck_stream(key: 0x0123_4567_89ab_cdef, slot: 5, domain: 0x0300_0104, step: 77)
        var words = [UInt32](repeating: 0, count: count)
        words.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { kernels.philox_words(start, count, stream, 0xffff_fffe) }
        }
        results["philox words"] = words
        results["philox masks"] = with(1, size: 19 * count) {
            kernels.philox_masks($0[0], count, 19, stream, 0x4ccc_cccd, 1.4285715)
        }
        results["philox normals"] = with(1, size: 19 * count) {
            kernels.philox_normals($0[0], count, 19, stream, 0.3)
        }
        for columnMask in [true, false] {
            results["mask rows \(columnMask)"] = with(3, size: 3 * (count + 2)) {
                kernels.mask_rows($0[0], count + 2, $0[1], count + 1, $0[2], count, columnMask, 3, count)
            }
        }
        results["copy rows"] = with(2, size: 3 * (count + 2)) {
            kernels.mask_rows($0[0], count + 2, $0[1], count, nil, 0, true, 3, count)
        }
    }

    private func rows(_ kernels: ck_kernels, _ results: inout [String: [UInt32]]) {
        for (groups, hasMasks, hasState) in [
            (4, true, true), (4, true, false), (3, true, true), (2, true, true), (1, true, true),
            (1, false, true),
        ] {
            // Three samples of `count` features and five units; a row has a number more.
            let length = count + 6
            results["recurrent rows \(groups) \(hasMasks) \(hasState)"] = with(5, size: groups * 3 * length) {
                arrays in
                var rows = ck_recurrent_rows(
                    dst: arrays[0], group_stride: 3 * length, row_stride: length, x: arrays[1],
                    h: hasState ? UnsafePointer(arrays[2]) : nil,
                    x_masks: hasMasks ? UnsafePointer(arrays[3]) : nil,
                    h_masks: hasMasks ? UnsafePointer(arrays[4]) : nil, x_mask_stride: 3 * count,
                    h_mask_stride: 15, groups: groups, samples: 3, features: count, units: 5)
                kernels.recurrent_rows(&rows)
            }
        }
    }

    private func sums(_ kernels: ck_kernels, _ results: inout [String: [UInt32]]) {
        results["add row"] = with(2, size: 3 * count) { kernels.add_row($0[0], $0[1], 3, count) }
        results["sum rows"] = with(2, size: 5 * count) { kernels.sum_rows($0[0], $0[1], 5, count) }
        results["layer norm"] = with(3, size: 3 * count) {
            kernels.layer_norm($0[0], $0[1], $0[2], 0.001, 3, count)
        }
        results["layer norm backward"] = with(4, size: 3 * count) {
            kernels.layer_norm_backward($0[0], $0[1], $0[2], $0[3], 3, count)
        }
        var sums: [Double] = []
        losses(kernels, &results, &sums)
        _ = with(1) { sums.append(kernels.sum_squares($0[0], count)) }
        _ = with(1) { sums.append(kernels.sum_magnitudes($0[0], count)) }
        _ = with(1) { sums.append(Double(kernels.largest_bits($0[0], count))) }
        let a = (0..<count).map { 1 / Double($0 + 3) }
        var b = (0..<count).map { 1 / Double(2 * $0 + 1) }
        kernels.axpy_double(&b, a, 0.37, count)
        sums.append(kernels.dot_double(a, b, count))
        results["sums"] = (sums + b).flatMap {
            [UInt32($0.bitPattern >> 32), UInt32(truncatingIfNeeded: $0.bitPattern)]
        }
    }

    private func losses(
        _ kernels: ck_kernels, _ results: inout [String: [UInt32]], _ sums: inout [Double]
    ) {
        let quantiles = [0.1, 0.5, 0.9]
        let kinds = [
            (CK_SQUARED, 1), (CK_ABSOLUTE, 1), (CK_HUBER, 1), (CK_LOG_COSH, 1), (CK_PINBALL, 3),
            (CK_GAUSSIAN, 2), (CK_STUDENT_T, 3),
        ]
        for (kind, width) in kinds {
            for isWeighted in [false, true] {
                results["loss \(kind.rawValue) \(isWeighted)"] = with(4, size: width * count) { arrays in
                    for place in 0..<width * count where width > 1 && place % width > 0 {
                        arrays[0][place] = 2 + arrays[0][place].magnitude
                    }
                    arrays[1][count / 2] = .nan
                    quantiles.withUnsafeBufferPointer { quantiles in
                        var terms = ck_loss_terms(
                            kind: kind, output: arrays[0], target: arrays[1],
                            weights: isWeighted ? UnsafePointer(arrays[2]) : nil, gradient: arrays[3],
                            gradient_scale: 0.2, delta: 1.5, quantiles: quantiles.baseAddress, width: width,
                            n: count)
                        sums.append(kernels.loss(&terms))
                    }
                }
            }
        }
        for stride in [1, 3] {
            results["bound \(stride)"] = with(2, size: stride * count) {
                kernels.bound($0[0], $0[1], stride, count, 1e-6)
            }
            results["bound backward \(stride)"] = with(2, size: stride * count) {
                kernels.bound_backward($0[0], $0[1], stride, count)
            }
        }
    }

    private func optimizers(_ kernels: ck_kernels, _ results: inout [String: [UInt32]]) {
        for nesterov in [false, true] {
            results["momentum \(nesterov)"] = with(3) {
                kernels.momentum($0[0], $0[1], $0[2], count, 0.01, 0.9, nesterov)
            }
        }
        results["adam"] = with(4) {
            for k in 0..<count { $0[2][k] = $0[2][k].magnitude }
            kernels.adam($0[0], $0[1], $0[2], $0[3], count, 0.002, 0.1, 0.001, 1e-7)
        }
        let nadam = ck_nadam_scalars(
            mean_rate: 0.01, gradient_rate: 0.002, take1: 0.1, take2: 0.001, correction: 1.5, epsilon: 1e-7)
        results["nadam"] = with(4) {
            for k in 0..<count { $0[2][k] = $0[2][k].magnitude }
            kernels.nadam($0[0], $0[1], $0[2], $0[3], count, nadam)
        }
        let lion = ck_lion_scalars(rate: 0.01, keep1: 0.9, take1: 0.1, keep2: 0.99, take2: 0.01)
        results["lion"] = with(3) { kernels.lion($0[0], $0[1], $0[2], count, lion) }
        results["penalize"] = with(2) { kernels.penalize($0[0], $0[1], 0.01, 0.02, count) }
        results["clamp"] = with(1) { kernels.clamp($0[0], 0.5, count) }
        let scalars = ck_rmsprop_scalars(learning_rate: 0.01, rho: 0.9, momentum: 0.8, epsilon: 1e-7)
        for centered in [false, true] {
            results["rmsprop \(centered)"] = with(5) {
                for k in 0..<count { $0[1][k] = 1000 + $0[1][k].magnitude }
                kernels.rmsprop(
                    $0[0], $0[1], centered ? $0[2] : nil, centered ? $0[3] : nil, $0[4], count, scalars)
            }
        }
    }
}
