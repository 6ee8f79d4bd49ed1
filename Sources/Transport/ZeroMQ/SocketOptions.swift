import CZMQ
import Training

extension Socket {
    package enum Kind: Sendable {
        /// Speaks to many peers, each under a routing id that the ROUTER gives it.
        case router
        /// Speaks to one ROUTER.
        case dealer
        /// Answers one request after the other.
        case reply
    }

    package struct Options: Sendable {
        /// How long unsent messages may hold up the end of the context after the socket is closed.
        package var linger: Duration
        /// Bytes of the largest frame taken in. A peer that announces a larger one is disconnected before
        /// memory is set aside for it.
        package var largestFrame: Int
        /// Messages waiting for one peer, in each direction.
        package var queuedMessages: Int
        /// How long a new connection may take over its handshake: strangers do not hold connections open. A
        /// client that is not admitted tries again after this time.
        package var handshakeTimeout: Duration
        /// Whether the socket, which listens, is to tell which connections begin and end.
        package var watchesConnections = false

        package init(
            linger: Duration, largestFrame: Int = Limits.frameBytes,
            queuedMessages: Int = Limits.queuedMessages
        ) {
            self.linger = linger
            self.largestFrame = largestFrame
            self.queuedMessages = queuedMessages
            handshakeTimeout = Limits.handshakeTimeout
        }
    }

    /// Who may speak on a socket.
    package enum Security {
        /// Whoever the file system lets in: `ipc://` and `inproc://` alone. TCP addresses are refused.
        case local
        /// The clients that the authenticator admits. It is part of this case because libzmq would admit
        /// everyone while no authenticator is there.
        case curveServer(CurveKeyPair, Authenticator)
        /// A client with a key pair of its own, and the public key that the server must prove to have.
        case curveClient(CurveKeyPair, server: CurvePublicKey)
    }

    func apply(_ options: Options) throws(TransportError) {
        try set(ZMQ_LINGER, "linger", to: options.linger)
        try set(ZMQ_SNDHWM, "send queue", to: CInt(clamping: options.queuedMessages))
        try set(ZMQ_RCVHWM, "receive queue", to: CInt(clamping: options.queuedMessages))
        try set(ZMQ_MAXMSGSIZE, "largest frame", to: Int64(options.largestFrame))
        try set(ZMQ_HANDSHAKE_IVL, "handshake timeout", to: options.handshakeTimeout)
        try set(ZMQ_CONNECT_TIMEOUT, "connect timeout", to: Limits.connectTimeout)
        try keepAlive()
        // Nothing is queued for a connection that is not up: a sender hears `wouldBlock` and decides for
        // itself.
        try set(ZMQ_IMMEDIATE, "immediate", to: CInt(1))
        if kind == .router {
            // Without it a ROUTER drops silently what it cannot deliver. ZMQ_ROUTER_HANDOVER stays off:
            // workers set no routing id, so each connection has a fresh one, and nobody can take over
            // another's by naming it.
            try set(ZMQ_ROUTER_MANDATORY, "mandatory routing", to: CInt(1))
        }
    }

    /// Has the kernel find connections whose other end vanished without a word. ZeroMQ's own pings would,
    /// too, but libzmq 4.3.4 ends the process by an assertion (`!_io_error`) where one is due, or asked for,
    /// on a connection that has ended while its messages wait to be taken.
    private func keepAlive() throws(TransportError) {
        let name = "keep-alive"
        let (interval, probes) = (Limits.keepAliveInterval, Limits.keepAliveProbes)
        try set(ZMQ_TCP_KEEPALIVE, name, to: CInt(1))
        try set(ZMQ_TCP_KEEPALIVE_IDLE, name, to: CInt(interval.components.seconds))
        try set(ZMQ_TCP_KEEPALIVE_INTVL, name, to: CInt(interval.components.seconds))
        try set(ZMQ_TCP_KEEPALIVE_CNT, name, to: CInt(probes))
        try set(ZMQ_TCP_MAXRT, name, to: Limits.unacknowledged)
    }

    func apply(_ security: Security) throws(TransportError) {
        var isLocal = false
        if case .local = security { isLocal = true }
        try set(
            ZMQ_RECONNECT_IVL, "reconnect interval",
            to: isLocal ? Limits.localReconnectInterval : Limits.reconnectInterval)
        try set(
            ZMQ_RECONNECT_IVL_MAX, "reconnect interval",
            to: isLocal ? Limits.localReconnectIntervalMaximum : Limits.reconnectIntervalMaximum)
        switch security {
        case .local: break
        case .curveServer(let keys, _):
            try set(ZMQ_CURVE_SERVER, "CURVE", to: CInt(1))
            try set(ZMQ_CURVE_SECRETKEY, "CURVE", to: keys.secret)
            try set(ZMQ_ZAP_DOMAIN, "ZAP domain", to: Authenticator.domain)
        case .curveClient(let keys, let server):
            try set(ZMQ_CURVE_SERVERKEY, "CURVE", to: server.text)
            try set(ZMQ_CURVE_PUBLICKEY, "CURVE", to: keys.publicKey.text)
            try set(ZMQ_CURVE_SECRETKEY, "CURVE", to: keys.secret)
        }
    }

    private func set(_ option: CInt, _ name: String, to value: Duration) throws(TransportError) {
        try set(option, name, to: CInt(clamping: value.wholeMilliseconds))
    }

    func set<Value: FixedWidthInteger>(_ option: CInt, _ name: String, to value: Value) throws(TransportError)
    {
        try zeroMQChecked(.operation("setting a socket's \(name) to \(value)")) {
            withUnsafeBytes(of: value) { zmq_setsockopt(handle, option, $0.baseAddress, $0.count) }
        }
    }

    // The value is a key at times: it does not appear in the error.
    private func set(_ option: CInt, _ name: String, to value: String) throws(TransportError) {
        try zeroMQChecked(.operation("setting a socket's \(name)")) {
            value.withCString { zmq_setsockopt(handle, option, $0, value.utf8.count) }
        }
    }
}

extension Duration {
    /// Milliseconds, rounded up so that a wait is never cut short into a busy loop.
    var wholeMilliseconds: Int64 {
        let (milliseconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest > 0 ? milliseconds + 1 : milliseconds
    }
}
