import Dispatch
import Foundation
import Launcher
package import Simulation
import Synchronization
import System
import Training
import Transport

/// `lockstep simulate`: many simulated clusters, one for each seed, on all processors.
package struct SimulationSeries: Sendable {
    /// What each is like; its seed is the first one's.
    package var options: SimulationOptions
    /// Seeds, one after the other from the first.
    package var seeds = 1
    /// Threads that simulate, each a cluster at a time.
    package var threads = Host.processors

    package init(_ options: SimulationOptions) { self.options = options }

    /// As the command line says it; a trace goes to standard output.
    package init(
        seed: UInt64, seeds: Int, workers: Int?, minutes: Double?, isNeural: Bool, threads: Int?,
        isTraced: Bool
    ) {
        options = SimulationOptions(seed: seed)
        options.workers = workers
        options.minutes = minutes
        options.isNeural = isNeural
        if isTraced { options.trace = { Console.print($0) } }
        self.seeds = seeds
        if let threads { self.threads = threads }
    }

    /// What came of all of them.
    package struct Report: Encodable, Sendable {
        package fileprivate(set) var firstSeed: UInt64
        package fileprivate(set) var seeds = 0
        /// Seeds that broke a promise, smallest first, with what it was.
        package fileprivate(set) var violations: [Violation] = []
        /// Seconds of virtual time, and of real time on `threads` threads.
        package fileprivate(set) var virtualSeconds = 0.0
        package fileprivate(set) var realSeconds = 0.0
        package fileprivate(set) var threads = 1
        /// Virtual over real time, for one thread.
        package fileprivate(set) var timesRealTime = 0.0
        package fileprivate(set) var events = 0
        package fileprivate(set) var steps = 0
        package fileprivate(set) var appliedSteps = 0
        /// Shares of steps that were given out, and partials that came back.
        package fileprivate(set) var shares = 0
        package fileprivate(set) var partials = 0
        package fileprivate(set) var incidents = 0
        package fileprivate(set) var faults: [String: Int] = [:]
        /// All seeds' digests, mixed: the same whenever and wherever the same seeds are simulated.
        package fileprivate(set) var digest = ""
    }

    package struct Violation: Encodable, Sendable {
        package let seed: UInt64
        package let words: String
        /// The command that does it again, with everything that happens.
        package let replay: String
    }

    fileprivate struct Sums: Sendable {
        var next = 0
        var report: Report
        var digest: UInt64 = 0
        var failed = false
    }

    /// Simulates every seed. After a broken promise no further seed is begun.
    ///
    /// - Parameter progress: called now and then, on any thread, with the number of seeds that are done.
    /// - Throws: only where the simulator's own jobs are no jobs.
    package func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Report {
        let sums = Mutex(Sums(report: Report(firstSeed: options.seed)))
        let problem = Mutex<(any Error)?>(nil)
        let start = Instant.now
        DispatchQueue.concurrentPerform(iterations: min(threads, seeds)) { _ in
            let simulator = Simulator()
            while let index = sums.withLock({ $0.takeNext(below: seeds) }) {
                do {
                    var options = options
                    options.seed &+= UInt64(index)
                    let outcome = try simulator.run(options)
                    let done = sums.withLock { sums in
                        sums.add(outcome, replay: replay(of: outcome.seed))
                        return sums.report.seeds
                    }
                    if done.isMultiple(of: 1000) { progress(done) }
                } catch {
                    problem.withLock { $0 = error }
                    return
                }
            }
        }
        if let problem = problem.withLock({ $0 }) { throw problem }
        return sums.withLock { sums in
            var report = sums.report
            report.violations.sort { $0.seed < $1.seed }
            report.threads = min(threads, seeds)
            report.realSeconds = Instant.now.seconds(since: start)
            report.timesRealTime =
                report.virtualSeconds / max(report.realSeconds * Double(report.threads), 1e-9)
            report.digest = String(format: "%016llx", sums.digest)
            return report
        }
    }

    /// The command that simulates a seed of this series again.
    func replay(of seed: UInt64) -> String {
        var words = ["\(Installation.command) simulate --seed \(seed)"]
        if let workers = options.workers { words.append("--workers \(workers)") }
        if let minutes = options.minutes { words.append("--minutes \(minutes)") }
        if options.isNeural { words.append("--neural") }
        return (words + ["--trace"]).joined(separator: " ")
    }
}

extension SimulationSeries.Sums {
    fileprivate mutating func takeNext(below count: Int) -> Int? {
        guard next < count, !failed else { return nil }
        defer { next += 1 }
        return next
    }

    fileprivate mutating func add(_ outcome: SimulationOutcome, replay: String) {
        report.seeds += 1
        report.virtualSeconds += outcome.seconds
        report.events += outcome.events
        report.steps += outcome.steps
        report.appliedSteps += outcome.appliedSteps
        report.shares += outcome.shares
        report.partials += outcome.partials
        report.incidents += outcome.incidents
        report.faults.merge(outcome.faults, uniquingKeysWith: +)
        // A sum does not depend on which seed was done first.
        digest &+= outcome.digest
        if let violation = outcome.violation {
            failed = true
            report.violations.append(.init(seed: outcome.seed, words: violation, replay: replay))
        }
    }
}

extension SimulationSeries.Report {
    /// For people.
    package var lines: [String] {
        var lines = [
            "seeds        \(NumberText.grouped(seeds)) from \(firstSeed), "
                + "\(violations.isEmpty ? "all" : "not all") promises kept",
            "time         \(NumberText.time(virtualSeconds)) simulated in \(NumberText.time(realSeconds)) on "
                + "\(threads) thread(s): \(NumberText.rate(timesRealTime)) times real time each",
            "steps        \(NumberText.grouped(steps)), \(NumberText.grouped(appliedSteps)) applied; "
                + "\(NumberText.grouped(events)) events, \(NumberText.grouped(incidents)) incidents",
            "shares       \(NumberText.grouped(shares)), \(NumberText.grouped(partials)) partials came back",
            "digest       \(digest)",
        ]
        let struck = faults.sorted { $0.key < $1.key }.map { "\($0.key) \(NumberText.grouped($0.value))" }
        if !struck.isEmpty { lines.append("faults       \(struck.joined(separator: ", "))") }
        for violation in violations {
            lines += ["", "seed \(violation.seed): \(violation.words)", "  again: \(violation.replay)"]
        }
        return lines
    }
}
