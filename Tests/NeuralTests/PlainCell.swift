import Neural

#if canImport(Glibc)
    import Glibc
#endif

/// A recurrent layer's time step for one sample, in Float64 and plain loops, straight from the equations.
struct PlainCell {
    struct State {
        var h: [Double]
        var c: [Double]
    }

    let options: RecurrentOptions
    /// F.
    let features: Int
    let step: (_ x: [Double], _ state: State) -> State

    /// Takes the layer's weights from the front of `rest`; nil for a layer that is not recurrent.
    init?(_ layer: Layer, features: Int, _ masks: PlainMasks, _ rest: inout ArraySlice<Double>) {
        self.features = features
        switch layer {
        case .lstm(let lstm):
            options = lstm.options
            step = Self.step(of: lstm, Weights(options, features, gates: 4, masks, &rest))
        case .gru(let gru):
            options = gru.options
            step = Self.step(
                of: gru, Weights(options, features, gates: 3, hasTwoBiases: gru.resetAfter, masks, &rest))
        case .simpleRNN(let simple):
            options = simple.options
            let weights = Weights(options, features, gates: 1, dropsAllAtOne: true, masks, &rest)
            step = { x, state in
                let h = weights.gate(0, x, state.h).map { plainly($0, simple.activation) }
                return State(h: h, c: [])
            }
        case .indRNN(let independent):
            options = independent.options
            step = Self.step(of: independent, features, masks, &rest)
        default: return nil
        }
    }

    /// The layer's output, and the last state.
    func outputs(_ input: [[Double]]) -> (values: [[Double]], state: State) {
        let zeros = [Double](repeating: 0, count: options.units)
        var state = State(h: zeros, c: zeros)
        var sequence: [[Double]] = []
        for x in options.goBackwards ? input.reversed() : input {
            state = step(x, state)
            sequence.append(state.h)
        }
        return (options.returnSequences ? sequence : [state.h], state)
    }

    /// What all gates are made of.
    private struct Weights {
        let units: Int
        let kernel, recurrent: [[Double]]
        let bias, stateBias: [Double]
        let masks: [(input: [Double], state: [Double])]

        init(
            _ options: RecurrentOptions, _ features: Int, gates: Int, hasTwoBiases: Bool = false,
            dropsAllAtOne: Bool = false, _ masks: PlainMasks, _ rest: inout ArraySlice<Double>
        ) {
            let units = options.units
            self.units = units
            kernel = take(&rest, features, gates * units)
            recurrent = take(&rest, units, gates * units)
            let zeros = [Double](repeating: 0, count: gates * units)
            bias = options.useBias ? take(&rest, 1, gates * units)[0] : zeros
            stateBias = options.useBias && hasTwoBiases ? take(&rest, 1, gates * units)[0] : zeros
            func rate(_ rate: Double) -> Double { rate == 1 && !dropsAllAtOne ? 0 : rate }
            self.masks = (0..<gates).map { gate in
                let own = options.resolvedMasks == .perGate ? gate : 0
                return (
                    masks.values(mask: own, rate: rate(options.dropout), count: features),
                    masks.values(mask: 4 + own, rate: rate(options.recurrentDropout), count: units)
                )
            }
        }

        func fromInput(_ column: Int, _ x: [Double]) -> Double {
            let mask = masks[column / units].input
            return bias[column] + x.indices.reduce(0) { $0 + x[$1] * mask[$1] * kernel[$1][column] }
        }

        func fromState(_ column: Int, _ h: [Double]) -> Double {
            let mask = masks[column / units].state
            return stateBias[column] + h.indices.reduce(0) { $0 + h[$1] * mask[$1] * recurrent[$1][column] }
        }

        /// A gate before its activation.
        func gate(_ number: Int, _ x: [Double], _ h: [Double]) -> [Double] {
            (number * units..<(number + 1) * units).map { fromInput($0, x) + fromState($0, h) }
        }
    }

    private static func step(
        of layer: IndRNN, _ features: Int, _ masks: PlainMasks, _ rest: inout ArraySlice<Double>
    ) -> ([Double], State) -> State {
        let kernel = take(&rest, features, layer.units)
        let bias =
            layer.useBias ? take(&rest, 1, layer.units)[0] : [Double](repeating: 0, count: layer.units)
        let factors = take(&rest, 1, layer.units)[0]
        let input = masks.values(mask: 0, rate: layer.dropout, count: features)
        let mask = masks.values(mask: 4, rate: layer.recurrentDropout, count: layer.units)
        return { x, state in
            let h = bias.indices.map { unit in
                let sum = x.indices.reduce(bias[unit]) { $0 + x[$1] * input[$1] * kernel[$1][unit] }
                return plainly(sum + factors[unit] * state.h[unit] * mask[unit], layer.activation)
            }
            return State(h: h, c: [])
        }
    }

    private static func step(of lstm: LSTM, _ weights: Weights) -> ([Double], State) -> State {
        { x, state in
            func gate(_ number: Int) -> [Double] {
                weights.gate(number, x, state.h).map { plainly($0, lstm.recurrentActivation) }
            }
            let (i, f, o) = (gate(0), gate(1), gate(3))
            let candidate = weights.gate(2, x, state.h).map { plainly($0, lstm.activation) }
            let c = i.indices.map { f[$0] * state.c[$0] + i[$0] * candidate[$0] }
            return State(h: o.indices.map { o[$0] * plainly(c[$0], lstm.activation) }, c: c)
        }
    }

    private static func step(of gru: GRU, _ weights: Weights) -> ([Double], State) -> State {
        { x, state in
            func gate(_ number: Int) -> [Double] {
                weights.gate(number, x, state.h).map { plainly($0, gru.recurrentActivation) }
            }
            let (z, r) = (gate(0), gate(1))
            let reset = zip(r, state.h).map { $0 * $1 }
            let candidate = (0..<gru.units).map { j in
                let column = 2 * gru.units + j
                let added =
                    gru.resetAfter
                    ? r[j] * weights.fromState(column, state.h) : weights.fromState(column, reset)
                return plainly(weights.fromInput(column, x) + added, gru.activation)
            }
            return State(h: z.indices.map { z[$0] * state.h[$0] + (1 - z[$0]) * candidate[$0] }, c: [])
        }
    }
}

extension ParallelDecoder {
    /// The queries of one sample, (S, F); takes the layer's weights from the front of `rest`.
    func queries(
        _ rest: inout ArraySlice<Double>, features: Int, known: [Double], channel: Int, of channels: Int
    ) -> [[Double]] {
        let hasChannels = channelEmbedding && channels > 1 && features > 1
        let width = hasChannels ? features / 2 : features
        let position = take(&rest, segments, width)
        let channels = hasChannels ? take(&rest, channels, features - width) : []
        let part = known.count / segments
        let kernel = part > 0 ? take(&rest, part, features) : []
        return (0..<segments).map { segment in
            let query = position[segment] + (hasChannels ? channels[channel] : [])
            return query.indices.map { column in
                query[column]
                    + kernel.indices.reduce(0) { $0 + known[segment * part + $1] * kernel[$1][column] }
            }
        }
    }
}

/// Takes a matrix from the front.
func take(_ rest: inout ArraySlice<Double>, _ rows: Int, _ columns: Int) -> [[Double]] {
    let matrix = (0..<rows).map { row in
        Array(rest[(rest.startIndex + row * columns)..<(rest.startIndex + (row + 1) * columns)])
    }
    rest = rest.dropFirst(rows * columns)
    return matrix
}

func plainly(_ x: Double, _ activation: Activation) -> Double {
    switch activation {
    case .linear: x
    case .relu: max(x, 0)
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .hardSigmoid: min(max(x + 3, 0), 6) / 6
    case .elu: x > 0 ? x : expm1(x)
    case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x))
    case .gelu: x * erfc(-x / 2.0.squareRoot()) / 2
    case .softplus: log1p(exp(x))
    case .silu, .swish: x / (1 + exp(-x))
    case .leakyReLU: x > 0 ? x : 0.2 * x
    }
}
