import Foundation
import Glibc
import Pace
import Synchronization

/// Kills a process that runs for longer than patience lasts, so that no test hangs. It lasts longer the
/// busier the machine is.
final class Watchdog {
    /// A queue of its own: the shared ones may be full of what it is to end.
    private static let queue = DispatchQueue(label: "watchdog")

    private let timer: any DispatchSourceTimer
    private let bite = Bite()

    init(_ pid: pid_t) {
        let start = ContinuousClock.now
        timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.schedule(deadline: .now() + 10, repeating: 10)
        timer.setEventHandler { [bite] in
            guard ContinuousClock.now - start > Patience.limit else { return }
            bite.hasBitten.store(true, ordering: .releasing)
            kill(pid, SIGKILL)
        }
        timer.resume()
    }

    deinit { timer.cancel() }

    /// What to add to a failure's message: whether the process was killed because it took too long.
    var word: String { bite.hasBitten.load(ordering: .acquiring) ? " (killed: it took too long)" : "" }

    /// The process has ended.
    func stop() { timer.cancel() }

    private final class Bite: Sendable { let hasBitten = Atomic(false) }
}
