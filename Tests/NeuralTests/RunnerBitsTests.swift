import Neural
import Testing

/// The same bits wherever a microbatch runs.
struct RunnerBitsTests {
    private static func layers() -> [Layer] {
        [
            .spatialDropout1D(SpatialDropout1D(rate: 0.2)),
            .lstm(LSTM(units: 40, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2)),
            .lstm(LSTM(units: 130, dropout: 0.3)), .dense(Dense(units: 9, activation: .relu)),
        ]
    }

    /// The same numbers at another alignment.
    private static func shifted(_ vector: Vector, by shift: Int) -> Vector {
        let memory = FloatBuffer(count: shift + vector.count)
        nonisolated(unsafe) let owner = memory
        let buffer = FloatBuffer(start: memory.start + shift, count: vector.count) {
            withExtendedLifetime(owner) {}
        }
        buffer.set(Array(vector))
        return Vector(buffer)
    }

    /// Output and gradient of 16 fixed samples, computed by a runner of a given capacity.
    private static func result(_ model: Model, capacity: Int, runs: Int = 1, shift: Int = 0) -> [Float] {
        let runner = ModelRunner(model: model, capacity: capacity)
        let weights = shifted(model.initialWeights(seed: 1), by: shift)
        let count = 16 * model.timeSteps * model.features
        let stream = RandomStream(seed: 2)
        var gradient = Vector(repeatElement(.nan, count: weights.count))
        for run in 0..<runs {
            let isLast = run == runs - 1
            let samples = isLast ? 16 : min(5, capacity)
            runner.input.set(stream.normal(count: count, domain: StreamDomain(.demo), step: isLast ? 0 : 1))
            let draw = DropoutDraw(seed: 3, step: isLast ? 4 : 5, firstSlot: 32)
            runner.forward(weights: weights, samples: samples, dropout: isLast || run % 2 == 0 ? draw : nil)
            runner.outputGradient.set(
                stream.normal(count: samples * 9, domain: StreamDomain(.demo, layer: 1)))
            runner.backward(weights: weights, samples: samples, gradient: &gradient)
        }
        return Array(runner.output.values[..<(16 * 9)]) + gradient
    }

    @Test func result_dependsNeitherOnCapacityNorOnEarlierPasses() throws {
        let model = try Model(layers: Self.layers(), timeSteps: 7, features: 5)
        let expected = Self.result(model, capacity: 16)
        #expect(expected.allSatisfy { $0.isFinite })
        #expect(Self.result(model, capacity: 16) == expected)
        #expect(Self.result(model, capacity: 61) == expected)
        #expect(Self.result(model, capacity: 23, runs: 4) == expected)
        for shift in 1..<4 { #expect(Self.result(model, capacity: 16, shift: shift) == expected) }
    }

    @Test func result_isTheSameInManyThreadsAtOnce() async throws {
        let model = try Model(layers: Self.layers(), timeSteps: 7, features: 5)
        let expected = Self.result(model, capacity: 16)
        await withTaskGroup(of: [Float].self) { group in
            for capacity in 16..<28 { group.addTask { Self.result(model, capacity: capacity) } }
            for await result in group { #expect(result == expected) }
        }
    }

    @Test func backwardTwice_givesTheSameGradient() throws {
        let model = try Model(layers: [.dense(Dense(units: 3, activation: .relu))], timeSteps: 2, features: 4)
        let runner = ModelRunner(model: model, capacity: 2)
        let weights = model.initialWeights(seed: 1)
        runner.input.set(RandomStream(seed: 2).normal(count: 16, domain: StreamDomain(.demo)))
        runner.outputGradient.set([Float](repeating: 1, count: 12))
        runner.forward(weights: weights, samples: 2, dropout: nil)
        var first = weights
        var second = weights
        runner.backward(weights: weights, samples: 2, gradient: &first)
        runner.backward(weights: weights, samples: 2, gradient: &second)
        #expect(first == second)
        #expect(runner.outputGradient.values.allSatisfy { $0 == 1 })
        #expect(first != weights)
    }

    @Test func memory_coversTheBuffersThatACallerSees() throws {
        let model = try Model(layers: Self.layers(), timeSteps: 7, features: 5)
        let small = ModelRunner(model: model, capacity: 1)
        let large = ModelRunner(model: model, capacity: 32)
        let seen = large.input.count + large.output.count + large.outputGradient.count
        #expect(large.memoryBytes > seen * 4 && large.memoryBytes > 2 * small.memoryBytes)
    }

    @Test func probe_repeatsAndCoversFiniteNumbers() {
        let first = NumericsProbe.run()
        #expect(first == NumericsProbe.run())
        #expect(first.allSatisfy { $0.isFinite })
        #expect(Set(first.map(\.bitPattern)).count > first.count / 4)
    }
}
