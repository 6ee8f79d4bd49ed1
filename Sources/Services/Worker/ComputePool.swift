import Forecasting
import Foundation
import Jobs
import Neural
import Synchronization
import System
import Training
import Transport

/// The threads that compute: each takes one microbatch or slice at a time, in buffers of its own, or the
/// first takes all at once.
final class ComputePool: Sendable {
    fileprivate struct Queue: Sendable {
        var computing: Computing?
        /// Grows with each job, so that threads know when their buffers are out of date.
        var jobNumber = 0
        /// Where partials are computed: in memory that is shared, or in memory of this process alone.
        var memory: PartialMemory?
        var vectors: VectorPool?
        var leaves = LeafQueue<Computation>()
        /// What slices are of, and which are to be computed; after the job's leaves.
        var order: (digest: String, work: ForecastWork)?
        var slices = LeafQueue<ForecastAssignment>()
        var isClosed = false
    }

    private let queue = Mutex(Queue())
    private let condition = NSCondition()
    private let results: Mailbox<WorkerEvent>
    private let threads: Int
    private let computing: Computers

    typealias Computers = @Sendable (PreparedJob) -> Computing

    /// Starts `threads` threads that wait for work.
    ///
    /// - Parameter computing: called for each job.
    init(threads: Int, results: Mailbox<WorkerEvent>, computing: @escaping Computers) {
        self.threads = threads
        self.results = results
        self.computing = computing
        for number in 0..<threads {
            let thread = Thread { [self] in run(number) }
            thread.name = "compute \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Gives the threads what computations of `run` need. One of that run that has begun already goes on: a
    /// job that is named twice is the same job.
    func setJob(_ job: PreparedJob, of run: String) {
        let computing = computing(job)
        change {
            $0.computing = computing
            $0.jobNumber += 1
            let count = job.plan.model.parameters.count
            if $0.vectors?.count != count { $0.vectors = count > 0 ? VectorPool(count: count) : nil }
            $0.leaves.keepOnly(run)
        }
    }

    /// Gives the threads what slices of an order need.
    func setOrder(_ work: ForecastWork, digest: String) {
        change {
            $0.order = (digest, work)
            $0.slices.keepOnly(digest)
        }
    }

    /// Begins slices in place of others.
    func begin(_ assignment: ForecastAssignment) { change { $0.slices.begin(assignment) } }

    func abandonSlices() { change { $0.slices.abandon() } }

    /// Gives back the memory of the order; threads do so when they look for work next.
    func forgetOrder() {
        change {
            $0.order = nil
            $0.slices.abandon()
        }
    }

    /// Has partials computed in memory that the coordinator sees.
    func setMemory(_ memory: PartialMemory?) { change { $0.memory = memory } }

    /// Begins a computation in place of whatever was under way.
    func begin(_ computation: Computation) { change { $0.leaves.begin(computation) } }

    func abandon() { change { $0.leaves.abandon() } }

    /// Lets the threads end once they are done with what they have in hand.
    func close() { change { $0.isClosed = true } }

    private func change(_ body: (inout Queue) -> Void) {
        queue.withLock { body(&$0) }
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    // MARK: In the threads

    private enum Take {
        case leaf(Int, Computation, make: () -> any LeafComputer, jobNumber: Int)
        case all(Range<Int>, Computation, make: () -> any AssignmentComputer, jobNumber: Int)
        case slice(Int, digest: String, ForecastWork)
        case nothing
        case end
    }

    /// - Parameter number: The thread's, from 0.
    private func run(_ number: Int) {
        var single: (number: Int, computer: any LeafComputer)?
        var whole: (number: Int, computer: any AssignmentComputer)?
        var forecaster: (digest: String, computer: ForecastComputer)?
        while true {
            let next = take(number)
            if forecaster != nil, forecaster?.digest != queue.withLock({ $0.order?.digest }) {
                forecaster = nil
            }
            switch next {
            case .end: return
            case .nothing: wait(number)
            case .slice(let slice, let digest, let work):
                if forecaster?.digest != digest { forecaster = (digest, ForecastComputer(work)) }
                guard let computer = forecaster?.computer else { return }
                compute(slice, of: digest, with: computer)
            case .leaf(let leaf, let computation, let make, let jobNumber):
                if single?.number != jobNumber {
                    // What the job before had is given back first.
                    (single, whole) = (nil, nil)
                    single = (jobNumber, make())
                }
                guard let computer = single?.computer else { return }
                compute(leaf, of: computation, with: computer)
            case .all(let leaves, let computation, let make, let jobNumber):
                if whole?.number != jobNumber {
                    (single, whole) = (nil, nil)
                    whole = (jobNumber, make())
                }
                guard let computer = whole?.computer else { return }
                compute(leaves, of: computation, with: computer)
            }
        }
    }

    private func wait(_ number: Int) {
        condition.lock()
        defer { condition.unlock() }
        // Work may have come between the last look and the lock: `change` broadcasts under the same lock.
        if queue.withLock({ $0.isClosed || $0.hasWork(for: number) }) { return }
        condition.wait()
    }

    private func take(_ number: Int) -> Take {
        queue.withLock { queue in
            if queue.isClosed { return .end }
            guard queue.hasWork(for: number) else { return .nothing }
            guard queue.hasLeaves(for: number) else {
                guard let order = queue.order, let (_, slice) = queue.slices.take() else { return .nothing }
                return .slice(slice, digest: order.digest, order.work)
            }
            switch queue.computing {
            case .byLeaf(let make):
                guard let (computation, leaf) = queue.leaves.take() else { return .nothing }
                return .leaf(leaf, computation, make: make, jobNumber: queue.jobNumber)
            case .together(let make):
                guard let (computation, leaves) = queue.leaves.takeAll() else { return .nothing }
                return .all(leaves, computation, make: make, jobNumber: queue.jobNumber)
            case nil: return .nothing
            }
        }
    }

    /// A vector to write a partial to, of so many numbers.
    private func partial(_ count: Int) -> Vector {
        let (memory, vectors) = queue.withLock { ($0.memory, $0.vectors) }
        if let shared = memory?.take(), shared.count == count { return shared }
        if let vectors, vectors.count == count { return vectors.take() }
        return Vector(zeros: count)
    }

    private func compute(_ leaf: Int, of computation: Computation, with computer: any LeafComputer) {
        let start = Instant.now
        let sum = computer.sum(of: leaf, of: computation, partials: partial)
        let time = Duration.nanoseconds(Instant.now.nanoseconds - start.nanoseconds)
        results.post(.computed(computation, LeafResult(leaf: leaf, sum: sum, computeTime: time)))
    }

    private func compute(_ slice: Int, of order: String, with computer: ForecastComputer) {
        let start = Instant.now
        let outputs = Vector(computer.outputs(slice: slice))
        let time = Duration.nanoseconds(Instant.now.nanoseconds - start.nanoseconds)
        results.post(
            .forecast(Forecasts(order: order, slice: slice, computeTime: time, outputs: outputs)))
    }

    private func compute(
        _ leaves: Range<Int>, of computation: Computation, with computer: any AssignmentComputer
    ) {
        let start = Instant.now
        var sums = computer.sums(of: leaves, of: computation, partials: partial)
        // As long as all threads side by side would have worked: what others make of the time goes by them.
        let time =
            (Instant.now.nanoseconds - start.nanoseconds) * Int64(min(threads, leaves.count))
            / Int64(leaves.count)
        // Each is let go of as it is handed over: what two hold would be copied when it is added to.
        sums.reverse()
        while let (node, sum) = sums.popLast() {
            let time = Duration.nanoseconds(time * Int64(node.range.count))
            results.post(.computed(computation, LeafResult(node: node, sum: sum, computeTime: time)))
        }
        computer.prepare(for: computation)
    }
}

extension ComputePool.Queue {
    /// Whether a thread finds something to do.
    fileprivate func hasWork(for thread: Int) -> Bool { hasLeaves(for: thread) || hasSlices }

    /// Whether it finds a leaf of the job.
    fileprivate func hasLeaves(for thread: Int) -> Bool {
        guard leaves.hasWork else { return false }
        if case .together = computing { return thread == 0 }
        return computing != nil
    }

    private var hasSlices: Bool { order != nil && slices.hasWork && slices.owner == order?.digest }
}
