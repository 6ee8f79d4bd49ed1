import Dispatch
import Simulation
import Synchronization
import Testing

/// The shipped state machines, whole clusters of them, through every fault.
@Suite(.serialized) struct SimulatorTests {
    /// Simulates seeds side by side.
    private static func run(
        _ seeds: Range<UInt64>, change: @Sendable (inout SimulationOptions) -> Void = { _ in }
    ) throws -> [SimulationOutcome] {
        let next = Atomic(seeds.lowerBound)
        let outcomes = Mutex<[SimulationOutcome]>([])
        let problem = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            let simulator = Simulator()
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed < seeds.upperBound else { return }
                do {
                    var options = SimulationOptions(seed: seed)
                    change(&options)
                    let outcome = try simulator.run(options)
                    outcomes.withLock { $0.append(outcome) }
                } catch {
                    problem.withLock { $0 = error }
                    return
                }
            }
        }
        if let problem = problem.withLock({ $0 }) { throw problem }
        return outcomes.withLock { $0.sorted { $0.seed < $1.seed } }
    }

    private func expectKept(_ outcomes: [SimulationOutcome], _ options: String = "") {
        let broken = outcomes.filter { $0.violation != nil }
        #expect(
            broken.isEmpty,
            "\(broken.prefix(5).map { "lockstep simulate --seed \($0.seed)\(options) --trace: \($0.violation ?? "")" })"
        )
    }

    @Test func tenThousandSeeds_keepEveryPromise() throws {
        let outcomes = try Self.run(1..<10_001)
        expectKept(outcomes)
        #expect(outcomes.count == 10_000)
        let faults = outcomes.reduce(into: [String: Int]()) { $0.merge($1.faults, uniquingKeysWith: +) }
        let kinds = [
            "clockJump", "coordinatorCrash", "coordinatorPause", "coordinatorStop", "disconnect", "disk_full",
            "oneWayPartition", "partition", "powerCut", "workerCrash", "workerPause", "workerSlow",
            "workerStop",
            "wrong_partial",
        ]
        for kind in kinds { #expect((faults[kind] ?? 0) > 1000, "\(kind): \(faults[kind] ?? 0)") }
        // Work that is done again shows that coordinators die in the middle of it.
        #expect(outcomes.contains { $0.appliedSteps > $0.steps })
    }

    @Test func realArithmetic_keepsEveryPromise() throws {
        let outcomes = try Self.run(1..<201) { $0.isNeural = true }
        expectKept(outcomes, " --neural")
    }

    @Test func thousandWorkers_keepEveryPromise() throws {
        let outcomes = try Self.run(1..<3) { $0.workers = 1000 }
        expectKept(outcomes, " --workers 1000")
        #expect(outcomes.allSatisfy { $0.workers == 1000 })
    }

    @Test func sameSeed_isTheSameRunEventForEvent() throws {
        let first = try Self.run(1..<101)
        #expect(try Self.run(1..<101) == first)
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

    /// The ideal is what could be done if work could be cut at will: all microbatches at the sum of the speeds.
    @Test(arguments: [[4, 1], [4, 1, 1], [4, 1, 1, 1]] as [[Double]])
    func workerFourTimesSlower_costsAtMostAFifthOverTheIdealShareOut(slowness: [Double]) throws {
        func efficiency(_ slowness: [Double]) throws -> Double {
            let outcomes = try Self.run(1..<41) {
                $0.slowness = slowness
                // Long enough that what is learnt about speeds weighs little.
                $0.minutes = 2
            }
            expectKept(outcomes)
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
