import ArgumentParser
import Device
import Glibc
import Jobs
import Launcher
import Services
import Store
import System
import Training
import Transport

/// What launchers, systemd, Slurm and Kubernetes start on every machine that computes.
@main
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep-worker",
        abstract: "Computes microbatches for a coordinator until it is told to stop.",
        discussion: """
            It may join and leave at any time: the result of a job does not depend on it. Job and data come \
            from the coordinator; the data is kept under --data by its digest.

            Exit codes: 0 sent home, 2 turned away or bad usage, 3 the coordinator has gone.
            """)

    @Option(help: "Address of the coordinator: ipc://PATH or tcp://HOST:PORT.")
    var coordinator: String

    @Option(
        help:
            "Name, unique among the workers; default HOST-ID, with keys KEYFILE-HOST-ID; --data keeps ID."
    )
    var name: String?

    @Option(help: "Microbatches computed side by side.")
    var threads = 1

    @Option(help: "What computes them: cpu, cuda, or cuda:N for the N-th NVIDIA device, from 0.")
    var device = "cpu"

    @Option(help: "Folder that keeps fetched data.")
    var data = ".lockstep/data"

    @Option(name: .customLong("secret-key"), help: "File with this worker's secret key; needed for tcp://.")
    var secretKey: String?

    @Option(
        name: .customLong("coordinator-key"),
        help: "File with the coordinator's public key; needed for tcp://.")
    var coordinatorKey: String?

    @Option(help: .hidden)
    var parent: Int?

    func validate() throws {
        guard (1...Limits.threads).contains(threads) else {
            throw ValidationError("--threads must be 1 to \(Limits.threads), not \(threads)")
        }
        if let name {
            guard (1...Limits.nameCharacters).contains(name.unicodeScalars.count), name.inOneLine == name
            else {
                throw ValidationError(
                    "--name must be 1 to \(Limits.nameCharacters) characters that can be shown, not "
                        + name.inOneLine)
            }
        }
        guard DeviceName(device) != nil else {
            throw ValidationError("--device must be cpu, cuda or cuda:N with N from 0, not \(device)")
        }
        guard (secretKey == nil) == (coordinatorKey == nil) else {
            throw ValidationError("--secret-key and --coordinator-key go together")
        }
    }

    func run() throws {
        // Held until the end: nobody else of this folder has it.
        let identity = try self.name == nil ? WorkerIdentity(folder: data) : nil
        let parts = [keyName, Host.name, identity?.text].compactMap(\.self)
        let name = self.name ?? parts.joined(separator: "-")
        defer { withExtendedLifetime(identity) {} }
        var options = WorkerOptions(coordinator: coordinator, name: name, threads: threads, dataFolder: data)
        options.parent = parent
        options.device = DeviceName(device) ?? .cpu
        if let secretKey, let coordinatorKey {
            options.keys = (try KeyFiles.readPair(secretKey), try KeyFiles.readPublicKey(coordinatorKey))
        }
        switch try WorkerService(options, logger: ProcessLog.logger(name)).run() {
        case .asked: return
        case .refused(let reason):
            Console.say("lockstep-worker: \(reason)")
            throw CommandEnd(ExitStatus.badInput)
        case .orphaned:
            Console.say("lockstep-worker: the coordinator has gone")
            throw CommandEnd(ExitStatus.unavailable)
        }
    }

    /// The name that the coordinator knows this worker's key by.
    private var keyName: String? {
        secretKey?.split(separator: "/").last.map { String($0.split(separator: ".").first ?? $0) }
    }

    static func main() {
        CommandEntry.main(name: "lockstep-worker") {
            var command = try parseAsRoot()
            try command.run()
        } parser: {
            (fullMessage(for: $0), exitCode(for: $0).rawValue)
        }
    }
}
