import ArgumentParser
import Benchmarks
import Glibc
import Launcher
import Store
import System
import Training

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove it: whole clusters in one process, under a virtual clock, through every fault.",
        discussion: """
            The shipped state machines of coordinator and workers, with a network that loses, repeats, \
            reorders and delays messages and falls apart, processes that die, hang and crawl, clocks that \
            jump and drift, disks that tear, lose and fill up, and workers that compute wrongly. Checked at \
            every event: each microbatch counts exactly once in each step, no number has two steps, nothing \
            of an old term is used, every queue stays inside its limit, the job ends once faults do, and its \
            bits are those of an undisturbed run.

            Everything follows from the seed: the same seed is the same run, byte for byte, on every machine.
            """)

    @Option(help: "The seed, or the first of several.")
    var seed: UInt64 = 1

    @Option(help: "How many seeds, one after the other.")
    var seeds = 1

    @Option(help: "Workers of each cluster; default: 1 to 8, drawn from the seed.")
    var workers: Int?

    @Option(help: "Minutes of virtual time in which faults strike; default: about as long as the job takes.")
    var minutes: Double?

    @Flag(help: "Compute with the real arithmetic, on a tiny LSTM, in place of a stand-in.")
    var neural = false

    @Option(help: "Threads that simulate, each one cluster at a time; default: one for each processor.")
    var threads: Int?

    @Flag(help: "Print everything that happens; for one seed.")
    var trace = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard seeds >= 1 else { throw ValidationError("--seeds must be at least 1, not \(seeds)") }
        try require(workers, "workers", in: 1...Limits.workers)
        if let minutes, !(minutes > 0 && minutes <= Limits.simulatedMinutes) {
            throw ValidationError(
                "--minutes must be above 0 and at most \(Int(Limits.simulatedMinutes)), not \(minutes)")
        }
        try require(threads, "threads", in: 1...Limits.threads)
        if trace, seeds > 1 { throw ValidationError("--trace is for one seed, not for \(seeds)") }
    }

    func run() throws {
        let series = SimulationSeries(
            seed: seed, seeds: seeds, workers: workers, minutes: minutes, isNeural: neural, threads: threads,
            isTraced: trace)
        let report = try series.run { done in
            if Console.isTerminal {
                Console.write(
                    "\r\u{1B}[K\(NumberText.grouped(done)) of \(NumberText.grouped(seeds)) seeds", to: 2)
            }
        }
        if Console.isTerminal { Console.write("\r\u{1B}[K", to: 2) }
        if json {
            Console.print(String(decoding: try JSON.encode(report), as: UTF8.self))
        } else {
            for line in report.lines { Console.print(line) }
        }
        if !report.violations.isEmpty { throw CommandEnd(ExitStatus.failed) }
    }
}
