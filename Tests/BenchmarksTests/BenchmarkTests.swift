import Benchmarks
import Foundation
import Glibc
import System
import Testing

/// What `lockstep benchmark` computes from its options and its measurements. No test asserts a time.
@Suite struct BenchmarkTests {
    // MARK: Shapes

    @Test(arguments: [
        ("4x3x2x5", BenchmarkShape(samples: 4, timeSteps: 3, features: 2, units: 5)),
        ("S", BenchmarkShape(samples: 32, timeSteps: 24, features: 7, units: 10)),
        ("m", BenchmarkShape(samples: 64, timeSteps: 96, features: 7, units: 64)),
        ("L", BenchmarkShape(samples: 128, timeSteps: 96, features: 32, units: 256)),
    ])
    func shape_isReadAndWrittenBack(text: String, shape: BenchmarkShape) throws {
        #expect(try BenchmarkShape(parsing: text) == shape)
        #expect(try BenchmarkShape(parsing: "\(shape)") == shape)
    }

    @Test(arguments: [
        "", "x", "XXL", "4x3x2", "4x3x2x5x1", "4x3x2x", "4x3x-2x5", "4x3x2x+5", "4x3x2x5.0", " 4x3x2x5",
        "0x3x2x5",
        "4x0x2x5", "4x3x0x5", "4x3x2x0", "1000001x1x1x1", "1x1x1x99999999999999999999", "4x3x2x٥",
    ])
    func whatIsNoShape_isRefused(text: String) {
        #expect(throws: BenchmarkError(.badOption, "")) { try BenchmarkShape(parsing: text) }
    }

    @Test func operations_areSixTimesTheProductsOfEachLayer() {
        let shape = BenchmarkShape(samples: 2, timeSteps: 3, features: 5, units: 7)
        #expect(shape.operations(layers: 1) == 6 * 2 * 3 * (5 + 7) * 4 * 7)
        #expect(shape.operations(layers: 3) == 6 * 2 * 3 * (12 + 14 + 14) * 4 * 7)
    }

    // MARK: Growth

    @Test func sweep_doublesOneSizeAndLeavesTheOthers() {
        let start = BenchmarkShape(samples: 2, timeSteps: 3, features: 5, units: 7)
        let batches = Growth.batch.points(from: start, layers: 2)
        #expect(batches.map(\.shape.samples) == [2, 4, 8, 16, 32])
        #expect(batches.allSatisfy { $0.shape.timeSteps == 3 && $0.shape.units == 7 && $0.layers == 2 })
        #expect(Growth.timeSteps.points(from: start, layers: 1).map(\.shape.timeSteps) == [3, 6, 12, 24, 48])
        #expect(Growth.units.points(from: start, layers: 1).map(\.shape.units) == [7, 14, 28, 56])
        let layers = Growth.layers.points(from: start, layers: 1)
        #expect(layers.map(\.layers) == [1, 2, 4, 8, 16])
        #expect(layers.allSatisfy { $0.shape == start })
    }

    @Test func deviation_isWhatATimeHasMoreThanItsOperations() {
        let deviations = Growth.deviations([(100, 2), (200, 4), (400, 12), (800, 8)])
        #expect(deviations == [0, 0, 0.5, -0.5])
        #expect(Growth.deviations([]).isEmpty)
    }

    @Test func spread_isOfAllValues() {
        #expect(Spread([3, 1, 2]).median == 2)
        let even = Spread([4, 1, 3, 2])
        #expect(even.median == 2.5 && even.minimum == 1 && even.maximum == 4)
        #expect(Spread([5]) == Spread([5, 5, 5]))
    }

    // MARK: A cluster's steady part

    private func look(_ step: Int, _ seconds: Double) -> SteadyWindow.Look {
        .init(step: step, seconds: seconds, processorSeconds: seconds / 10)
    }

    @Test func steadyPart_beginsAndEndsWithANewStep() throws {
        var window = SteadyWindow(budget: try TimeBudget(seconds: 2, repetitions: 3))
        window.take(look(0, 0.1))
        #expect(window.phase == .starting && window.wantsCloseLook)
        window.take(look(1, 0.2))
        #expect(window.phase == .warmingUp(look(1, 0.2)) && !window.wantsCloseLook)
        // Enough steps, but not for long enough; then the other way round is over too.
        window.take(look(9, 0.3))
        #expect(!window.wantsCloseLook)
        window.take(look(10, 0.8))
        #expect(window.wantsCloseLook)
        window.take(look(10, 0.9))
        #expect(window.phase == .warmingUp(look(1, 0.2)))
        window.take(look(11, 1))
        #expect(window.phase == .measuring(look(11, 1)) && !window.wantsCloseLook)
        window.take(look(20, 2.9))
        #expect(!window.wantsCloseLook)
        window.take(look(21, 3.1))
        window.take(look(21, 3.2))
        #expect(window.wantsCloseLook)
        window.take(look(22, 3.3))
        #expect(window.phase == .done(look(11, 1), look(22, 3.3)) && !window.wantsCloseLook)
        window.take(look(23, 3.4))
        #expect(window.phase == .done(look(11, 1), look(22, 3.3)))
    }

    @Test func fewLongSteps_areWaitedFor() throws {
        var window = SteadyWindow(budget: try TimeBudget(seconds: 1, repetitions: 2))
        for second in 0...4 { window.take(look(second, Double(second))) }
        #expect(window.phase == .measuring(look(4, 4)))
        window.take(look(4, 6))
        #expect(!window.wantsCloseLook)
        window.take(look(5, 7))
        window.take(look(6, 8))
        #expect(window.phase == .done(look(4, 4), look(6, 8)))
    }

    @Test func processorTime_isReadBehindAnyName() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 90 0 0 0 250 50 0 0 20 0 1 0 100 1 1"
        #expect(ProcessTime.seconds(stat: stat, ticksPerSecond: 100) == 3)
        #expect(ProcessTime.seconds(stat: "7 (a) S 1", ticksPerSecond: 100) == nil)
        #expect(ProcessTime.seconds(stat: "", ticksPerSecond: 100) == nil)
        #expect(ProcessTime.seconds(of: Int(getpid())) != nil)
    }

    // MARK: Kills

    @Test func percentiles_areValuesThatWereMeasured() {
        let hundred = Percentiles((1...100).map(Double.init).reversed())
        #expect([0, 1, 50, 90, 99, 100].map { hundred[$0] } == [1, 1, 50, 90, 99, 100])
        let three = Percentiles([3, 1, 2])
        #expect([33, 34, 50, 99].map { three[$0] } == [1, 2, 2, 3])
        #expect(Percentiles([7])[50] == 7)
    }

    private func look(_ pid: Int, _ workers: [Int], _ step: Int?) -> RecoveryWatch.Look {
        .init(pid: pid, workers: workers, step: step)
    }

    @Test func workersLoss_isOverWithTheFirstStepAfterItIsKnown() {
        var watch = RecoveryWatch(of: .worker(pid: 7))
        // Steps that were applied before the loss was known do not count.
        let before = [look(1, [7, 8], 3), look(1, [7, 8], 5)].map { watch.hasRecovered($0) }
        #expect(before == [false, false] && !watch.isNoticed)
        let after = [look(1, [8], 6), look(1, [8], 6), look(1, [8, 9], 7)].map { watch.hasRecovered($0) }
        #expect(after == [false, false, true] && watch.isNoticed)
    }

    @Test func coordinatorsLoss_isOverWithItsFollowersFirstStep() {
        var watch = RecoveryWatch(of: .coordinator(pid: 1, checkpoint: 500))
        let looks = [
            look(1, [7], 700), look(2, [], nil), look(2, [], 500), look(2, [7], 500), look(2, [7], 501),
        ]
        #expect(looks.map { watch.hasRecovered($0) } == [false, false, false, false, true])
    }

    // MARK: Refusals

    @Test func debugBuild_isRefused() {
        #expect(throws: BenchmarkError(.badOption, "")) { try BenchmarkMachine.measure(build: .debug) }
        #expect(BuildMode.current == .release, "tests run optimised")
    }

    @Test(arguments: [0, -1, .nan, .infinity, 1e9]) func secondsThatCannotBe_areRefused(seconds: Double) {
        #expect(throws: BenchmarkError(.badOption, "")) { try TimeBudget(seconds: seconds, repetitions: 5) }
    }

    @Test func noRepetitions_areRefused() {
        #expect(throws: BenchmarkError(.badOption, "")) { try TimeBudget(seconds: 1, repetitions: 0) }
    }
}
