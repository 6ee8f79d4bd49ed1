import Jobs
import Launcher
import Neural
import Series
import Tables
import Training
import Transport

/// `lockstep benchmark decisions`: how long a coordinator takes to decide about a step, by the number of its
/// workers. The state machine alone, with workers that answer under a virtual clock: no process, no socket.
package struct DecisionsBenchmark: Sendable {
    package var workers = [16, 64, 256, 1000]
    /// Numbers of a gradient: few, so that adding them up takes no time to speak of.
    package var parameters = 1000
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One number of workers, measured.
    package struct Result: Encodable, Sendable {
        package let workers: Int
        /// What the coordinator takes for a whole step, with its sums and its update.
        package let medianMs: Double
        package let minimumMs: Double
        package let maximumMs: Double
        /// Of that for each worker: the same for any number of them, as long as the cost is linear.
        package let microsecondsAWorker: Double
        /// Partials that a worker sent up in a step.
        package let partialsAWorker: Double
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError` for a debug build and for numbers that cannot be.
    package func run() throws -> Report {
        for count in workers where !(1...Limits.workers).contains(count) {
            throw BenchmarkError(.badOption, "--workers is \(count); it must be 1 to \(Limits.workers)")
        }
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        return Report(machine: machine, results: try workers.map(measure))
    }

    private func measure(_ workers: Int) throws -> Result {
        BenchmarkProgress.show("\(workers) worker(s)")
        let job = try ExchangeBenchmark.job(parameters: parameters, workers: workers)
        let crew = PretendCrew(try PreparedJob(benchmark: job), workers: workers)
        var steps = 0
        var times: [Double] = []
        _ = budget.measure(beginning: { (steps, times, crew.partials) = (0, [], 0) }) {
            times.append(crew.step())
            steps += 1
        }
        let spread = Spread(times)
        return Result(
            workers: workers, medianMs: 1e3 * spread.median, minimumMs: 1e3 * spread.minimum,
            maximumMs: 1e3 * spread.maximum, microsecondsAWorker: 1e6 * spread.median / Double(workers),
            partialsAWorker: Double(crew.partials) / Double(steps * workers))
    }
}

/// Workers of one speed that answer everything, one after the other, and the coordinator that they work for.
private final class PretendCrew {
    private let job: PreparedJob
    private var core: CoordinatorCore
    private var now = Instant(nanoseconds: 0)
    /// What has been given out and not been answered.
    private var orders: [(worker: PeerID, order: Assignment)] = []
    /// Seconds that the coordinator has taken.
    private var seconds = 0.0
    /// Partials that were sent up.
    var partials = 0

    init(_ job: PreparedJob, workers: Int) {
        self.job = job
        core = CoordinatorCore(
            term: 1, queue: RunQueue(), exitsWhenDone: false,
            slowestLine: SlowestLine(bytesPerSecond: Limits.slowestLine), at: now)
        handle(.submitted(run: Self.run))
        let run = PreparedRun(
            RunIdentity(id: Self.run, jobDigest: "", dataDigest: ""), plan: job.plan, jobText: "",
            dataBytes: 1, state: nil)
        handle(.opened(run, term: Self.term, RunPast()))
        for number in 0..<workers {
            let peer = PeerID(socket: 0, identity: Array("\(number)".utf8))
            let hello = Hello(name: "worker-\(number)", host: "h", pid: 1, threads: 1, fingerprint: "f")
            receive(.hello(hello), from: peer)
            receive(.memoryAttached(MemoryAttached(run: Self.run)), from: peer)
            receive(.ready(Ready(run: Self.run)), from: peer)
        }
    }

    private static let run = "benchmark-1"
    private static let term: UInt64 = 2

    /// Lets every worker answer until a step is done.
    ///
    /// - Returns: the seconds that the coordinator took for it.
    func step() -> Double {
        let before = (core.currentStep, seconds)
        while core.currentStep == before.0, !orders.isEmpty {
            let given = orders
            orders = []
            now = now + .milliseconds(1)
            for (worker, order) in given { answer(order, from: worker) }
        }
        return seconds - before.1
    }

    private func answer(_ order: Assignment, from worker: PeerID) {
        let leaves = job.plan.leaves(order.purpose, step: order.step)
        for node in TreeNode.maximalNodes(in: order.microbatches, leaves: leaves) {
            let samples = node.range.reduce(0) {
                $0 + job.plan.slots(step: order.step, microbatch: $1).count
            }
            let gradient = Gradient(
                run: order.run, step: order.step, node: node, samples: samples, loss: 0,
                computeTime: .milliseconds(node.range.count),
                partial: Vector(zeros: job.plan.model.parameters.count))
            partials += 1
            now = now + .microseconds(1)
            receive(.gradient(gradient), from: worker)
        }
    }

    private func receive(_ message: Message, from worker: PeerID) {
        handle(.received(Envelope(term: Self.term, message: message), from: worker))
    }

    private func handle(_ event: CoordinatorEvent) {
        let start = Instant.now
        let actions = core.handle(event, at: now)
        seconds += Instant.now.seconds(since: start)
        for case .send(let envelope, let worker) in actions {
            if case .assignment(let order) = envelope.message { orders.append((worker, order)) }
        }
    }
}

extension DecisionsBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let head = ["workers", "ms/step", "minimum", "maximum", "us/worker", "partials/worker"]
        let rows = results.map { result in
            ["\(result.workers)"]
                + [
                    result.medianMs, result.minimumMs, result.maximumMs, result.microsecondsAWorker,
                    result.partialsAWorker,
                ].map(BenchmarkTable.number)
        }
        return [BenchmarkTable(wordColumns: 0, head: head, rows: rows)]
    }
}
