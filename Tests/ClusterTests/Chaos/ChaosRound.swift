import Foundation
import Glibc
import Store
import System
import TestFiles
import Testing
import Training
import Transport

/// One job that is trained to its end while everything around it goes wrong as planned.
///
/// The round does what a patient operator would: it starts a launcher that has ended before the job was done
/// again, and brings a worker where none is left. Nothing else is repaired by hand.
final class ChaosRound {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let plan: ChaosPlan
    let ground: ChaosGround
    /// What happened, with seconds since the round's beginning.
    private(set) var history: [String] = []
    private(set) var injected: [ChaosPlan.Fault: Int] = [:]
    private let begin = Instant.now

    private let cluster: ChaosCluster
    private var waiting: ArraySlice<ChaosPlan.Event>
    private var lastEvent = Instant.now
    /// What is to be undone, and when.
    private var undoing: [(at: Instant, what: String, body: () throws -> Void)] = []
    private var kept: [RawConnection] = []

    init(_ plan: ChaosPlan) throws {
        self.plan = plan
        ground = try ChaosGround(plan)
        cluster = try ChaosCluster(plan, ground)
        waiting = plan.events[...]
    }

    deinit {
        for item in undoing { try? item.body() }
    }

    /// Trains through the faults.
    ///
    /// - Returns: what is wrong with the end; empty where all is well.
    /// - Throws: where the job does not come to its end.
    func run(quiet: RunSummary.Outcome) throws -> [String] {
        note(try cluster.start())
        lastEvent = .now
        while try !cluster.isDone() {
            _ = try Poller.wait(for: [], timeout: .milliseconds(15))
            try undo(until: .now)
            if let word = try cluster.look() { note(word) }
            if let event = waiting.first, isDue(event), try !cluster.isDone() {
                waiting = waiting.dropFirst()
                lastEvent = .now
                try perform(event)
                cluster.mark()
            }
            guard cluster.isAdvancing else {
                throw Failure(description: "no progress beyond step \(cluster.step); it stands still")
            }
        }
        try undo(until: nil)
        kept = []
        note("the job is done at step \(cluster.step)")
        try cluster.end()
        return ChaosVerdict(ground: ground, quiet: quiet, run: cluster.run).problems
    }

    private func isDue(_ event: ChaosPlan.Event) -> Bool {
        guard lastEvent + event.pause <= .now else { return false }
        return event.progress.map { cluster.step > 0 && cluster.progress >= $0 } ?? true
    }

    private func note(_ what: String) {
        history.append(
            String(format: "%7.2f s  step %5d  ", Instant.now.seconds(since: begin), cluster.step) + what)
    }

    // MARK: Faults

    private func perform(_ event: ChaosPlan.Event) throws {
        let done: String?
        switch event.fault {
        case .workerKilled: done = signal(SIGKILL, worker(event))
        case .workerEnded: done = signal(SIGTERM, worker(event))
        case .workerStopped: done = stop(worker(event), event)
        case .coordinatorKilled: done = signal(SIGKILL, coordinator)
        case .coordinatorEnded: done = signal(SIGTERM, coordinator)
        case .coordinatorStopped: done = stop(coordinator, event)
        case .launcherKilled: done = signal(SIGKILL, launcher)
        case .launcherEnded: done = signal(event.pick % 2 == 0 ? SIGTERM : SIGINT, launcher)
        case .launcherStopped: done = stop(launcher, event)
        case .clusterKilled: done = killCluster(event)
        case .workerJoins: done = try join(event, isRemote: false)
        case .remoteWorkerJoins: done = try join(event, isRemote: true)
        case .diskFull:
            try ground.fillDisk()
            cluster.hadFullDisk = true
            done = undoLater(event, "the disk has room again") { [ground] in ground.freeDisk() }
        case .garbage:
            var garbage = ChaosGarbage(event.pick)
            kept += try garbage.strike(state: StateDirectory(existing: ground.state), port: cluster.port)
            done = "garbage"
        case .checkpointDamaged: done = try damageCheckpoint(event)
        }
        guard let done else { return note("\(event.fault.rawValue): nobody is there") }
        injected[event.fault, default: 0] += 1
        note("\(event.fault.rawValue): \(done)")
    }

    private var launcher: ChaosProcess? { cluster.launcher }
    private var coordinator: ChaosProcess? { ground.processes.first(where: \.isCoordinator) }

    private func worker(_ event: ChaosPlan.Event) -> ChaosProcess? {
        let workers = ground.processes.filter(\.isWorker)
        return workers.isEmpty ? nil : workers[Int(event.pick % UInt64(workers.count))]
    }

    private func signal(_ number: Int32, _ process: ChaosProcess?) -> String? {
        guard let process, kill(process.pid, number) == 0 else { return nil }
        return "signal \(number) to \(process.pid)"
    }

    private func stop(_ process: ChaosProcess?, _ event: ChaosPlan.Event) -> String? {
        guard let process, kill(process.pid, SIGSTOP) == 0 else { return nil }
        return undoLater(event, "\(process.pid) goes on") { kill(process.pid, SIGCONT) }
    }

    private func undoLater(_ event: ChaosPlan.Event, _ what: String, _ body: @escaping () throws -> Void)
        -> String
    {
        undoing.append((.now + event.length, what, body))
        return "for \(event.length)"
    }

    private func killCluster(_ event: ChaosPlan.Event) -> String? {
        let both = event.pick % 2 == 0 ? [launcher, coordinator] : [coordinator, launcher]
        let done = both.compactMap { signal(SIGKILL, $0) }
        return done.isEmpty ? nil : done.joined(separator: ", ")
    }

    private func join(_ event: ChaosPlan.Event, isRemote: Bool) throws -> String {
        let worker = try cluster.join(isRemote: isRemote)
        let (number, verb) = event.pick % 2 == 0 ? (SIGTERM, "is asked to leave") : (SIGKILL, "dies")
        return undoLater(event, "joined worker \(worker.pid) \(verb)") { worker.send(number) }
    }

    /// The launcher stands still meanwhile, so that it does not start the coordinator again too soon.
    private func damageCheckpoint(_ event: ChaosPlan.Event) throws -> String? {
        guard let launcher, let coordinator, kill(launcher.pid, SIGSTOP) == 0 else { return nil }
        defer { kill(launcher.pid, SIGCONT) }
        kill(coordinator.pid, SIGKILL)
        OtherProcess.waitForEnd(of: Int(coordinator.pid))
        return try ground.damageNewestCheckpoint(event.pick)
    }

    /// - Parameter time: nil: everything, at once.
    private func undo(until time: Instant?) throws {
        let due = undoing.filter { time.map(($0.at...).contains) ?? true }
        undoing.removeAll { time.map(($0.at...).contains) ?? true }
        for item in due {
            try item.body()
            note(item.what)
            cluster.mark()
        }
    }
}
