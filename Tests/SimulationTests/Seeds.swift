import Dispatch
import Simulation
import Synchronization
import Testing

/// Simulations of many seeds, side by side on two threads.
enum Seeds {
    static func run(
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

    static func expectKept(_ outcomes: [SimulationOutcome], _ options: String = "") {
        let broken = outcomes.filter { $0.violation != nil }.prefix(5).map {
            "lockstep simulate --seed \($0.seed)\(options) --trace: \($0.violation ?? "")"
        }
        #expect(broken.isEmpty, "\(broken)")
    }

    /// Runs so many seeds, and expects that every promise is kept and every kind of fault seen in a tenth of
    /// them.
    static func expectEveryPromise(count: Int) throws {
        let outcomes = try run(1..<UInt64(count) + 1)
        expectKept(outcomes)
        #expect(outcomes.count == count)
        let faults = outcomes.reduce(into: [String: Int]()) { $0.merge($1.faults, uniquingKeysWith: +) }
        let kinds = [
            "clockJump", "coordinatorCrash", "coordinatorPause", "coordinatorStop", "disconnect", "disk_full",
            "oneWayPartition", "partition", "powerCut", "workerCrash", "workerPause", "workerSlow",
            "workerStop", "wrong_partial",
        ]
        for kind in kinds { #expect((faults[kind] ?? 0) > count / 10, "\(kind): \(faults[kind] ?? 0)") }
        // Work that is done again shows that coordinators die in the middle of it.
        #expect(outcomes.contains { $0.appliedSteps > $0.steps })
    }
}
