import ArgumentParser
import Launcher
import System
import Training

/// The one command people learn.
@main
struct Lockstep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "Trains LSTM forecasters on several processes, to the same bits on any number of workers.",
        discussion: """
            Begin with: lockstep train
            It trains the embedded demo on a local cluster and says what to do next.

            Exit codes: 0 done, 1 the job failed, 2 bad input or usage, 3 could not start or reach a \
            coordinator, 130 interrupted (lockstep train --resume goes on).
            """,
        version: Release.version,
        subcommands: [
            Train.self, Init.self, Check.self, Up.self, Down.self, Submit.self, Status.self, Why.self,
            Doctor.self, Keygen.self,
            Benchmark.self, Simulate.self,
        ])

    static func main() {
        CommandEntry.main(name: "lockstep") {
            var command = try parseAsRoot()
            try command.run()
        } parser: {
            (fullMessage(for: $0), exitCode(for: $0).rawValue)
        }
    }
}

/// The state directory, as every command takes it.
struct StateOption: ParsableArguments {
    @Option(name: .customLong("state"), help: "State directory: sockets, logs, data, runs.")
    var path = ".lockstep"
}

/// How large a local cluster is.
struct ClusterSize: ParsableArguments {
    @Option(help: "Worker processes; default: one for each processor.")
    var workers: Int?

    @Option(help: "Microbatches that each worker computes side by side.")
    var threads = 1

    var workerCount: Int { workers ?? Host.processors }

    func validate() throws {
        try require(workers, "workers", in: 1...Limits.localWorkers)
        try require(threads, "threads", in: 1...Limits.threads)
    }
}
