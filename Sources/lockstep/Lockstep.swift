import ArgumentParser
import Device
import Launcher
import System
import Training

/// The one command people learn.
@main
struct Lockstep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract:
            "Trains recurrent forecasters on several processes, to the same bits on any number of workers.",
        discussion: """
            Begin with: lockstep train
            It trains the embedded demo on a local cluster and says what to do next.

            Exit codes: 0 done, 1 the job failed, 2 bad input or usage, 3 could not start or reach a \
            coordinator, 130 interrupted (lockstep train --resume goes on).
            """,
        version: Release.version,
        subcommands: [
            Train.self, Init.self, Check.self, Forecast.self, Evaluate.self, BacktestCommand.self, Plot.self,
            Up.self, Down.self, Submit.self, Status.self, Why.self, Doctor.self, Keygen.self,
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

    @Option(help: "What workers compute on, in turn: cpu, cuda or cuda:N, separated by commas.")
    var devices = "cpu"

    var workerCount: Int { workers ?? max(Host.processors, deviceNames.count) }
    var deviceNames: [DeviceName] { (try? Self.deviceNames(devices)) ?? [.cpu] }

    func validate() throws {
        try require(workers, "workers", in: 1...Limits.localWorkers)
        try require(threads, "threads", in: 1...Limits.threads)
        _ = try Self.deviceNames(devices)
    }

    static func deviceNames(_ text: String) throws -> [DeviceName] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let name = DeviceName(String(part)) else {
                throw ValidationError("--devices takes cpu, cuda and cuda:N with N from 0, not \(part)")
            }
            return name
        }
    }
}
