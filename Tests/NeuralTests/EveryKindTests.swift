import Neural
import Testing

/// What holds for every layer, loss and optimizer that there is: whoever adds one to its table is asked these
/// questions, too.
@Suite("Every kind")
struct EveryKindTests {
    // MARK: Names

    @Test func kindsAreNamedInTheirOrder() {
        #expect(
            Layer.kinds.map { $0.kind } == [
                "dropout", "spatial_dropout1d", "spatial_dropout2d", "spatial_dropout3d", "gaussian_noise",
                "lstm", "gru", "simple_rnn", "indrnn", "bidirectional", "parallel_decoder", "dense",
                "layer_normalization", "reshape", "flatten", "repeat_vector", "embedding", "residual",
            ])
        #expect(
            Loss.kinds.map { $0.kind } == [
                "mse", "mae", "huber", "log_cosh", "pinball", "gaussian", "student_t",
            ])
        #expect(Optimizer.kinds.map { $0.kind } == ["sgd", "adam", "adamw", "rmsprop", "nadam", "lion"])
        let schedules = LearningRate.kinds.map { $0.kind }
        #expect(schedules == ["exponential", "cosine", "piecewise", "reduce_on_plateau"])
    }

    @Test func everyKindIsOfTheCaseThatItMakes() {
        func check<Choice: JobChoice>(_ type: Choice.Type) {
            for kind in Choice.kinds { #expect(kind.template.choice.kind == kind.kind) }
            #expect(Set(Choice.kinds.map { $0.kind }).count == Choice.kinds.count)
        }
        check(Layer.self)
        check(Loss.self)
        check(Optimizer.self)
        check(LearningRate.self)
    }

    /// A key that stood for another one's property, copied and not changed, would change both.
    @Test func everyKeySetsItsOwnPropertyAlone() {
        func check<Variant: JobVariant>(_ type: Variant.Type) {
            var base = Variant.template
            for key in Variant.keys { key.samples[0](&base) }
            for key in Variant.keys {
                for sample in key.samples.dropFirst() {
                    var changed = base
                    sample(&changed)
                    for other in Variant.keys {
                        let isSame = other.text(of: changed) == other.text(of: base)
                        #expect(
                            isSame == (other.name != key.name), "\(Variant.kind): \(key.name), \(other.name)")
                    }
                }
            }
            #expect(Set(Variant.keys.map(\.name)).count == Variant.keys.count)
        }
        for kind in Layer.kinds { check(kind) }
        for kind in Loss.kinds { check(kind) }
        for kind in Optimizer.kinds { check(kind) }
        for kind in LearningRate.kinds { check(kind) }
    }

    // MARK: Layers

    /// Every layer with each of its options at each of a few values, all others at one or another.
    private static let layers: [Layer] = Layer.kinds.flatMap { kind in
        func variations<Variant: JobVariant>(of type: Variant.Type) -> [Variant.Choice] {
            let most = Variant.keys.map(\.samples.count).max() ?? 1
            let bases = (0..<most).map { choice in
                var base = Variant.template
                for key in Variant.keys { key.samples[choice % key.samples.count](&base) }
                return base
            }
            let single = Variant.keys.flatMap { key in
                key.samples.map { sample in
                    var changed = bases[0]
                    sample(&changed)
                    return changed
                }
            }
            return (bases + single).map(\.choice)
        }
        return variations(of: kind)
    }

    /// A model of the layer; behind others where it goes on from such, or needs their shape.
    private static func model(_ layer: Layer) throws -> Model {
        let before: [Layer] =
            switch layer {
            case .parallelDecoder: [.gru(GRU(units: 2))]
            case .repeatVector: [.flatten(Flatten())]
            case .spatialDropout2D: [.reshape(Reshape(targetShape: [2, 2, 3]))]
            case .spatialDropout3D: [.reshape(Reshape(targetShape: [2, 2, 1, 3]))]
            default: []
            }
        return try Model(layers: before + [layer], timeSteps: 4, features: 3)
    }

    @Test func memoryIsWhatTheRunnerTakes() throws {
        #expect(Self.layers.count > 60)
        for layer in Self.layers {
            let model = try Self.model(layer)
            for (capacity, backward) in [
                (1, BackwardReach.none), (5, .none), (200, .none), (1, .weights), (5, .weights), (5, .input),
                (200, .input),
            ] {
                let runner = ModelRunner(model: model, capacity: capacity, backward: backward)
                let plan = model.runnerMemoryBytes(capacity: capacity, backward: backward)
                #expect(plan == runner.memoryBytes, "\(layer)")
                #expect(runner.output.count == model.outputShape.reduce(capacity, *), "\(layer)")
                switch backward {
                case .none: #expect(runner.outputGradient.count == 0, "\(layer)")
                case .weights: break
                case .input: #expect(runner.outputGradient.count >= runner.output.count, "\(layer)")
                }
            }
        }
    }

    /// With masks and without, whatever steps keep; the second pass begins where the first has left its own.
    @Test func passForwardAloneHasTheSameBits() throws {
        for layer in Self.layers {
            let model = try Self.model(layer)
            let window = RandomStream(seed: 3)
                .normal(count: 3 * model.timeSteps * model.features, domain: StreamDomain(.demo))
            let weights = model.initialWeights(seed: 1)
            let runners = [BackwardReach.none, .weights].map {
                ModelRunner(model: model, capacity: 3, backward: $0)
            }
            for draw in [Self.draw, nil] {
                for runner in runners {
                    runner.input.set(window)
                    runner.forward(weights: weights, samples: 3, dropout: draw)
                }
                #expect(runners[0].output.values == runners[1].output.values, "\(layer)")
            }
        }
    }

    @Test func backwardPassWritesEveryTensorAndTheInputsGradient() throws {
        for layer in Self.layers {
            let model = try Self.model(layer)
            for entry in model.parameters.entries {
                #expect(entry.name.hasPrefix("\(model.layers[entry.layer].kind)_\(entry.layer)/"))
            }
            let result = Self.pass(model, samples: 3) {
                $0.forward(weights: $1, samples: 3, dropout: Self.draw)
            }
            #expect(result.gradient.count == model.parameters.count)
            #expect(result.gradient.allSatisfy { $0.isFinite }, "\(layer)")
            #expect(result.inputGradient.allSatisfy { $0.isFinite }, "\(layer)")
        }
    }

    /// The runner takes just the masks that the layer says it draws: without one of them it would stop.
    @Test func masksAreThoseThatTheRunnerDraws() throws {
        for layer in Self.layers {
            let model = try Self.model(layer)
            let last = model.layers.count - 1
            let indices = model.maskIndices(layer: last)
            #expect(indices == Set(indices).sorted() && indices.allSatisfy { (0...0xff).contains($0) })
            var given: [MaskPlace: [Float]] = [:]
            for index in indices {
                let mask = try #require(
                    model.dropoutMask(layer: last, mask: index, samples: 3, draw: Self.draw))
                #expect(mask.values.count == mask.shape.reduce(1, *))
                given[MaskPlace(layer: last, mask: index)] = mask.values
            }
            let drawn = Self.pass(model, samples: 3) {
                $0.forward(weights: $1, samples: 3, dropout: Self.draw)
            }
            let masked = Self.pass(model, samples: 3) {
                $0.forward(weights: $1, samples: 3, masks: .given(given))
            }
            #expect(drawn.output == masked.output, "\(layer)")
            #expect(drawn.gradient == masked.gradient, "\(layer)")
        }
    }

    /// A path alone is a pass over one sample with the purpose `monteCarlo`; with others it stays that.
    @Test func sampledPathsAreTheSameInAnyCompany() throws {
        let paths = (0..<11).map { PathCounter(slot: $0 * 7 % 4, step: $0 % 5) }
        for layer in Self.layers {
            let model = try Self.model(layer)
            let alone = paths.flatMap { path in
                let draw = DropoutDraw(
                    seed: 9, step: path.step, firstSlot: path.slot, purpose: .monteCarlo)
                return Self.outputs(model, samples: 1, masks: .draw(draw))
            }
            for together in [paths.indices.map { [$0] }, [[3, 1, 8, 0, 10, 6, 2], [4, 5, 7, 9]]] {
                for group in together {
                    let counters = group.map { paths[$0] }
                    let outputs = Self.outputs(
                        model, samples: group.count, masks: .paths(seed: 9, counters))
                    #expect(outputs == group.map { alone[$0] }, "\(layer)")
                }
            }
        }
    }

    /// The outputs of samples with the same input, one after the other.
    private static func outputs(_ model: Model, samples: Int, masks: MaskSource) -> [[Float]] {
        let runner = ModelRunner(model: model, capacity: samples)
        let size = model.timeSteps * model.features
        let window = RandomStream(seed: 3).normal(count: size, domain: StreamDomain(.demo))
        for index in 0..<size * samples {
            let (row, feature) = (index / model.features / samples, index % model.features)
            runner.input.start[index] = window[row * model.features + feature]
        }
        runner.forward(weights: model.initialWeights(seed: 1), samples: samples, masks: masks)
        let rows = model.outputShape.dropLast().reduce(1, *)
        let width = model.outputShape.last ?? 1
        return (0..<samples).map { sample in
            (0..<rows).flatMap { row in
                (0..<width).map { runner.output.values[(row * samples + sample) * width + $0] }
            }
        }
    }

    private static let draw = DropoutDraw(seed: 4, step: 5, firstSlot: 6)

    private static func pass(
        _ model: Model, samples: Int, forward: (ModelRunner, Vector) -> Void
    ) -> (output: [Float], gradient: [Float], inputGradient: [Float]) {
        let stream = RandomStream(seed: 3)
        let runner = ModelRunner(model: model, capacity: samples, backward: .input)
        // Small ones: unbounded activations of gates grow without limit.
        let weights = Vector(
            stream.normal(count: model.parameters.count, domain: StreamDomain(.initialWeights)).map {
                0.1 * $0
            })
        runner.input.set(stream.normal(count: runner.input.count, domain: StreamDomain(.demo)))
        runner.inputGradient?.set([Float](repeating: .nan, count: runner.input.count))
        forward(runner, weights)
        runner.outputGradient.set(
            stream.normal(count: runner.output.count, domain: StreamDomain(.demo, layer: 1)))
        var gradient = Vector(repeatElement(.nan, count: weights.count))
        runner.backward(weights: weights, samples: samples, gradient: &gradient)
        return (runner.output.values, Array(gradient), runner.inputGradient?.values ?? [.nan])
    }
}

extension JobKey {
    /// Setters of a few values that differ, among them the ends of a range that is small.
    fileprivate var samples: [(inout Root) -> Void] {
        switch value {
        case .integer(let place, let range):
            return [3, 1, 17].filter(range.contains).map { value in { $0[keyPath: place] = value } }
        case .number(let place, let range):
            let middle = min(1, range.upperBound) / 2
            return [middle, range.lowerBound, min(1, range.upperBound)].filter(range.contains)
                .map { value in { $0[keyPath: place] = value } }
        case .flag(let place): return [true, false].map { value in { $0[keyPath: place] = value } }
        case .word(let words):
            return words.all.filter { !words.refused.contains($0) }.map { word in { words.set(&$0, word) } }
        case .axes(let place):
            let axes: [[Int?]?] = [[nil, 1, nil], nil, [1, nil, 1], [1, 4, 3]]
            return axes.map { value in { $0[keyPath: place] = value } }
        case .numberOrNothing(let place, let range):
            return [nil, range.lowerBound, min(1, range.upperBound)]
                .map { value in { $0[keyPath: place] = value } }
        case .integerList(let place, _):
            return [[-1], [2, 6], [3, -1, 2]].map { value in { $0[keyPath: place] = value } }
        case .numberList(let place, _):
            return [[0.5], [], [1, 0.25]].map { value in { $0[keyPath: place] = value } }
        case .steps(let place, _):
            return [StepCount.steps(3), .epochs(3), .steps(1)].map { value in { $0[keyPath: place] = value } }
        case .stepList(let place, _):
            return [[StepCount.steps(3)], [], [.epochs(3)]].map { value in { $0[keyPath: place] = value } }
        case .held(let place): return Self.samples(place)
        case .choice(let place): return Self.samples(place)
        case .keyed(let place): return Self.samples(place)
        }
    }

    private static func samples<Place: KeyedPlace>(_ keyed: Place) -> [(inout Root) -> Void]
    where Place.Root == Root {
        [nil, Place.Value.template].map { value in { $0[keyPath: keyed.place] = value } }
    }

    private static func samples<Place: HeldPlace>(_ place: Place) -> [(inout Root) -> Void]
    where Place.Root == Root {
        let held = Layer.held as? [Place.Choice] ?? []
        let single = (held + place.kinds.map { $0.template.choice }).map { [$0] }
        return (place.isList ? [held, Array(held.prefix(1))] : single).map { list in { place.set(&$0, list) }
        }
    }

    private static func samples<Place: ChosenPlace>(_ place: Place) -> [(inout Root) -> Void]
    where Place.Root == Root {
        let plain = Place.Choice.plain(0.5).map { [$0] } ?? []
        return (plain + Place.Choice.kinds.map { $0.template.choice })
            .map { choice in { place.set(&$0, choice) } }
    }

    fileprivate func text(of root: Root) -> String {
        switch value {
        case .integer(let place, _): "\(root[keyPath: place])"
        case .number(let place, _): "\(root[keyPath: place])"
        case .flag(let place): "\(root[keyPath: place])"
        case .word(let words): words.get(root)
        case .axes(let place): "\(String(describing: root[keyPath: place]))"
        case .numberOrNothing(let place, _): "\(String(describing: root[keyPath: place]))"
        case .integerList(let place, _): "\(root[keyPath: place])"
        case .numberList(let place, _): "\(root[keyPath: place])"
        case .steps(let place, _): "\(root[keyPath: place])"
        case .stepList(let place, _): "\(root[keyPath: place])"
        case .held(let place): "\(place.get(root))"
        case .choice(let place): "\(String(describing: place.get(root)))"
        case .keyed(let place): Self.text(place, of: root)
        }
    }

    private static func text<Place: KeyedPlace>(_ keyed: Place, of root: Root) -> String
    where Place.Root == Root {
        "\(String(describing: root[keyPath: keyed.place]))"
    }
}

extension Layer {
    /// Some with masks or of sequences.
    fileprivate static let held: [Layer] = [
        .gru(GRU(units: 2, returnSequences: true, dropout: 0.5, recurrentDropout: 0.5)),
        .lstm(LSTM(units: 3, dropout: 0.5)),
    ]
}
