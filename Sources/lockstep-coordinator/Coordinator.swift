import ArgumentParser
import Launcher
import Services
import System
import Training

/// What launchers, systemd, Slurm and Kubernetes start once a cluster.
@main
struct Coordinator: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep-coordinator",
        abstract: "Hands out microbatches, adds up gradients and keeps the state of training.",
        discussion: """
            Local workers and commands find it through sockets in the state directory. With --listen it \
            serves workers of other machines over TCP, always encrypted: only workers whose public key lies \
            in --admit get in.

            Exit codes: 0 done, 1 the job failed, 2 bad input or usage, 3 could not start, 130 interrupted.
            """)

    @Option(help: "State directory.")
    var state = ".lockstep"

    @Option(
        name: .customLong("run"),
        help: "The run to begin or go on with; default: what is submitted or was left by a crash."
    )
    var runID: String?

    @Flag(name: .customLong("exit-when-done"), help: "End when the run has ended.")
    var exitWhenDone = false

    @Option(
        help: "Address for workers of other machines, such as tcp://0.0.0.0:5555; may be given several times."
    )
    var listen: [String] = []

    @Option(
        name: .customLong("secret-key"), help: "File with the coordinator's secret key; needed with --listen."
    )
    var secretKey: String?

    @Option(
        help: "Folder with the public keys of the workers that may join over TCP; read at each handshake.")
    var admit: String?

    @Flag(help: .hidden)
    var restarted = false

    @Flag(help: .hidden)
    var killed = false

    @Option(help: .hidden)
    var parent: Int?

    func run() throws {
        var options = CoordinatorOptions(state: state)
        options.run = runID
        options.exitsWhenDone = exitWhenDone
        options.isRestart = restarted
        options.wasKilled = killed
        options.listen = listen
        options.secretKey = secretKey
        options.admittedKeys = admit
        options.parent = parent
        switch try CoordinatorService(options, logger: ProcessLog.logger("coordinator")).run() {
        case .done: return
        case .failed: throw CommandEnd(ExitStatus.failed)
        case .interrupted: throw CommandEnd(ExitStatus.interrupted)
        }
    }

    static func main() {
        CommandEntry.main(name: "lockstep-coordinator") {
            var command = try parseAsRoot()
            try command.run()
        } parser: {
            (fullMessage(for: $0), exitCode(for: $0).rawValue)
        }
    }
}
