import ArgumentParser
import Launcher
import System

struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a local cluster as a daemon, which trains what is submitted to it.",
        discussion: """
            Jobs that an earlier cluster died over go on by themselves. With --listen, workers of other \
            machines may join over TCP with CURVE keys (lockstep keygen).
            """)

    @OptionGroup var size: ClusterSize
    @OptionGroup var state: StateOption

    @Option(
        help: "Address for workers of other machines, such as tcp://0.0.0.0:5555; may be given several times."
    )
    var listen: [String] = []

    @Option(
        name: .customLong("secret-key"), help: "File with the coordinator's secret key; needed with --listen."
    )
    var secretKey: String?

    @Option(help: "Folder with the public keys of the workers that may join over TCP.")
    var admit: String?

    @Flag(help: "Stay in the foreground, as systemd and containers want it.")
    var foreground = false

    func run() throws {
        var arguments = listen.flatMap { ["--listen", $0] }
        if let secretKey { arguments += ["--secret-key", secretKey] }
        if let admit { arguments += ["--admit", admit] }
        let daemon = try Daemon(state: state.path)
        if foreground {
            let code = try daemon.serve(
                workers: size.workerCount, threads: size.threads, devices: size.deviceNames,
                coordinatorArguments: arguments)
            if code != ExitStatus.done { throw CommandEnd(code) }
        } else {
            Console.print(
                try daemon.start(
                    workers: size.workerCount, threads: size.threads, devices: size.deviceNames,
                    coordinatorArguments: arguments))
        }
    }
}
