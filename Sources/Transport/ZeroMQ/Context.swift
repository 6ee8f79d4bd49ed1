import CZMQ
import Glibc
import Synchronization

/// Owner of libzmq's I/O threads. A process has one; its sockets keep it alive.
///
/// `@unchecked Sendable` because the handle never changes and libzmq lets any thread use a context.
package final class Context: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
    private let isFinished = Atomic(false)

    /// - Throws: `zeroMQ` where the process has no file descriptors or threads left.
    package init() throws(TransportError) {
        guard let handle = zmq_ctx_new() else {
            throw zeroMQError(zmq_errno(), .operation("creating a ZeroMQ context"))
        }
        self.handle = handle
        // Sockets say themselves how long they linger; closing one never waits without bound by default.
        zmq_ctx_set(handle, ZMQ_BLOCKY, 0)
    }

    /// Waits until what closed sockets were given to send has gone out, or they have lingered long enough.
    /// Every socket of the context must be closed. A process calls it before it ends: exiting does not wait.
    package func finish() {
        guard !isFinished.exchange(true, ordering: .sequentiallyConsistent) else { return }
        while zmq_ctx_term(handle) < 0 && zmq_errno() == EINTR {}
    }

    // Every socket holds its context, so all are closed by now: this waits for what lingers and nothing else.
    deinit { finish() }
}
