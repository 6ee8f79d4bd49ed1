import Foundation
import Jobs
import Neural
import Synchronization
import System
import Training
import Transport

/// The threads that compute: each takes one microbatch or slice at a time, in buffers of its own.
final class ComputePool: Sendable {
    fileprivate struct Queue: Sendable {
        var job: PreparedJob?
        /// Grows with each job, so that threads know when their buffers are out of date.
        var jobNumber = 0
        /// Where partials are computed: in memory that is shared, or in memory of this process alone.
        var memory: PartialMemory?
        var vectors: VectorPool?
        var leaves = LeafQueue()
        var isClosed = false
    }

    private let queue = Mutex(Queue())
    private let condition = NSCondition()
    private let results: Mailbox<WorkerEvent>
    private let makeComputer: MakeComputer

    typealias MakeComputer = @Sendable (PreparedJob) -> any LeafComputer

    /// Starts `threads` threads that wait for work.
    ///
    /// - Parameter makeComputer: called in each thread for each job.
    init(threads: Int, results: Mailbox<WorkerEvent>, makeComputer: @escaping MakeComputer) {
        self.results = results
        self.makeComputer = makeComputer
        for number in 0..<threads {
            let thread = Thread { [self] in run() }
            thread.name = "compute \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Gives the threads what computations of `run` need. One of that run that has begun already goes on: a
    /// job that is named twice is the same job.
    func setJob(_ job: PreparedJob, of run: String) {
        change {
            $0.job = job
            $0.jobNumber += 1
            let count = job.plan.model.parameters.count
            if $0.vectors?.count != count { $0.vectors = count > 0 ? VectorPool(count: count) : nil }
            $0.leaves.keepOnly(run: run)
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
        case leaf(Int, Computation, PreparedJob, jobNumber: Int)
        case nothing
        case end
    }

    private func run() {
        var current: (number: Int, computer: any LeafComputer)?
        while true {
            switch take() {
            case .end: return
            case .nothing: wait()
            case .leaf(let leaf, let computation, let job, let number):
                let computer: any LeafComputer
                if let current, current.number == number {
                    computer = current.computer
                } else {
                    computer = makeComputer(job)
                    current = (number, computer)
                }
                results.post(.computed(computation, compute(leaf, of: computation, with: computer)))
            }
        }
    }

    private func wait() {
        condition.lock()
        defer { condition.unlock() }
        // Work may have come between the last look and the lock: `change` broadcasts under the same lock.
        if queue.withLock({ $0.isClosed || $0.leaves.hasWork }) { return }
        condition.wait()
    }

    private func take() -> Take {
        queue.withLock { queue in
            if queue.isClosed { return .end }
            guard let job = queue.job, let (computation, leaf) = queue.leaves.take() else { return .nothing }
            return .leaf(leaf, computation, job, jobNumber: queue.jobNumber)
        }
    }

    /// A vector to write a partial to, as long as the weights.
    private func partial(like weights: Vector) -> Vector {
        let (memory, vectors) = queue.withLock { ($0.memory, $0.vectors) }
        if let shared = memory?.take(), shared.count == weights.count { return shared }
        if let vectors, vectors.count == weights.count { return vectors.take() }
        return Vector(zeros: weights.count)
    }

    private func compute(_ leaf: Int, of computation: Computation, with computer: any LeafComputer)
        -> LeafResult
    {
        let start = Instant.now
        let sum =
            switch computation.purpose {
            case .train:
                computer.gradient(
                    step: computation.step, microbatch: leaf, weights: computation.weights,
                    into: partial(like: computation.weights))
            case .validate, .test:
                NodeSum(computer.metrics(computation.purpose, slice: leaf, weights: computation.weights))
            }
        let time = Duration.nanoseconds(Instant.now.nanoseconds - start.nanoseconds)
        return LeafResult(leaf: leaf, sum: sum, computeTime: time)
    }
}
