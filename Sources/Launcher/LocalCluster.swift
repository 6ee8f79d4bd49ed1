import Glibc
package import Store
import System
package import Training
import Transport

/// A coordinator and its workers as processes of this machine, kept alive until the job is done or somebody
/// asks for the end: what `Supervision` decides is carried out here.
package final class LocalCluster {
    private let options: Options
    /// Held for as long as anything runs.
    private let lock: StateLock
    private let signals: SignalDescriptor
    private let client: QueryClient
    private var supervision: Supervision
    private let processes: [ChildID: SupervisedProcess]
    private let say: (String) -> Void
    private var outcome: Supervision.Outcome?
    /// What keeps the launcher from going on.
    private var failure: (any Error)?

    /// - Parameters:
    ///   - lock: The launcher's lock of the state directory, held until this cluster has ended.
    ///   - say: Takes lines that tell a person what the launcher does about deaths.
    /// - Throws: `SystemError` where executables or folders are missing.
    package init(_ options: Options, lock: StateLock, say: @escaping (String) -> Void) throws {
        signals = try SignalDescriptor([SIGINT, SIGTERM, SIGCHLD])
        self.options = options
        self.lock = lock
        self.say = say
        client = try QueryClient(address: options.state.address(of: .query))
        supervision = Supervision(
            workers: options.workers, logs: options.state.logs, quickDeath: options.quickDeath)
        processes = try options.processes(supervision.ids)
    }

    /// Starts everything and looks after it until nothing runs any more.
    ///
    /// - Parameter watch: Called about five times a second with the coordinator's newest status, while it has
    ///   one.
    /// - Throws: `SystemError` where a process cannot be started at all.
    package func run(watch: (ClusterStatus, Instant) -> Void) throws -> Supervision.Outcome {
        // Those of a coordinator that was killed.
        defer { try? options.state.removeAbandonedSockets() }
        var nextLook = Instant.now
        take(.begin)
        while true {
            if let outcome {
                if let failure { throw failure }
                return outcome
            }
            if nextLook <= .now {
                if !supervision.isEnding { look(watch) }
                nextLook = .now + Limits.watchInterval
            }
            wait(until: supervision.wakeAt.map { min($0, nextLook) } ?? nextLook)
            for signal in signals.take() where signal != SIGCHLD { take(.stopRequested) }
            for id in supervision.ids {
                if let end = processes[id]?.takeEnd() { take(.ended(id, end)) }
            }
            take(.tick)
        }
    }

    private func look(_ watch: (ClusterStatus, Instant) -> Void) {
        let now = Instant.now
        // A coordinator that dies over it does not answer: its end is heard of at once.
        let status = try? client.status(
            of: nil, timeout: Limits.watchTimeout, interruption: signals.descriptor)
        if let status { watch(status, now) }
    }

    private func wait(until time: Instant) {
        do {
            _ = try Poller.wait(
                for: [.descriptor(signals.descriptor, .readable)],
                timeout: max(.zero, .nanoseconds(time.nanoseconds - Instant.now.nanoseconds)))
        } catch {
            failure = failure ?? error
            take(.failed(reason: "\(error)"))
        }
    }

    // MARK: What is to be done

    private func take(_ event: SupervisionEvent) {
        let actions = supervision.handle(event, at: .now)
        for answer in actions.compactMap(perform) { take(answer) }
    }

    /// - Returns: what came of it, where somebody wants to know.
    private func perform(_ action: SupervisionAction) -> SupervisionEvent? {
        switch action {
        case .start(let id, let isRestart):
            var extra = id == .coordinator && isRestart ? ["--restarted"] : []
            if !extra.isEmpty, processes[id]?.lastEnd == .signalled(SIGKILL) { extra.append("--killed") }
            do {
                try processes[id]?.start(extraArguments: extra)
            } catch {
                failure = failure ?? error
                return .notStarted(id, reason: "\(error)")
            }
        case .signal(let id, let signal): processes[id]?.send(signal)
        case .tell(let control):
            let answer = try? client.ask(
                .control(control), timeout: Limits.watchTimeout, interruption: signals.descriptor)
            return .told(control, isAnswered: answer != nil)
        case .say(let line): say(line)
        case .keep(let incident): keep(incident)
        case .end(let outcome): self.outcome = outcome
        }
        return nil
    }

    /// A history that cannot be written to is left as it is; the launcher's outcome says the same.
    private func keep(_ incident: Incident) {
        let store = RunStore(folder: options.state.runs)
        let atWork =
            options.run.map { [$0] }
            ?? (try? store.list().runs.filter { $0.status == .running }.map(\.id)) ?? []
        var incident = incident
        incident.time = WallClock.now
        for run in atWork { try? store.find(run).events.writer().append(incident) }
    }
}
