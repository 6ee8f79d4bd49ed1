import Dispatch
import Foundation
import Glibc
import Synchronization

/// Threads of their own for tests that wait for processes or compute for long. Swift Testing's own threads,
/// as many as there are cores, stay free for tests that take milliseconds.
final class TestThreads: TaskExecutor {
    /// Each such test starts several processes or computes with two threads, so few are enough for all cores.
    static let shared = TestThreads(count: max(2, min(8, ProcessInfo.processInfo.activeProcessorCount / 2)))

    /// By their own handles: a thread's name may still be set by who made it.
    private let threads = Mutex<Set<pthread_t>>([])
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

    /// Whether the caller runs on one of them.
    var isCurrent: Bool { threads.withLock { $0.contains(pthread_self()) } }

    private func work() {
        threads.withLock { _ = $0.insert(pthread_self()) }
        while true {
            waiting.wait()
            let job = jobs.withLock { $0.removeFirst() }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
