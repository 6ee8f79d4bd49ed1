package import Training

/// The bounds that concern nothing but sockets, messages and shared memory.
extension Limits {
    // Connections.

    /// Fields of a header that a later release may have added.
    package static let unknownFields = 64

    /// Between two attempts to connect over TCP, at first ...
    package static let reconnectInterval = Duration.milliseconds(50)
    /// ... and at most: a worker is back soon after its coordinator's restart.
    package static let reconnectIntervalMaximum = Duration.milliseconds(250)
    /// The same on one machine, where an attempt costs some microseconds.
    package static let localReconnectInterval = Duration.milliseconds(10)
    package static let localReconnectIntervalMaximum = Duration.milliseconds(40)
    /// How long one attempt to connect over TCP may take, instead of the kernel's minutes.
    package static let connectTimeout = Duration.seconds(5)
    /// How long a new connection may take over its handshake: strangers do not hold connections open. It is
    /// also the time between two attempts of a client that is not admitted, or that was not answered in time.
    package static let handshakeTimeout = Duration.seconds(2)
    /// After this time without a byte the kernel asks whether the other end of a TCP connection is still
    /// there, and again after as long: that a worker is silent is found much sooner, by its heartbeats. Whole
    /// seconds.
    package static let keepAliveInterval = Duration.seconds(5)
    /// Questions without an answer until a connection has ended.
    package static let keepAliveProbes = 6
    /// A connection whose other end has acknowledged nothing of what was sent for this long has ended.
    package static let unacknowledged = Duration.seconds(30)
    /// Parts of a message behind the sender's routing id: a header and one raw frame.
    package static let messageParts = 2
    /// How old what was read of the folder with the admitted keys may be, unless its names have changed.
    package static let keyFolderAge = Duration.seconds(1)
    /// Clients that are admitted or refused before the loop goes on to other things: each takes some ten
    /// microseconds.
    package static let handshakesPerTurn = 32
    /// Refusals of one address, whatever the key, that are noted one by one.
    package static let refusalsNoted = 16
    /// Bytes of a key file: a key takes 40.
    package static let keyFileBytes = 4096

    // Messages.

    /// The version of the messages. Coordinator and workers must speak the same one.
    package static let protocolVersion: UInt32 = 4
    /// Bytes of a raw frame on the query socket: a status with thousands of workers.
    package static let replyBytes = 16 << 20
    /// Characters of a worker's or host's name.
    package static let nameCharacters = 128
    /// Bytes of a path (Linux: PATH_MAX): with a job, it fits in a header.
    package static let pathBytes = 4096
    /// Characters of a text that explains something to a person. Longer ones are cut off when sent.
    package static let textCharacters = 4096
    /// Most that a step, version or number of samples can be: far beyond any run, and sums and small
    /// multiples of it stay far from overflow.
    package static let counter = 1 << 48
    /// Most partials in one shared memory: those of a worker with as many threads as it may have.
    package static let mostSharedSlots = 4096
    /// Longest interval or computing time in a message.
    package static let duration = Duration.seconds(365 * 24 * 3600)

    // Shared memory.

    /// Least numbers of a vector that goes by shared memory on one machine: below, a message costs no more.
    package static let sharedNumbers = 512
}
