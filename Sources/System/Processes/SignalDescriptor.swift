import Glibc
import Synchronization

/// Signals as readable events of a file descriptor, so that an event loop takes them in like messages.
///
/// Handlers write to a pipe. A signal mask with signalfd would not do: libraries such as OpenBLAS start
/// threads when they are loaded, before anybody could block a signal there, and one open thread is enough for
/// a process to die.
package final class SignalDescriptor {
    package let descriptor: Int32

    /// Where the process's handlers write; -1 where none are set.
    private static let writeEnd = Atomic<Int32>(-1)

    /// Takes over `signals` from the whole process, which has one such descriptor at a time.
    ///
    /// - Throws: `process` where the process has no file descriptors left.
    package init(_ signals: [Int32]) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw SystemError(.process, "no descriptor for signals: \(SystemCall.words())")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        Self.writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in signals {
            signal(number) { number in
                let error = errno
                var byte = UInt8(truncatingIfNeeded: number)
                // A full pipe holds signals enough.
                _ = write(SignalDescriptor.writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = error
            }
        }
        // A parent may have left them blocked.
        var open = sigset_t()
        sigemptyset(&open)
        for number in signals { sigaddset(&open, number) }
        pthread_sigmask(SIG_UNBLOCK, &open, nil)
    }

    deinit {
        close(Self.writeEnd.exchange(-1, ordering: .sequentiallyConsistent))
        close(descriptor)
    }

    /// The signals that have come in since the last call.
    package func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        var signals: [Int32] = []
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { return signals }
            signals += bytes.prefix(count).map(Int32.init)
        }
    }
}
