import Foundation
import Glibc
import Store
import System
import Training
import Transport

/// `lockstep up` and `down`: a local cluster without a terminal.
package struct Daemon {
    private let state: StateDirectory

    /// - Throws: `SystemError` where the state directory cannot be used.
    package init(state path: String) throws { state = try StateDirectory(creating: path) }

    /// Starts the cluster in the background and waits until it answers.
    ///
    /// - Returns: a sentence about what runs.
    /// - Throws: `LaunchError` where it does not come up.
    package func start(workers: Int, threads: Int, coordinatorArguments: [String]) throws -> String {
        try requireFree()
        let log = "\(state.logs)/launcher.log"
        let arguments =
            [
                "up", "--foreground", "--state", state.path, "--workers", "\(workers)", "--threads",
                "\(threads)",
            ]
            + coordinatorArguments
        let child = try ChildProcess(
            executable: Installation.executable("lockstep"), arguments: arguments, log: log, newSession: true)
        let client = try QueryClient(address: state.address(of: .query))
        let end = Instant.now + Limits.startWait
        while .now < end {
            if let status = try? client.status(of: nil, timeout: Limits.watchInterval) {
                return
                    "up: coordinator \(status.coordinator.pid) with \(workers) worker(s) in \(state.path); "
                    + "give it work with: lockstep submit JOB"
            }
            if let ended = child.poll() {
                let code: LaunchError.Code = ended == .exited(ExitStatus.badInput) ? .inUse : .process
                throw LaunchError(code, "the cluster did not come up: \(LogTail.lastLine(of: log))")
            }
        }
        child.send(SIGTERM)
        throw LaunchError(
            .timedOut, "the cluster did not answer within \(Limits.startWait); see \(state.logs)")
    }

    /// Runs the cluster in this process until it is told to stop.
    ///
    /// - Returns: the exit code.
    /// - Throws: `LaunchError.inUse`; `SystemError` where a process cannot be started at all.
    package func serve(workers: Int, threads: Int, coordinatorArguments: [String]) throws -> Int32 {
        try requireFree()
        var options = LocalCluster.Options(state: state, workers: workers, threads: threads)
        options.coordinatorArguments = coordinatorArguments
        let outcome = try LocalCluster(options) { Console.say($0) }.run { _, _ in }
        switch outcome {
        case .coordinatorEnded(ExitStatus.interrupted), .interrupted: return ExitStatus.done
        case .coordinatorEnded(ExitStatus.done), .coordinatorEnded(ExitStatus.failed): return ExitStatus.done
        case .coordinatorEnded(let code):
            Console.say("lockstep: \(LogTail.lastLine(of: "\(state.logs)/coordinator.log"))")
            return code
        case .gaveUp(let reason):
            Console.say("lockstep: \(reason)")
            return ExitStatus.failed
        }
    }

    /// Asks the cluster to stop and waits until it has.
    ///
    /// - Returns: a sentence about what was stopped.
    /// - Throws: `LaunchError.unreachable` where none runs, `.timedOut` where it does not stop.
    package static func stop(state path: String) throws -> String {
        let state = try StateDirectory.ofCoordinator(path)
        guard try state.isLocked() else {
            throw LaunchError(.unreachable, "no cluster is up in \(state.path)")
        }
        let client = try QueryClient(address: state.address(of: .query))
        let coordinator = state.lockHolder ?? 0
        // libzmq drops what was received and not yet read when the other end closes the connection: the
        // answer of a coordinator that ends at once may be lost.
        let answer = try? client.ask(.control(.shutdown), timeout: Limits.requestTimeout)
        if answer == nil, try state.isLocked() {
            throw LaunchError(
                .timedOut,
                "coordinator \(coordinator) does not answer; see \(state.logs)/coordinator.log")
        }
        let end = Instant.now + Limits.stopWait + Limits.stopWait
        while try state.isLocked() {
            guard .now < end else {
                throw LaunchError(
                    .timedOut, "coordinator \(coordinator) has not ended; see \(state.logs)/coordinator.log"
                )
            }
            _ = try Poller.wait(for: [], timeout: Limits.watchInterval)
        }
        return "down: coordinator \(coordinator) has ended"
    }

    private func requireFree() throws {
        if try state.isLocked() {
            throw LaunchError(
                .inUse,
                "\(state.path) is in use by coordinator \(state.lockHolder ?? 0); lockstep status shows it, "
                    + "lockstep down stops it"
            )
        }
    }
}
