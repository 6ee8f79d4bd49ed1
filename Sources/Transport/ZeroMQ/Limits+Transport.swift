import Training

/// The bounds that concern nothing but sockets.
extension Limits {
    /// Between two attempts to connect over TCP, at first ...
    static let reconnectInterval = Duration.milliseconds(50)
    /// ... and at most: a worker is back soon after its coordinator's restart.
    static let reconnectIntervalMaximum = Duration.milliseconds(250)
    /// The same on one machine, where an attempt costs some microseconds.
    static let localReconnectInterval = Duration.milliseconds(10)
    static let localReconnectIntervalMaximum = Duration.milliseconds(40)
    /// How long one attempt to connect over TCP may take, instead of the kernel's minutes.
    static let connectTimeout = Duration.seconds(5)
    /// How long a new connection may take over its handshake: the authenticator answers between two messages
    /// of a busy coordinator. It is also the time between two attempts of a client that is not admitted.
    static let handshakeTimeout = Duration.seconds(10)
    /// Between two pings of an idle connection. They find connections whose other end vanished without a
    /// word; that a worker is silent is found much sooner, by its heartbeats.
    static let pingInterval = Duration.seconds(5)
    /// A connection without any complete message for this long after a ping is dropped: more than the largest
    /// frame takes over 1 Gbit/s.
    static let pingTimeout = Duration.seconds(30)
    /// Parts of a message behind the sender's routing id: a header and one raw frame.
    static let messageParts = 2
    /// Bytes of a key file: a key takes 40.
    static let keyFileBytes = 4096
}
