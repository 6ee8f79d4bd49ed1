import Neural
import Testing

struct RunnerMemoryTests {
    private static let models: [[Layer]] = [
        [.lstm(LSTM(units: 10, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 24))],
        [.lstm(LSTM(units: 64, dropout: 0.2, recurrentDropout: 0.2, dropoutMasks: .shared))],
        [.lstm(LSTM(units: 33, useBias: false)), .dense(Dense(units: 1))],
        [
            .dropout(Dropout(rate: 0.3, noiseShape: [nil, 1, nil])), .dense(Dense(units: 3)),
            .dense(Dense(units: 2)),
        ],
        [
            .spatialDropout1D(SpatialDropout1D(rate: 0.1)),
            .lstm(LSTM(units: 40, returnSequences: true, recurrentDropout: 0.1)),
            .dropout(Dropout(rate: 0.2, noiseShape: [1, nil, 1])), .dropout(Dropout(rate: 0)),
            .lstm(LSTM(units: 130, dropout: 0.3)), .dense(Dense(units: 9, activation: .relu)),
        ],
    ]

    /// Small capacities keep rows of all time steps, large ones do not.
    @Test(arguments: models.indices, [1, 7, 32, 200])
    func plan_isWhatARunnerTakes(index: Int, capacity: Int) throws {
        let model = try Model(layers: Self.models[index], timeSteps: 19, features: 6)
        let runner = ModelRunner(model: model, capacity: capacity)
        #expect(model.runnerMemoryBytes(capacity: capacity) == runner.memoryBytes)
        let deep = ModelRunner(model: model, capacity: capacity, backward: .input)
        #expect(model.runnerMemoryBytes(capacity: capacity, backward: .input) == deep.memoryBytes)
        #expect(deep.memoryBytes > runner.memoryBytes)
        let shallow = ModelRunner(model: model, capacity: capacity, backward: .none)
        #expect(model.runnerMemoryBytes(capacity: capacity, backward: .none) == shallow.memoryBytes)
        #expect(shallow.memoryBytes < runner.memoryBytes)
    }

    /// Of a layer that returns its last state alone.
    @Test func passForwardAlone_takesNoMoreForMoreTimeSteps() throws {
        let memory = try [16, 160].map { timeSteps in
            let model = try Model(
                layers: [
                    .lstm(LSTM(units: 64, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 24)),
                ],
                timeSteps: timeSteps, features: 1)
            let inputs = timeSteps * 32 * MemoryLayout<Float>.stride
            return model.runnerMemoryBytes(capacity: 32, backward: .none) - inputs
        }
        #expect(memory[0] == memory[1])
    }

    @Test func planOfAModelThatNoMachineHolds_isMadeAllTheSame() throws {
        let model = try Model(
            layers: [.lstm(LSTM(units: 4096, dropout: 0.2, recurrentDropout: 0.2))], timeSteps: 1000,
            features: 64)
        #expect(model.runnerMemoryBytes(capacity: 1 << 20) > 1 << 44)
    }
}
