import Neural
import Testing

/// What Keras has no numbers for.
struct ScheduleTests {
    private static func rates(_ schedule: LearningRate, stepsPerEpoch: Int, _ steps: [Int]) -> [Double] {
        let rate = RunningRate(schedule, stepsPerEpoch: stepsPerEpoch)
        return steps.map { rate.value(after: $0) }
    }

    @Test func aNumberIsTheRateOfEveryUpdate() {
        #expect(Self.rates(0.25, stepsPerEpoch: 3, [0, 1, 1_000_000_000]) == [0.25, 0.25, 0.25])
        #expect(LearningRate.constant(0.25).first == 0.25)
    }

    @Test func epochsAreSoManySteps() {
        func both(_ schedule: (StepCount, StepCount) -> LearningRate) {
            let steps = Array(0...80)
            #expect(
                Self.rates(schedule(.epochs(2), .epochs(3)), stepsPerEpoch: 11, steps)
                    == Self.rates(schedule(.steps(22), .steps(33)), stepsPerEpoch: 11, steps))
        }
        both { .piecewise(PiecewiseConstant(boundaries: [$0, $1], values: [3, 2, 1])) }
        both {
            .exponential(
                ExponentialDecay(initialLearningRate: 1, decaySteps: $0, decayRate: 0.3, startStep: $1))
        }
        both {
            .cosine(
                CosineDecay(initialLearningRate: 0, decaySteps: $1, warmupTarget: 1, warmupSteps: $0))
        }
    }

    @Test func exponentialDecay_beginsAtItsFirstStep() {
        let decay = LearningRate.exponential(
            ExponentialDecay(
                initialLearningRate: 1, decaySteps: .steps(10), decayRate: 0.5, startStep: .steps(5)))
        #expect(Self.rates(decay, stepsPerEpoch: 1, [0, 4, 5, 15, 25]) == [1, 1, 1, 0.5, 0.25])
    }

    @Test func cosineEndsAtItsEnd() {
        let cosine = LearningRate.cosine(
            CosineDecay(initialLearningRate: 0.5, decaySteps: .steps(8), alpha: 0.25))
        #expect(
            Self.rates(cosine, stepsPerEpoch: 1, [0, 8, 9, 1_000_000_000]) == [0.5, 0.125, 0.125, 0.125])
        #expect(cosine.first == 0.5)
    }

    @Test func warmupWithoutATarget_isRefused() {
        var cosine = CosineDecay(initialLearningRate: 0, decaySteps: .steps(8), warmupSteps: .epochs(1))
        #expect(cosine.problem?.option == "warmup_steps")
        cosine.warmupTarget = 1
        #expect(cosine.problem == nil)
    }

    @Test func boundariesAscend() {
        func problem(_ boundaries: [StepCount], _ values: [Double] = [1, 2, 3]) -> String? {
            PiecewiseConstant(boundaries: boundaries, values: values).problem?.option
        }
        #expect(problem([.steps(1), .steps(2)]) == nil)
        #expect(problem([.steps(2), .steps(2)]) == "boundaries")
        #expect(problem([.epochs(2), .epochs(1)]) == "boundaries")
        #expect(problem([.steps(1)]) == "values")
        // Whether they ascend, the data decide.
        let mixed = LearningRate.piecewise(
            PiecewiseConstant(boundaries: [.steps(20), .epochs(2)], values: [1, 2, 3]))
        #expect(mixed.variant.problem == nil)
        #expect(mixed.problem(stepsPerEpoch: 10)?.option == "boundaries")
        #expect(mixed.problem(stepsPerEpoch: 11) == nil)
    }

    @Test(arguments: ["200", "1 epoch", "3 epochs", "0"])
    func stepCounts_areWrittenAsTheyAreRead(text: String) throws {
        #expect(try #require(StepCount(text)).description == text)
    }

    @Test(arguments: ["", "x", "1.5", "3 steps", "3  epochs", "epochs", "3 epochs ", "3epochs"])
    func otherTexts_areNoStepCounts(text: String) { #expect(StepCount(text) == nil) }
}
