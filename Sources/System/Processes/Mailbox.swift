import CLinux
import Glibc
import Synchronization

/// Values handed from any thread to one event loop, which polls the descriptor and takes them all.
package final class Mailbox<Value: Sendable>: Sendable {
    /// Readable while values wait.
    package let descriptor: Int32
    private let values = Mutex<[Value]>([])

    /// - Throws: `process` where the process has no file descriptors left.
    package init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else {
            throw SystemError(.process, "no descriptor for events: \(SystemCall.words())")
        }
    }

    deinit { close(descriptor) }

    package func post(_ value: Value) {
        values.withLock { $0.append(value) }
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// The values that have come in since the last call, in order.
    package func take() -> [Value] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        return values.withLock { values in
            defer { values = [] }
            return values
        }
    }
}
