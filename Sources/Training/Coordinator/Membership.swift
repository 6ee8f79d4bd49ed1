/// The address of a peer: the socket that it came in by and its ZeroMQ routing identity there.
public struct PeerID: Hashable, Sendable {
    public let socket: Int
    public let identity: [UInt8]

    public init(socket: Int, identity: [UInt8]) {
        self.socket = socket
        self.identity = identity
    }
}

/// A worker that has been admitted.
struct Member: Sendable {
    /// Where the worker stands with the job at work.
    enum State: Sendable, Equatable {
        /// Admitted; no job has been named to it. Left when a job starts.
        case idle
        /// The job has been named; `ready` is awaited.
        case preparing
        /// Work may be assigned.
        case ready
    }

    let peer: PeerID
    let hello: Hello
    var state = State.idle
    var lastSeen: Instant
    /// When the job was named to it last.
    var preparedAt: Instant
    /// The version of the weights that were sent to it last.
    var weightsVersion: Int?
    /// Vectors need not be sent to it: it shares memory with the coordinator.
    var sharesMemory = false
    /// What it says it is doing.
    var reported = WorkerState.idle
    var step = 0
    /// Microbatches and slices whose results counted.
    var microbatches = 0
    /// Microbatches a second, smoothed; nil before the first result.
    var speed: Double?
    /// Samples a second, smoothed, for people to read.
    var samplesPerSecond = 0.0
    /// No work before this: it was late the last time.
    var restsUntil: Instant?

    init(peer: PeerID, hello: Hello, at now: Instant) {
        self.peer = peer
        self.hello = hello
        lastSeen = now
        preparedAt = now
    }

    /// Takes in how long `count` microbatches took on one thread.
    mutating func measured(microbatches count: Int, samples: Int, threadTime: Duration) {
        microbatches += count
        let seconds = max(threadTime.inSeconds, 1e-9)
        let threads = Double(min(hello.threads, max(count, 1)))
        let speed = Double(count) * threads / seconds
        self.speed = self.speed.map { 0.7 * $0 + 0.3 * speed } ?? speed
        let samples = Double(samples) * threads / seconds
        samplesPerSecond = samplesPerSecond == 0 ? samples : 0.7 * samplesPerSecond + 0.3 * samples
    }
}

/// The workers that a coordinator has admitted.
struct Membership: Sendable {
    private(set) var members: [PeerID: Member] = [:]

    subscript(peer: PeerID) -> Member? {
        get { members[peer] }
        set { members[peer] = newValue }
    }

    /// Members in the order of their names, so that decisions do not depend on a dictionary's order.
    var sorted: [Member] { members.values.sorted { $0.hello.name < $1.hello.name } }

    var isEmpty: Bool { members.isEmpty }
    var count: Int { members.count }

    func named(_ name: String) -> Member? { members.values.first { $0.hello.name == name } }

    func silent(at now: Instant) -> [Member] {
        sorted.filter { $0.lastSeen + Limits.silence <= now }
    }

    mutating func remove(_ peer: PeerID) -> Member? { members.removeValue(forKey: peer) }

    mutating func update(_ peer: PeerID, _ change: (inout Member) -> Void) {
        if var member = members.removeValue(forKey: peer) {
            change(&member)
            members[peer] = member
        }
    }

    mutating func updateAll(_ change: (inout Member) -> Void) {
        for peer in Array(members.keys) { update(peer, change) }
    }
}
