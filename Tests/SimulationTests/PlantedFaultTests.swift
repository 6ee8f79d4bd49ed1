import Dispatch
import PlantedSimulation
import PlantedTraining
import Synchronization
import Testing

/// Small bugs, planted into the state machines one at a time: the simulator finds each, or it would prove nothing.
@Suite(.serialized) struct PlantedFaultTests {
    /// Seeds within which each must be found.
    private static let seeds = 20_000

    /// The first seed that breaks a promise, and which; nil where none of the first `seeds` does.
    private static func find(_ fault: PlantedFault?, seeds: Int) throws -> (seed: UInt64, words: String)? {
        PlantedFault.planted = fault
        defer { PlantedFault.planted = nil }
        let next = Atomic(1)
        let found = Mutex<(seed: UInt64, words: String)?>(nil)
        let problem = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            let simulator = Simulator()
            while true {
                let seed = UInt64(next.add(1, ordering: .relaxed).oldValue)
                // Smaller seeds that another thread has in hand are finished: the result is the smallest of all.
                if seed > seeds || found.withLock({ $0.map { $0.seed < seed } ?? false }) { return }
                do {
                    let outcome = try simulator.run(SimulationOptions(seed: seed))
                    guard let words = outcome.violation else { continue }
                    found.withLock { if $0.map({ seed < $0.seed }) ?? true { $0 = (seed, words) } }
                } catch {
                    problem.withLock { $0 = error }
                    return
                }
            }
        }
        if let problem = problem.withLock({ $0 }) { throw problem }
        return found.withLock { $0 }
    }

    @Test func withoutAFault_nothingIsFound() throws {
        #expect(try Self.find(nil, seeds: 300) == nil)
    }

    @Test(arguments: PlantedFault.allCases)
    func plantedFault_isFound(_ fault: PlantedFault) throws {
        let found = try #require(try Self.find(fault, seeds: Self.seeds), "\(fault) goes unseen")
        print("planted: \(fault) is found by seed \(found.seed): \(found.words)")
    }
}
