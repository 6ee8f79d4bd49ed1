import Glibc
import Store
import Training

/// `lockstep status`: what a coordinator is doing, as text.
package struct StatusCommand {
    private let state: StateDirectory
    private let client: QueryClient

    /// - Throws: `LaunchError.unreachable` where no coordinator was ever started in the state directory.
    package init(state path: String) throws {
        state = try StateDirectory.ofCoordinator(path)
        client = try QueryClient(address: state.address(of: .query))
    }

    /// - Throws: `LaunchError.unreachable` where none runs, telling how the last run ended; `.refused` for a
    ///   run that is not at work.
    package func text(run: String?, isJSON: Bool) throws -> String {
        guard try state.isLocked() else { throw LaunchError(.unreachable, try Self.absence(in: state)) }
        let status = try client.status(of: run, timeout: Limits.requestTimeout)
        if isJSON { return String(decoding: try JSON.encode(status), as: UTF8.self) }
        return StatusTable.lines(status).joined(separator: "\n")
    }

    /// Waits for the next look; false once a signal has asked for the end.
    package func waitForNext() -> Bool {
        var second = timespec(tv_sec: 1, tv_nsec: 0)
        return nanosleep(&second, nil) == 0
    }

    /// That no coordinator runs, and how the last run ended.
    static func absence(in state: StateDirectory) throws -> String {
        if try state.isLocked(by: .launcher) {
            let launcher = state.lockHolder(as: .launcher) ?? 0
            return
                "no coordinator runs in \(state.path) just now; launcher \(launcher) starts or ends it, see "
                + "\(state.logs)/launcher.log"
        }
        let last = try RunStore(folder: state.runs).list().runs.last
        let words = last.map { "; the last run, \($0.id), \(description(of: $0.status))" } ?? ""
        return "no coordinator runs in \(state.path)\(words)"
    }

    private static func description(of status: RunState) -> String {
        switch status {
        case .queued: "waits for a coordinator: lockstep up starts one"
        case .running, .waiting, .training, .validating, .testing:
            "was at work when its coordinator died: lockstep up, or lockstep train --resume, goes on with it"
        case .interrupted: "was interrupted: lockstep train --resume goes on with it"
        case .finished, .failed, .cancelled: "is \(status.rawValue)"
        }
    }
}

extension StateDirectory {
    /// The state directory of a coordinator that is to be asked something.
    ///
    /// - Throws: `LaunchError.unreachable` where none was ever started there.
    static func ofCoordinator(_ path: String) throws -> StateDirectory {
        do {
            return try StateDirectory(existing: path)
        } catch let error as StoreError where error.code == .notFound {
            throw LaunchError(
                .unreachable,
                "no coordinator was ever started in \(path); lockstep up starts a cluster, --state names "
                    + "another"
            )
        }
    }
}
