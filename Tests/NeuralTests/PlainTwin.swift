import Neural

#if canImport(Glibc)
    import Glibc
#endif

/// The forward pass of a stack of layers for one sample, in Float64 and plain loops, straight from the
/// equations.
///
/// It shares no code with the library: masks come from a plain Philox.
struct PlainTwin {
    let layers: [Layer]
    let draw: DropoutDraw?

    /// - Parameters:
    ///   - input: (T, F).
    ///   - known: what the last dense layer takes in behind its own input.
    ///   - sample: the sample's place in the pass.
    /// - Returns: (T, O), or (1, O) behind a layer that returns no sequences.
    func output(_ weights: [Double], _ input: [[Double]], known: [Double] = [], sample: Int) -> [[Double]] {
        let knowing = layers.lastIndex { if case .dense = $0 { true } else { false } }
        var values = input
        var isSequence = true
        var rest = weights[...]
        for (index, layer) in layers.enumerated() {
            let masks = Masks(draw: draw, layer: index, sample: sample)
            switch layer {
            case .dropout(let dropout):
                let noise = dropout.noiseShape ?? (isSequence ? [nil, nil, nil] : [nil, nil])
                values = masks.dropped(
                    values, rate: dropout.rate, noise: isSequence ? noise : [noise[0], 1, noise[1]])
            case .spatialDropout1D(let dropout):
                values = masks.dropped(values, rate: dropout.rate, noise: [nil, 1, nil])
            case .dense(let dense):
                if index == knowing, !known.isEmpty { values[0] += known }
                let kernel = Self.take(&rest, values[0].count, dense.units)
                let bias =
                    dense.useBias
                    ? Self.take(&rest, 1, dense.units)[0] : [Double](repeating: 0, count: dense.units)
                values = values.map { row in
                    (0..<dense.units).map { j in
                        activated(
                            bias[j] + row.indices.reduce(0) { $0 + row[$1] * kernel[$1][j] }, dense.activation
                        )
                    }
                }
            case .lstm(let lstm):
                values = outputs(of: lstm, values, masks, &rest)
                isSequence = lstm.returnSequences
            case .gru(let gru):
                values = outputs(of: gru, values, masks, &rest)
                isSequence = gru.returnSequences
            case .simpleRNN(let simple):
                values = outputs(of: simple, values, masks, &rest)
                isSequence = simple.returnSequences
            }
        }
        return values
    }

    private func outputs(
        of lstm: LSTM, _ input: [[Double]], _ masks: Masks, _ rest: inout ArraySlice<Double>
    ) -> [[Double]] {
        let units = lstm.units
        let kernel = Self.take(&rest, input[0].count, 4 * units)
        let recurrent = Self.take(&rest, units, 4 * units)
        let bias = lstm.useBias ? Self.take(&rest, 1, 4 * units)[0] : [Double](repeating: 0, count: 4 * units)
        let gateMasks = (0..<4).map { gate in
            let own = lstm.resolvedMasks == .perGate ? gate : 0
            return (
                masks.values(mask: own, rate: lstm.dropout == 1 ? 0 : lstm.dropout, count: input[0].count),
                masks.values(
                    mask: 4 + own, rate: lstm.recurrentDropout == 1 ? 0 : lstm.recurrentDropout, count: units)
            )
        }
        var h = [Double](repeating: 0, count: units)
        var c = h
        var sequence: [[Double]] = []
        for x in lstm.goBackwards ? input.reversed() : input {
            let z = (0..<4 * units).map { column in
                let (m, r) = gateMasks[column / units]
                return bias[column] + x.indices.reduce(0) { $0 + x[$1] * m[$1] * kernel[$1][column] }
                    + h.indices.reduce(0) { $0 + h[$1] * r[$1] * recurrent[$1][column] }
            }
            for j in 0..<units {
                let i = activated(z[j], lstm.recurrentActivation)
                let f = activated(z[units + j], lstm.recurrentActivation)
                let o = activated(z[3 * units + j], lstm.recurrentActivation)
                c[j] = f * c[j] + i * activated(z[2 * units + j], lstm.activation)
                h[j] = o * activated(c[j], lstm.activation)
            }
            sequence.append(h)
        }
        return lstm.returnSequences ? sequence : [h]
    }

    private func outputs(
        of gru: GRU, _ input: [[Double]], _ masks: Masks, _ rest: inout ArraySlice<Double>
    ) -> [[Double]] {
        let units = gru.units
        let kernel = Self.take(&rest, input[0].count, 3 * units)
        let recurrent = Self.take(&rest, units, 3 * units)
        let zeros = [Double](repeating: 0, count: 3 * units)
        let bias = gru.useBias ? Self.take(&rest, 1, 3 * units)[0] : zeros
        let stateBias = gru.useBias && gru.resetAfter ? Self.take(&rest, 1, 3 * units)[0] : zeros
        let gateMasks = (0..<3).map { gate in
            let own = gru.resolvedMasks == .perGate ? gate : 0
            return (
                masks.values(mask: own, rate: gru.dropout == 1 ? 0 : gru.dropout, count: input[0].count),
                masks.values(
                    mask: 4 + own, rate: gru.recurrentDropout == 1 ? 0 : gru.recurrentDropout, count: units)
            )
        }
        var h = [Double](repeating: 0, count: units)
        var sequence: [[Double]] = []
        for x in gru.goBackwards ? input.reversed() : input {
            func fromInput(_ column: Int) -> Double {
                bias[column]
                    + x.indices.reduce(0) {
                        $0 + x[$1] * gateMasks[column / units].0[$1] * kernel[$1][column]
                    }
            }
            func fromState(_ column: Int, _ state: [Double]) -> Double {
                let mask = gateMasks[column / units].1
                return stateBias[column]
                    + state.indices.reduce(0) { $0 + state[$1] * mask[$1] * recurrent[$1][column] }
            }
            func gate(_ number: Int) -> [Double] {
                (0..<units).map {
                    let column = number * units + $0
                    return activated(fromInput(column) + fromState(column, h), gru.recurrentActivation)
                }
            }
            let (z, r) = (gate(0), gate(1))
            let reset = zip(r, h).map { $0 * $1 }
            let candidate = (0..<units).map { j in
                let column = 2 * units + j
                let state = gru.resetAfter ? r[j] * fromState(column, h) : fromState(column, reset)
                return activated(fromInput(column) + state, gru.activation)
            }
            h = (0..<units).map { z[$0] * h[$0] + (1 - z[$0]) * candidate[$0] }
            sequence.append(h)
        }
        return gru.returnSequences ? sequence : [h]
    }

    private func outputs(
        of simple: SimpleRNN, _ input: [[Double]], _ masks: Masks, _ rest: inout ArraySlice<Double>
    ) -> [[Double]] {
        let units = simple.units
        let kernel = Self.take(&rest, input[0].count, units)
        let recurrent = Self.take(&rest, units, units)
        let bias = simple.useBias ? Self.take(&rest, 1, units)[0] : [Double](repeating: 0, count: units)
        let m = masks.values(mask: 0, rate: simple.dropout, count: input[0].count)
        let r = masks.values(mask: 4, rate: simple.recurrentDropout, count: units)
        var h = [Double](repeating: 0, count: units)
        var sequence: [[Double]] = []
        for x in simple.goBackwards ? input.reversed() : input {
            h = (0..<units).map { j in
                activated(
                    bias[j] + x.indices.reduce(0) { $0 + x[$1] * m[$1] * kernel[$1][j] }
                        + h.indices.reduce(0) { $0 + h[$1] * r[$1] * recurrent[$1][j] }, simple.activation)
            }
            sequence.append(h)
        }
        return simple.returnSequences ? sequence : [h]
    }

    private static func take(_ rest: inout ArraySlice<Double>, _ rows: Int, _ columns: Int) -> [[Double]] {
        let matrix = (0..<rows).map { row in
            Array(rest[(rest.startIndex + row * columns)..<(rest.startIndex + (row + 1) * columns)])
        }
        rest = rest.dropFirst(rows * columns)
        return matrix
    }

    private func activated(_ x: Double, _ activation: Activation) -> Double {
        switch activation {
        case .linear: x
        case .relu: max(x, 0)
        case .tanh: tanh(x)
        case .sigmoid: 1 / (1 + exp(-x))
        case .hardSigmoid: min(max(x + 3, 0), 6) / 6
        }
    }
}

/// The masks of one layer and sample.
private struct Masks {
    let draw: DropoutDraw?
    let layer: Int
    let sample: Int

    /// Element by element: kept iff its word is at least rate x 2^32.
    func values(mask: Int, rate: Double, count: Int, isShared: Bool = false) -> [Double] {
        guard let draw, rate > 0 else { return [Double](repeating: 1, count: count) }
        guard rate < 1 else { return [Double](repeating: 0, count: count) }
        let slot = isShared ? 0 : draw.firstSlot + UInt32(sample)
        let domain = UInt32(draw.purpose.rawValue) << 24 | UInt32(layer) << 8 | UInt32(mask)
        return (0..<count).map { element in
            let words = plainPhilox(SIMD4(UInt32(element / 4), slot, domain, draw.step), key: draw.seed)
            return Double(words[element % 4]) >= (rate * 4_294_967_296).rounded() ? 1 / (1 - rate) : 0
        }
    }

    /// - Parameter noise: over (samples, time steps, features).
    func dropped(_ values: [[Double]], rate: Double, noise: [Int?]) -> [[Double]] {
        let (rows, columns) = (noise[1] ?? values.count, noise[2] ?? values[0].count)
        let mask = self.values(mask: 0, rate: rate, count: rows * columns, isShared: noise[0] == 1)
        return values.enumerated().map { row, numbers in
            numbers.enumerated().map { column, x in x * mask[row % rows * columns + column % columns] }
        }
    }
}
