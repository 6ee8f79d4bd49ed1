package import Device
import Foundation
import Glibc
import Store
import System
import Training
import Transport

/// `lockstep up` and `down`: a local cluster without a terminal.
package struct Daemon {
    private static let advice = "lockstep status shows it, lockstep down stops it"

    private let state: StateDirectory

    /// - Throws: `SystemError` where the state directory cannot be used.
    package init(state path: String) throws { state = try StateDirectory(creating: path) }

    /// Starts the cluster in the background and waits until it answers.
    ///
    /// - Returns: a sentence about what runs.
    /// - Throws: `LaunchError` where it does not come up; `DeviceError` where a device is not there.
    package func start(
        workers: Int, threads: Int, devices: [DeviceName] = [.cpu], coordinatorArguments: [String]
    ) throws -> String {
        for device in devices { try device.require() }
        try state.requireNoCoordinator(advice: Self.advice)
        let log = "\(state.logs)/launcher.log"
        let arguments =
            [
                "up", "--foreground", "--state", state.path, "--workers", "\(workers)", "--threads",
                "\(threads)", "--devices", devices.map(\.description).joined(separator: ","),
            ]
            + coordinatorArguments
        let child = try ChildProcess(
            executable: Installation.executable("lockstep"), arguments: arguments, log: log, newSession: true)
        let client = try QueryClient(address: state.address(of: .query))
        var startUp = StartUp(
            launcher: Int(child.pid), codeInUse: ExitStatus.badInput, at: .now)
        while true {
            let status = try? client.status(of: nil, timeout: Limits.watchInterval)
            let event: StartUp.Event =
                if let end = child.poll() {
                    .ended(ProcessEnd(end))
                } else if let status {
                    .answered(parent: ProcessState.parent(of: status.coordinator.pid))
                } else {
                    .tick
                }
            switch startUp.handle(event, at: .now) {
            case .waiting: if status != nil { _ = try Poller.wait(for: [], timeout: Limits.watchInterval) }
            case .up:
                return
                    "up: coordinator \(status?.coordinator.pid ?? 0) with \(workers) worker(s) in "
                    + "\(state.path); give it work with: lockstep submit JOB"
            case .failed(.timedOut):
                child.send(SIGTERM)
                throw LaunchError(
                    .timedOut, "the cluster did not answer within \(Limits.startWait); see \(state.logs)")
            case .failed(let failure):
                throw LaunchError(
                    failure == .inUse ? .inUse : .process,
                    "the cluster did not come up: \(LogTail.lastLine(of: log))")
            }
        }
    }

    /// Runs the cluster in this process until it is told to stop.
    ///
    /// - Returns: the exit code.
    /// - Throws: `LaunchError.inUse`; `SystemError` where a process cannot be started at all; `DeviceError`
    ///   where a device is not there.
    package func serve(
        workers: Int, threads: Int, devices: [DeviceName] = [.cpu], coordinatorArguments: [String]
    ) throws -> Int32 {
        for device in devices { try device.require() }
        let lock = try state.lockForLauncher(advice: Self.advice)
        var options = LocalCluster.Options(state: state, workers: workers, threads: threads)
        options.devices = devices
        options.coordinatorArguments = coordinatorArguments
        let outcome = try LocalCluster(options, lock: lock) { Console.say($0) }.run { _, _ in }
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

    /// Asks the cluster to stop and waits until nothing of it is left.
    ///
    /// - Returns: a sentence about what was stopped.
    /// - Throws: `LaunchError.unreachable` where none runs, `.timedOut` where it does not stop.
    package static func stop(state path: String) throws -> String {
        let state = try StateDirectory.ofCoordinator(path)
        guard try state.isLocked() else { return try stopLauncher(in: state) }
        let client = try QueryClient(address: state.address(of: .query))
        let coordinator = state.lockHolder ?? 0
        let launcher = state.lockHolder(as: .launcher)
        // libzmq drops what was received and not yet read when the other end closes the connection: the
        // answer of a coordinator that ends at once may be lost.
        let answer = try? client.ask(.control(.shutdown), timeout: Limits.requestTimeout)
        if answer == nil, try state.isLocked() {
            throw LaunchError(
                .timedOut,
                "coordinator \(coordinator) does not answer; see \(state.logs)/coordinator.log")
        }
        try wait(for: "coordinator \(coordinator)", log: "\(state.logs)/coordinator.log") {
            try state.isLocked()
        }
        // It ends the workers that do not do so by themselves. Another that begins meanwhile is none of ours.
        try wait(for: "launcher \(launcher ?? 0)", log: "\(state.logs)/launcher.log") {
            try state.isLocked(by: .launcher) && state.lockHolder(as: .launcher) == launcher
        }
        return "down: coordinator \(coordinator) has ended"
    }

    /// Asks a launcher to end whose coordinator is not there: it has died, and is started again soon.
    private static func stopLauncher(in state: StateDirectory) throws -> String {
        guard try state.isLocked(by: .launcher), let launcher = state.lockHolder(as: .launcher) else {
            throw LaunchError(.unreachable, "no cluster is up in \(state.path)")
        }
        kill(pid_t(launcher), SIGTERM)
        try wait(for: "launcher \(launcher)", log: "\(state.logs)/launcher.log") {
            try state.isLocked(by: .launcher) && state.lockHolder(as: .launcher) == launcher
        }
        return "down: launcher \(launcher) has ended; its coordinator was not there"
    }

    private static func wait(for process: String, log: String, while isThere: () throws -> Bool) throws {
        let end = Instant.now + Limits.stopWait + Limits.stopWait
        while try isThere() {
            guard .now < end else {
                throw LaunchError(.timedOut, "\(process) has not ended; see \(log)")
            }
            _ = try Poller.wait(for: [], timeout: Limits.watchInterval)
        }
    }
}
