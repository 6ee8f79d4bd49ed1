import Foundation
import Glibc
import TestFiles
import Training
import Transport

/// What several rounds of chaos came to.
struct ChaosTally {
    private(set) var rounds = 0
    private(set) var failures: [String] = []
    private var injected: [ChaosPlan.Fault: Int] = [:]
    private var seeds: [UInt64] = []
    private let begin = Instant.now

    var elapsed: Duration { .nanoseconds(Instant.now.nanoseconds - begin.nanoseconds) }

    /// Runs a round and takes in how it went; what happened in one that failed is printed, and its files are
    /// kept.
    mutating func run(_ plan: ChaosPlan) throws {
        let start = Instant.now
        let quiet = try plan.job.quiet()
        let round = try ChaosRound(plan)
        rounds += 1
        seeds.append(plan.seed)
        var problems: [String]
        do {
            problems = try round.run(quiet: quiet)
        } catch {
            problems = ["\(error)"]
        }
        injected.merge(round.injected, uniquingKeysWith: +)
        let seconds = String(format: "%.1f s", Instant.now.seconds(since: start))
        let done = round.injected.values.reduce(0, +)
        let verdict = problems.isEmpty ? "same bits, nothing left" : "FAILED"
        say("\(plan.summary): \(done) done in \(seconds), \(verdict)")
        round.ground.clear(keepingFiles: !problems.isEmpty)
        guard !problems.isEmpty else { return }
        let report = problems + ["events:"] + round.history + ["files: \(round.ground.path)"]
        failures.append("\(plan.summary)\n" + report.map { "  " + $0 }.joined(separator: "\n"))
        say(failures.last ?? "")
    }

    /// Lines that sum everything up.
    var summary: [String] {
        let faults = ChaosPlan.Fault.allCases.map { (fault: $0, count: injected[$0, default: 0]) }
        let seconds = String(format: "%.1f", elapsed.inSeconds / 60)
        let span = "seeds \(seeds.first ?? 0) to \(seeds.last ?? 0)"
        return [
            "\(rounds) round(s), \(faults.reduce(0) { $0 + $1.count }) faults, \(seconds) minutes, \(span)"
        ]
            + faults.map { String(format: "%6d  ", $0.count) + $0.fault.rawValue }
            + ["same bits as the quiet run and nothing left behind: \(rounds - failures.count) of \(rounds)"]
            + failures
    }

    /// Prints at once, so that a long run can be watched.
    func say(_ line: String) {
        print("chaos: \(line)")
        fflush(nil)
    }
}
