import Neural
import Testing

private struct ScheduleCase: Decodable {
    /// Updates made, and the rate of the one that follows.
    let steps: [Int]?
    /// Of the epochs in their order; there is one more rate.
    let losses: [Double]?
    let rates: [Double]
}

/// Learning rates against Keras, in Float64.
struct KerasScheduleTests {
    @Test(arguments: KerasCase.all(.schedule))
    func rates_areKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: ScheduleCase.self)
        let schedule = try keras.read(as: KerasSchedule.self).learningRate()
        #expect(schedule.variant.problem == nil)
        var rate = RunningRate(schedule, stepsPerEpoch: 7)
        if let steps = test.steps {
            for (step, expected) in zip(steps, test.rates) {
                #expect(Self.areClose(rate.value(after: step), expected), "step \(step)")
            }
        }
        if let losses = test.losses {
            #expect(losses.count + 1 == test.rates.count)
            #expect(rate.value(after: 0) == test.rates[0])
            for (epoch, loss) in losses.enumerated() {
                rate.take(loss)
                #expect(Self.areClose(rate.value(after: 7 * epoch + 7), test.rates[epoch + 1]), "\(epoch)")
                let resumed = RunningRate(schedule, stepsPerEpoch: 7, losses: losses[...epoch].map { $0 })
                #expect(resumed.value(after: 0) == rate.value(after: 0))
            }
        }
    }

    private static func areClose(_ rate: Double, _ expected: Double) -> Bool {
        abs(rate - expected) <= 1e-14 * max(abs(expected), 1e-3)
    }
}
