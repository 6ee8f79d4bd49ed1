import Dispatch
import Foundation
import Synchronization

/// Threads of their own for tests that wait for processes or compute for long. Swift Testing's own threads,
/// as many as there are cores, stay free for tests that take milliseconds.
final class TestThreads: TaskExecutor {
    /// Each such test starts several processes or computes with two threads, so few are enough for all cores.
    static let shared = TestThreads(count: max(2, min(8, ProcessInfo.processInfo.activeProcessorCount / 2)))

    static let name = "blocking test"

    private let jobs = Mutex<[UnownedJob]>([])
    private let waiting = DispatchSemaphore(value: 0)

    init(count: Int) {
        for _ in 0..<count { Thread { self.work() }.start() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        waiting.signal()
    }

    private func work() {
        Thread.current.name = Self.name
        while true {
            waiting.wait()
            let job = jobs.withLock { $0.removeFirst() }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
