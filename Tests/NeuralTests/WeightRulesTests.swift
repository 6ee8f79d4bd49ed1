import Neural
import Testing

/// What layers ask of their weights: penalties, limits, and to stay as they are.
struct WeightRulesTests {
    /// Two dense layers: kernel (2, 2), bias (2); kernel (2, 1), bias (1).
    private static func layout(
        _ change: (inout Dense, inout Dense) -> Void = { _, _ in }
    ) throws -> ParameterLayout {
        var (first, second) = (Dense(units: 2), Dense(units: 1))
        change(&first, &second)
        return try Model(layers: [.dense(first), .dense(second)], timeSteps: 1, features: 2).parameters
    }

    private static let weights: Vector = [3, -1, 4, 0, -2, 0.5, 1, -6, 8]

    @Test func penalty_isTheSumOfMagnitudesAndSquares() throws {
        let layout = try Self.layout {
            $0.kernelRegularizer = Regularizer(l1: 0.5, l2: 0.25)
            $1.biasRegularizer = Regularizer(l2: 0.125)
        }
        #expect(layout.penalty(of: Self.weights) == 0.5 * 8 + 0.25 * 26 + 0.125 * 64)
        var gradient = Vector(repeatElement(1, count: 9))
        layout.complete(&gradient, of: Self.weights)
        #expect(Array(gradient) == [3, 0, 3.5, 1, 1, 1, 1, 1, 3])
        #expect(try Self.layout().penalty(of: Self.weights) == 0)
    }

    /// Central differences, on as many numbers as leave lanes and a rest.
    @Test(arguments: [1, 15, 16, 17, 33]) func gradientOfThePenalty_isItsSlope(units: Int) throws {
        var lstm = LSTM(units: units)
        lstm.options.kernelRegularizer = Regularizer(l1: 0.125)
        lstm.options.recurrentRegularizer = Regularizer(l2: 0.5)
        lstm.options.biasRegularizer = Regularizer(l1: 0.25, l2: 0.0625)
        let layout = try Model(layers: [.lstm(lstm)], timeSteps: 1, features: 3).parameters
        let numbers = RandomStream(seed: 5).normal(count: layout.count, domain: StreamDomain(.demo))
        let weights = Vector(numbers.map { $0 == 0 ? 1 : $0 })
        var gradient = Vector(zeros: layout.count)
        layout.complete(&gradient, of: weights)
        for index in stride(from: 0, to: layout.count, by: max(1, layout.count / 50)) {
            // As a power of two, so that the weights move by just so much.
            let step = max(weights[index].magnitude.binade / 1024, 0x1p-20)
            var (above, below) = (weights, weights)
            above[index] += step
            below[index] -= step
            let slope = (layout.penalty(of: above) - layout.penalty(of: below)) / Double(2 * step)
            #expect(abs(slope - Double(gradient[index])) < 1e-5, "\(index)")
        }
    }

    @Test func maxNorm_isOfEachColumn_asInKeras() throws {
        let layout = try Self.layout { first, _ in
            first.kernelConstraint = MaxNorm(2.5)
            first.biasConstraint = MaxNorm(10)
        }
        var weights = Self.weights
        layout.constrain(&weights)
        func scale(_ norm: Double, _ limit: Double) -> Float { Float(min(norm, limit) / (norm + 1e-7)) }
        let scales = [scale(5, 2.5), scale(1, 2.5)]
        let kernel = [3 * scales[0], -scales[1], 4 * scales[0], 0]
        #expect(Array(weights.prefix(4)) == kernel)
        // Within the limit Keras takes a ten millionth off all the same.
        let within = scale(4.25.squareRoot(), 10)
        #expect(Array(weights[4..<6]) == [-2 * within, 0.5 * within])
        #expect(Array(weights.suffix(3)) == [1, -6, 8])
    }

    @Test func biasesOfAGRU_areTwoRows() throws {
        var gru = GRU(units: 1)
        gru.options.biasConstraint = MaxNorm(1)
        let layout = try Model(layers: [.gru(gru)], timeSteps: 1, features: 1).parameters
        var weights = Vector([1, 1, 1, 1, 1, 1] + [3, 0, 0.5, 4, 0, 0])
        layout.constrain(&weights)
        #expect(relativeDifference(Array(weights), [1, 1, 1, 1, 1, 1, 0.6, 0, 0.5, 0.8, 0, 0]) < 1e-6)
    }

    @Test func columnOfZeros_staysAsItIs() throws {
        let layout = try Self.layout { first, _ in first.kernelConstraint = MaxNorm(1e-30) }
        var weights = Vector(zeros: 9)
        layout.constrain(&weights)
        #expect(weights == Vector(zeros: 9))
    }

    @Test func frozenLayer_staysWhateverTheUpdateDoes() throws {
        let layout = try Self.layout { first, _ in
            first.isTrainable = false
            first.kernelRegularizer = Regularizer(l1: 1, l2: 1)
            first.kernelConstraint = MaxNorm(0.1)
        }
        #expect(layout.trained == [6..<9])
        #expect(layout.penalty(of: Self.weights) == 0)
        var gradient = Vector(repeatElement(2, count: 9))
        layout.complete(&gradient, of: Self.weights)
        #expect(Array(gradient) == [0, 0, 0, 0, 0, 0, 2, 2, 2])
        for optimizer in [Optimizer.adamW(AdamW(weightDecay: 0.5)), .lion(Lion()), .nadam(Nadam())] {
            var weights = Self.weights
            var slots = optimizer.slotNames.map { _ in Vector(zeros: 9) }
            var scalars = optimizer.firstScalars
            let whole = (weights: weights, slots: slots, scalars: scalars)
            var average: Vector?
            for update in 1...3 {
                optimizer.apply(
                    gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: update,
                    places: layout.trained)
                layout.constrain(&weights)
                MovingAverage(momentum: 0.7).take(
                    &weights, into: &average, update: update, places: layout.trained)
            }
            #expect(weights.prefix(6).elementsEqual(Self.weights.prefix(6)))
            #expect(average?.prefix(6).elementsEqual(Self.weights.prefix(6)) == true)
            #expect(slots.allSatisfy { $0.prefix(6).allSatisfy { $0 == 0 } })
            // What is trained moves as it does where nothing is frozen.
            var (all, allSlots, allScalars) = whole
            for update in 1...3 {
                optimizer.apply(
                    gradient: gradient, weights: &all, slots: &allSlots, scalars: &allScalars,
                    update: update)
            }
            #expect(all.suffix(3).elementsEqual(weights.suffix(3)))
        }
    }

    @Test func rangesThatAreTrained_areJoined() throws {
        #expect(try Self.layout().trained == [0..<9])
        #expect(try Self.layout { $1.isTrainable = false }.trained == [0..<6])
        #expect(
            try Self.layout {
                $0.isTrainable = false
                $1.isTrainable = false
            }.trained == [])
    }

    @Test func outline_countsWhatIsTrained() throws {
        var frozen = LSTM(units: 3)
        frozen.options.isTrainable = false
        let model = try Model(
            layers: [.lstm(frozen), .layerNormalization(LayerNormalization()), .dense(Dense(units: 2))],
            timeSteps: 2, features: 1)
        #expect(model.outline.map(\.parameters) == [60, 6, 8])
        #expect(model.outline.map(\.trained) == [0, 6, 8])
    }

    @Test func everyKindWithWeightsOfItsOwn_canBeFrozen() throws {
        let others = ["parallel_decoder", "layer_normalization"]
        for kind in Layer.kinds {
            let names = Self.names(of: kind)
            guard names.contains("kernel_initializer") || others.contains(kind.kind) else { continue }
            #expect(names.contains("trainable"), "\(kind.kind)")
        }
    }

    private static func names<Kind: JobVariant>(of kind: Kind.Type) -> [String] { Kind.keys.map(\.name) }
}
