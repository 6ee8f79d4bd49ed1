package import Device
import Glibc
package import Store
import System
import Training

extension LocalCluster {
    package struct Options: Sendable {
        package var state: StateDirectory
        package var workers: Int
        package var threads: Int
        /// What workers compute on: the first on the first of these, and so on in turn; never empty.
        package var devices = [DeviceName.cpu]
        /// The run to train; nil: whatever is submitted.
        package var run: String?
        /// More arguments for the coordinator, such as addresses to listen on.
        package var coordinatorArguments: [String] = []
        /// The program that takes a worker's place, and its first arguments; nil: lockstep-worker.
        package var workerProgram: (executable: String, arguments: [String])?
        /// A process that lives for less than this has died quickly: it is started again after a pause, and
        /// given up after some deaths like that in a row.
        package var quickDeath = Limits.quickDeath

        package init(state: StateDirectory, workers: Int, threads: Int, run: String? = nil) {
            self.state = state
            self.workers = workers
            self.threads = threads
            self.run = run
        }
    }
}

extension LocalCluster.Options {
    /// How each process is started.
    ///
    /// - Throws: `SystemError` where executables or the sockets' folder are missing.
    func processes(_ ids: [ChildID]) throws -> [ChildID: SupervisedProcess] {
        let run = run.map { ["--run", $0, "--exit-when-done"] } ?? []
        let parent = ["--parent", "\(getpid())"]
        let coordinator = (
            executable: try Installation.executable("lockstep-coordinator"),
            arguments: ["--state", state.path] + run + parent + coordinatorArguments
        )
        let worker = try workerProgram ?? (Installation.executable("lockstep-worker"), [])
        let place = ["--coordinator", try state.address(of: .workers), "--data", state.data]
        let size = ["--threads", "\(threads)"]
        var processes: [ChildID: SupervisedProcess] = [:]
        for id in ids {
            let command =
                switch id {
                case .coordinator: coordinator
                case .worker(let number):
                    (
                        executable: worker.executable,
                        arguments: worker.arguments + place + ["--name", id.name] + size + device(number)
                            + parent
                    )
                }
            processes[id] = SupervisedProcess(
                executable: command.executable, arguments: command.arguments,
                log: "\(state.logs)/\(id.name).log")
        }
        return processes
    }

    /// A worker's, counted from 1; nothing for the processor.
    private func device(_ number: Int) -> [String] {
        let device = devices[(number - 1) % devices.count]
        return device == .cpu ? [] : ["--device", "\(device)"]
    }
}
