import Training

/// A coordinator's process: the shipped state machine, a clock, a disk.
struct SimulatedCoordinator {
    var core: CoordinatorCore
    var clock: ProcessClock
    var disk = SimulatedDisk()
    var incarnation = 0
    var isAlive = false
    /// It has been started, and has not come so far as to do anything.
    var isStarting = false
    var isPaused = false
    var backlog: [Happening] = []
    var timer = 0
    var isRestart = false
    /// When it was asked to end first; nil while it was not.
    var stoppedAt: Int64?
    /// When it was started, or away last and went on.
    var wentOnAt: Int64 = 0
    /// How far it had come when it was looked at last, and since when.
    var progress = 0
    var progressAt: Int64 = 0
    /// When anybody had work in hand last, or there was none.
    var atWorkAt: Int64 = 0

    init(core: CoordinatorCore, clock: ProcessClock) {
        self.core = core
        self.clock = clock
    }
}

/// A connection between a worker and the coordinator: what goes by it arrives in order, or not at all.
struct Connection {
    let worker: Int
    let peer: PeerID
    var isOpen = true
    /// When the last message of each direction arrives.
    var lastToWorker: Int64 = 0
    var lastToCoordinator: Int64 = 0
    /// Messages on their way or waiting, which ZeroMQ bounds.
    var waitingForWorker = 0
    /// Parts of the data, weights, and namings of a job that were sent to the worker since one arrived.
    var onTheWay = (term: UInt64(0), chunks: 0, weights: 0, names: 0)
    var waitingForCoordinator = 0

    init(number: Int, worker: Int) {
        self.worker = worker
        let bytes = withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { Array($0) }
        peer = PeerID(socket: 0, identity: bytes)
    }

    /// The number of the connection that a peer came in by.
    static func number(of peer: PeerID) -> Int {
        peer.identity.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
