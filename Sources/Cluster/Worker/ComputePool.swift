import Foundation
import Neural
import Synchronization
import Training

/// The threads that compute: each takes one microbatch or slice at a time, in buffers of its own.
final class ComputePool: Sendable {
    fileprivate struct Queue: Sendable {
        var job: PreparedJob?
        /// Grows with each job, so that threads know when their buffers are out of date.
        var jobNumber = 0
        var computation: Computation?
        var next = 0
        var isClosed = false
    }

    private let queue = Mutex(Queue())
    private let condition = NSCondition()
    private let results: Mailbox<WorkerEvent>

    /// Starts `threads` threads that wait for work.
    init(threads: Int, results: Mailbox<WorkerEvent>) {
        self.results = results
        for number in 0..<threads {
            let thread = Thread { [self] in run() }
            thread.name = "compute \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Gives the threads what computations of `run` need. One of that run that has begun already goes on: a job that is
    /// named twice is the same job.
    func setJob(_ job: PreparedJob, of run: String) {
        change {
            $0.job = job
            $0.jobNumber += 1
            if $0.computation?.run != run { $0.computation = nil }
        }
    }

    /// Begins a computation in place of whatever was under way.
    func begin(_ computation: Computation) {
        change {
            $0.computation = computation
            $0.next = computation.leaves.lowerBound
        }
    }

    func abandon() { change { $0.computation = nil } }

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
        var current: (number: Int, computer: MicrobatchComputer)?
        while true {
            switch take() {
            case .end: return
            case .nothing: wait()
            case .leaf(let leaf, let computation, let job, let number):
                let computer: MicrobatchComputer
                if let current, current.number == number {
                    computer = current.computer
                } else {
                    computer = MicrobatchComputer(plan: job.plan, series: job.series)
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
        if queue.withLock({ $0.isClosed || $0.hasWork }) { return }
        condition.wait()
    }

    private func take() -> Take {
        queue.withLock { queue in
            if queue.isClosed { return .end }
            guard let computation = queue.computation, let job = queue.job, queue.hasWork else {
                return .nothing
            }
            defer { queue.next += 1 }
            return .leaf(queue.next, computation, job, jobNumber: queue.jobNumber)
        }
    }

    private func compute(_ leaf: Int, of computation: Computation, with computer: MicrobatchComputer)
        -> LeafResult
    {
        let start = Instant.now
        let value: LeafResult.Value =
            switch computation.purpose {
            case .train:
                .gradient(
                    computer.gradient(
                        step: computation.step, microbatch: leaf, weights: computation.weights,
                        into: Vector(zeros: computation.weights.count)))
            case .validate, .test:
                .metrics(computer.metrics(computation.purpose, slice: leaf, weights: computation.weights))
            }
        let time = Duration.nanoseconds(Instant.now.nanoseconds - start.nanoseconds)
        return LeafResult(leaf: leaf, value: value, computeTime: time)
    }
}

extension ComputePool.Queue {
    fileprivate var hasWork: Bool { computation.map { next < $0.leaves.upperBound } ?? false }
}
