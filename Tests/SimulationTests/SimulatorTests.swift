import Pace
import Simulation
import Synchronization
import Testing

/// The shipped state machines, whole clusters of them, through every fault: enough seeds to see a plain
/// mistake.
@Suite(.serialized, .blocking) struct SimulatorTests {
    @Test func fiveHundredSeeds_keepEveryPromise() throws { try Seeds.expectEveryPromise(count: 500) }

    @Test func realArithmetic_keepsEveryPromise() throws {
        let outcomes = try Seeds.run(1..<21) { $0.isNeural = true }
        Seeds.expectKept(outcomes, " --neural")
    }

    /// Each keeps the bits of an undisturbed run by one worker, whose results the simulator knows.
    @Test(arguments: [1, 2, 3, 5, 9])
    func anyNumberOfWorkers_givesTheSameBits(workers: Int) throws {
        let outcomes = try Seeds.run(1..<4) {
            $0.isNeural = true
            $0.workers = workers
        }
        Seeds.expectKept(outcomes, " --neural --workers \(workers)")
    }

    @Test func thousandWorkers_keepEveryPromise() throws {
        let outcomes = try Seeds.run(1..<3) { $0.workers = 1000 }
        Seeds.expectKept(outcomes, " --workers 1000")
        #expect(outcomes.allSatisfy { $0.workers == 1000 })
    }

    @Test func sameSeed_isTheSameRunEventForEvent() throws {
        let first = try Seeds.run(1..<101)
        #expect(try Seeds.run(1..<101) == first)
        #expect(Set(first.map(\.digest)).count == 100)
    }

    @Test func trace_isTheSameLinesForTheSameSeed() throws {
        func trace(_ seed: UInt64) throws -> [String] {
            let lines = Lines()
            var options = SimulationOptions(seed: seed)
            options.trace = { lines.add($0) }
            _ = try Simulator().run(options)
            return lines.all
        }
        let first = try trace(7)
        #expect(first.count > 100)
        #expect(try trace(7) == first)
        #expect(try trace(8) != first)
    }

    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }
}

/// The same with as many seeds as it takes to see what happens once in thousands.
@Suite(.serialized, .blocking, .atLength) struct SimulatorAtLength {
    @Test func tenThousandSeeds_keepEveryPromise() throws { try Seeds.expectEveryPromise(count: 10_000) }

    @Test func realArithmetic_keepsEveryPromise() throws {
        let outcomes = try Seeds.run(1..<201) { $0.isNeural = true }
        Seeds.expectKept(outcomes, " --neural")
    }

    /// The ideal is what could be done if work could be cut at will: all microbatches at the sum of the
    /// speeds.
    @Test(arguments: [[4, 1], [4, 1, 1], [4, 1, 1, 1]] as [[Double]])
    func workerFourTimesSlower_costsAtMostAFifthOverTheIdealShareOut(slowness: [Double]) throws {
        func efficiency(_ slowness: [Double]) throws -> Double {
            let outcomes = try Seeds.run(1..<41) {
                $0.slowness = slowness
                // Long enough that what is learnt about speeds weighs little.
                $0.minutes = 2
            }
            Seeds.expectKept(outcomes)
            let ideal = outcomes.map { $0.work / slowness.reduce(0) { $0 + 1 / $1 } }
            return ideal.reduce(0, +) / outcomes.map(\.seconds).reduce(0, +)
        }
        // What cutting into microbatches and validation cost anyway is not the slow worker's doing.
        let alike = try efficiency(slowness.map { _ in 1 })
        let uneven = try efficiency(slowness)
        print("a worker 4 times slower than \(slowness.count - 1): efficiency \(uneven), \(alike) without")
        #expect(alike / uneven < 1.2, "\(uneven) against \(alike)")
    }
}
