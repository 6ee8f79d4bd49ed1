import CZMQ

/// A ZeroMQ socket. It stays on the thread that made it, as libzmq demands, and is closed when nobody holds
/// it.
package final class Socket {
    package let kind: Kind
    let handle: UnsafeMutableRawPointer
    // Keeps the context until the socket is closed, and the authenticator as long as the socket can accept
    // anybody.
    private let context: Context
    private let security: Security
    private var handshakes: HandshakeMonitor?
    private var isClosed = false

    /// Which connections begin and end; nil unless the options ask for it.
    package private(set) var connections: ConnectionMonitor?

    /// Why no connection comes about, in words for a person; nil if none is known. For CURVE clients; brought
    /// up to date by each `send`.
    package private(set) var connectionTrouble: String?

    /// - Throws: `noCurve` where CURVE is asked for and libzmq has none; `zeroMQ` with libzmq's words.
    package init(
        _ kind: Kind, in context: Context, options: Options, security: Security = .local
    ) throws(TransportError) {
        if case .local = security {} else { try requireCurve() }
        guard let handle = zmq_socket(context.handle, kind.code) else {
            throw zeroMQError(zmq_errno(), .operation("creating a ZeroMQ socket"))
        }
        self.kind = kind
        self.handle = handle
        self.context = context
        self.security = security
        try apply(options)
        try apply(security)
        // A socket has one monitor.
        if options.watchesConnections {
            connections = try ConnectionMonitor(of: handle, in: context)
        } else if case .curveClient = security {
            handshakes = try HandshakeMonitor(of: handle, in: context)
        }
    }

    deinit { close() }

    /// Closes the socket; nothing may be done with it afterwards. What it was given to send goes out while it
    /// lingers, for which `Context.finish()` waits.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        handshakes?.close()
        connections?.close()
        zmq_close(handle)
    }

    /// Listens on `address`: `ipc://PATH`, `inproc://NAME`, `tcp://INTERFACE:PORT`, where `*` means any.
    ///
    /// A Unix socket that a dead process left behind is replaced.
    /// - Throws: `addressInUse`, `badAddress`; `noCurve` for TCP without CURVE.
    package func bind(_ address: String) throws(TransportError) {
        try prepare(for: address)
        // libzmq takes over a Unix socket's path without asking whether somebody still listens there.
        if let path = try unixSocketPath(of: address), unixSocketAnswers(path) { throw addressInUse(address) }
        try zeroMQChecked(.address(address)) { zmq_bind(handle, address) }
    }

    /// Connects to `address` and goes on trying in the background for as long as the socket lives.
    ///
    /// - Throws: `badAddress`; `noCurve` for TCP without CURVE. Not if nobody listens there.
    package func connect(_ address: String) throws(TransportError) {
        try prepare(for: address)
        _ = try unixSocketPath(of: address)
        if HostPlace(address)?.needsIPv6 == true { try set(ZMQ_IPV6, "IPv6", to: CInt(1)) }
        try zeroMQChecked(.address(address)) { zmq_connect(handle, address) }
    }

    /// The address bound or connected to last, with the port that the system chose for `tcp://INTERFACE:*`.
    ///
    /// - Throws: `zeroMQ`.
    package func lastEndpoint() throws(TransportError) -> String {
        var text = [UInt8](repeating: 0, count: 1024)
        var size = text.count
        try zeroMQChecked(.operation("asking for a socket's address")) {
            zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &size)
        }
        return String(decoding: text.prefix(while: { $0 != 0 }), as: UTF8.self)
    }

    /// What becomes readable when something may have happened to a socket (`ZMQ_FD`).
    static func descriptor(of handle: UnsafeMutableRawPointer) throws(TransportError) -> CInt {
        var descriptor: CInt = -1
        var size = MemoryLayout<CInt>.size
        try zeroMQChecked(.operation("asking for a socket's descriptor")) {
            zmq_getsockopt(handle, ZMQ_FD, &descriptor, &size)
        }
        return descriptor
    }

    func noteConnection(isUp: Bool) throws(TransportError) {
        guard let handshakes else { return }
        let latest = try handshakes.latest()
        connectionTrouble = isUp ? nil : latest ?? connectionTrouble
    }

    private func prepare(for address: String) throws(TransportError) {
        guard address.hasPrefix("tcp://") else { return }
        if case .local = security {
            throw TransportError(
                .noCurve,
                "\(address): TCP needs CURVE keys; make them with lockstep keygen, or use an ipc:// address")
        }
        if address.contains("[") { try set(ZMQ_IPV6, "IPv6", to: CInt(1)) }
    }
}

extension Socket.Kind {
    fileprivate var code: CInt {
        switch self {
        case .router: ZMQ_ROUTER
        case .dealer: ZMQ_DEALER
        case .reply: ZMQ_REP
        }
    }
}
