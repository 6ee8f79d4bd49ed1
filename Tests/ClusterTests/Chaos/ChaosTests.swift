import Foundation
import Glibc
import Pace
import Store
import System
import TestFiles
import Testing
import Transport

/// Chaos with real processes, in small: one round.
@Suite(.serialized, .blocking) struct ChaosTests {
    @Test func chaos_endsInTheSameBitsAndLeavesNothing() throws {
        try ChaosSeeds.run(ChaosSeeds.everything[0], .short)
    }

    @Test func seedsOfTheSuites_doEverything() {
        let plans = ChaosSeeds.everything.map { ChaosPlan(seed: $0, .short, canMount: true) }
        let planned = Set(plans.flatMap { $0.events.map(\.fault) })
        #expect(planned == Set(ChaosPlan.Fault.allCases))
        #expect(
            Set(plans.map(\.hasLongPath)) == [false, true] && Set(plans.map(\.isDaemon)) == [false, true])
    }

    @Test func plan_isAFunctionOfItsSeed() {
        let plans = (0..<200).map { ChaosPlan(seed: $0, .long, canMount: true) }
        let again = (0..<200).map { ChaosPlan(seed: $0, .long, canMount: true) }
        #expect(plans.map { "\($0)" } == again.map { "\($0)" })
        #expect(Set(plans.map { "\($0)" }).count == plans.count)
        #expect(Set(plans.flatMap { $0.events.map(\.fault) }) == Set(ChaosPlan.Fault.allCases))
    }

    /// The search for what is left behind finds what is there.
    @Test func leftovers_areFound() throws {
        let ground = try ChaosGround(ChaosPlan(seed: 0, .short, canMount: false))
        defer { ground.clear(keepingFiles: false) }
        _ = try StateDirectory(creating: ground.state)
        #expect(try ground.leftovers() == [])
        let worker = try ChildProcess(
            executable: RunningProcess.binaries.appendingPathComponent("lockstep-worker").path,
            arguments: ["--coordinator", "ipc://\(ground.path)/w.sock", "--data", ground.path],
            log: "\(ground.path)/worker.log")
        // The kernel gives it its name a moment after it has started.
        for _ in 0..<1000 where ground.processes.isEmpty {
            _ = try Poller.wait(for: [], timeout: .milliseconds(5))
        }
        #expect(ground.processes.map(\.pid) == [worker.pid])
        #expect(ground.processes.map(\.isWorker) == [true])
        worker.send(SIGKILL)
        OtherProcess.waitForEnd(of: Int(worker.pid))
        _ = worker.poll()
        let state = try StateDirectory(creating: ground.state)
        try put([1], at: "\(ground.state)/runs/.a.tmp-1-2")
        try put([1], at: "\(ground.path)/w.sock")
        try withExtendedLifetime(state.lock()) { #expect(ground.isLocked) }
        _ = try state.address(of: .query)
        #expect(try ground.leftovers().count == 3)
    }
}

/// Rounds that do everything together, and some long ones.
@Suite(.serialized, .blocking, .atLength) struct ChaosAtLength {
    @Test(arguments: ChaosSeeds.everything)
    func chaos_endsInTheSameBitsAndLeavesNothing(seed: UInt64) throws { try ChaosSeeds.run(seed, .short) }

    @Test(arguments: ChaosSeeds.long)
    func longChaos_endsInTheSameBitsAndLeavesNothing(seed: UInt64) throws { try ChaosSeeds.run(seed, .long) }
}

/// The seeds of the suites.
enum ChaosSeeds {
    /// Few, since each takes some seconds, and chosen so that together they do everything.
    static let everything: [UInt64] = [48201, 48220, 48228, 48242]
    static let long = Array<UInt64>(48300..<48308)

    static func run(_ seed: UInt64, _ extent: ChaosPlan.Extent) throws {
        var tally = ChaosTally()
        try tally.run(ChaosPlan(seed: seed, extent, canMount: ChaosGround.canMount))
        #expect(tally.failures.isEmpty, "\(tally.failures.joined(separator: "\n"))")
    }
}

/// What `deploy/chaos.sh` asks for, which has checked that all are whole numbers.
enum ChaosSettings {
    static let seed = number("CHAOS_SEED").map { UInt64($0) }
    static let rounds = number("CHAOS_ROUNDS")
    static let minutes = number("CHAOS_MINUTES")

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
}

/// What `deploy/chaos.sh` runs: rounds with growing seeds, for a number of rounds or minutes.
@Suite(.blocking, .enabled(if: ChaosSettings.seed != nil, "deploy/chaos.sh runs it"))
struct ChaosOnDemand {
    @Test func chaos_endsInTheSameBitsAndLeavesNothing() throws {
        let first = try #require(ChaosSettings.seed)
        let rounds = ChaosSettings.rounds ?? (ChaosSettings.minutes == nil ? 10 : .max)
        let end = ChaosSettings.minutes.map { Duration.seconds(60 * $0) }
        var tally = ChaosTally()
        while tally.rounds < rounds, end.map({ tally.elapsed < $0 }) ?? true {
            let seed = first &+ UInt64(tally.rounds)
            try tally.run(ChaosPlan(seed: seed, .long, canMount: ChaosGround.canMount))
        }
        for line in tally.summary { tally.say(line) }
        #expect(tally.failures.isEmpty)
    }
}
