import Training

/// A worker's process and machine: the shipped state machine, a clock, threads that compute, the data on its
/// disk.
struct SimulatedWorker {
    let name: String
    var core: WorkerCore
    var clock: ProcessClock
    /// Grows with each start, so that what was meant for a dead process reaches nobody.
    var incarnation = 0
    var isAlive = true
    /// What comes in while the process is stopped waits until it goes on.
    var isPaused = false
    var backlog: [Happening] = []
    /// How many times longer a microbatch takes than usual.
    var slowness = 1.0
    /// Only the newest timer counts.
    var timer = 0
    /// The connection to the coordinator; nil while there is none.
    var connection: Int?
    /// What waits for a connection, as in the real service: not heartbeats, and not without bound.
    var outbox: [Envelope] = []
    /// The highest term heard of, for the checks.
    var term: UInt64 = 0

    // Computing.

    let threads: Int
    var computation: Computation?
    var nextLeaf = 0
    /// For each thread, whether it has a leaf in hand.
    var isBusy: [Bool]

    // The data, which outlive the process.

    var hasData = false
    var received = 0

    init(name: String, threads: Int, core: WorkerCore, clock: ProcessClock) {
        self.name = name
        self.threads = threads
        self.core = core
        self.clock = clock
        isBusy = Array(repeating: false, count: threads)
    }

    /// A start after the process's end.
    mutating func restart(core: WorkerCore) {
        incarnation += 1
        self.core = core
        isAlive = true
        isPaused = false
        backlog = []
        connection = nil
        outbox = []
        term = 0
        computation = nil
        received = 0
        isBusy = Array(repeating: false, count: threads)
    }

    /// The next leaf of the computation for a thread; nil where nothing is left.
    mutating func takeLeaf() -> (Computation, Int)? {
        guard let computation, nextLeaf < computation.leaves.upperBound else { return nil }
        defer { nextLeaf += 1 }
        return (computation, nextLeaf)
    }
}

/// What is going to happen in a simulated cluster.
///
/// What carries much is kept behind a reference, so that the rest moves cheaply.
enum Happening {
    indirect case toCoordinator(Envelope, connection: Int)
    indirect case toWorker(Envelope, connection: Int)
    indirect case coordinatorEvent(CoordinatorEvent, incarnation: Int)
    case coordinatorTick(incarnation: Int, timer: Int)
    case coordinatorOpens(incarnation: Int)
    case coordinatorStarts
    case coordinatorGoesOn
    case diskAdvances(incarnation: Int)
    case resultIsWritten(incarnation: Int)
    indirect case workerEvent(WorkerEvent, worker: Int, incarnation: Int)
    case workerTick(worker: Int, incarnation: Int, timer: Int)
    indirect case leafIsDone(
        Computation, leaf: Int, thread: Int, seconds: Double, worker: Int, incarnation: Int)
    case workerStarts(worker: Int)
    case workerGoesOn(worker: Int)
    case workerConnects(worker: Int, incarnation: Int)
    case workerIsUsual(worker: Int)
    case linkHeals(worker: Int)
    case fault(FaultPlan.Kind)
    case faultsEnd
}
