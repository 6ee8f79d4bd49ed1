import Foundation
import Synchronization

/// Threads that do the same thing at the same time.
enum SideBySide {
    /// Runs `body` in so many threads.
    ///
    /// - Parameter body: gets a gate that lets nobody through before all are there.
    /// - Returns: what each of them returned.
    static func run<Value: Sendable>(
        threads: Int, _ body: @escaping @Sendable (Gate) -> Value
    ) -> [Value] {
        let values = Values<Value>()
        let start = Gate(threads)
        let end = Gate(threads + 1)
        for number in 0..<threads {
            let thread = Thread {
                let value = body(start)
                values.all.withLock { $0.append(value) }
                end.pass()
            }
            thread.name = "benchmark \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
        end.pass()
        return values.all.withLock { $0 }
    }

    private final class Values<Value: Sendable>: Sendable {
        let all = Mutex<[Value]>([])
    }
}

/// Opens once so many threads stand before it.
final class Gate: Sendable {
    private let missing: Mutex<Int>
    private let condition = NSCondition()

    init(_ threads: Int) { missing = Mutex(threads) }

    /// Returns when all threads have called it.
    func pass() {
        condition.lock()
        defer { condition.unlock() }
        missing.withLock { $0 -= 1 }
        while missing.withLock({ $0 > 0 }) { condition.wait() }
        condition.broadcast()
    }
}
