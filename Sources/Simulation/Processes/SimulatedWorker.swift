import Training

/// A worker's process and machine: the shipped state machine, a clock, threads that compute, the data on its
/// disk.
struct SimulatedWorker {
    /// Another one after each start under another name.
    var name: String
    var core: WorkerCore
    var clock: ProcessClock
    /// Grows with each start, so that what was meant for a dead process reaches nobody.
    var incarnation = 0
    var isAlive = false
    /// It has been started by the launcher, and has not come so far as to do anything.
    var isStarting = false
    /// Of the launcher that started it last, and how often in a row it has died soon under that, at least and
    /// at most: clocks differ.
    var launcher = 0
    var quickDeaths = (least: 0, most: 0)
    var startedAt: Int64 = 0
    var diedAt: Int64 = 0
    /// It is called something else after the next start.
    var getsANewName = false
    /// Since when all that it says arrives, sooner or later.
    var wellSince: Int64 = 0
    /// What comes in while the process is stopped waits until it goes on.
    var isPaused = false
    var backlog: [Happening] = []
    /// How many times longer a microbatch takes than usual.
    var slowness = 1.0
    /// Only the newest timer counts.
    var timer = 0
    /// The connection to the coordinator; nil while there is none.
    var connection: Int?
    /// The connection by which its last Hello has come: by another one the coordinator does not know it.
    var joinedBy: Int?
    /// What waits for a connection.
    var outbox = Outbox<Envelope>()
    /// The highest term heard of, for the checks.
    var term: UInt64 = 0

    // Computing.

    let threads: Int
    var leaves = LeafQueue<Computation>()
    var slices = LeafQueue<ForecastAssignment>()
    /// The order that is in its memory.
    var order: String?
    /// For each thread, whether it has a leaf in hand.
    var isBusy: [Bool]

    /// Its threads hand in nothing, though the process says that it lives.
    var isMute = false
    var muteSince: Int64 = 0
    var unsaid: [Happening] = []
    /// How often it was called late since.
    var lates = 0
    /// It shares memory with the coordinator: vectors do not travel.
    var sharesMemory = false

    // The data, which outlive the process, by digest; and how much has come of those that are fetched.

    var data: Set<String> = []
    var fetched: [String: Int] = [:]

    init(name: String, threads: Int, core: WorkerCore, clock: ProcessClock) {
        self.name = name
        self.threads = threads
        self.core = core
        self.clock = clock
        isBusy = Array(repeating: false, count: threads)
    }

    /// Takes in that the process has ended after so many nanoseconds.
    mutating func counts(_ end: ProcessEnd, after life: Int64) {
        let (isOrderly, quick) = (end == .exited(0), Limits.quickDeath.nanoseconds)
        if life >= quick * 9 / 10 {
            quickDeaths.least = 0
        } else if !isOrderly {
            quickDeaths.least += 1
        }
        guard !isOrderly else { return }
        quickDeaths.most = life >= quick * 11 / 10 ? 0 : quickDeaths.most + 1
    }

    /// A start after the process's end.
    mutating func restart(core: WorkerCore) {
        incarnation += 1
        self.core = core
        isAlive = true
        isPaused = false
        backlog = []
        connection = nil
        joinedBy = nil
        outbox = Outbox()
        term = 0
        leaves = LeafQueue()
        slices = LeafQueue()
        order = nil
        fetched = [:]
        sharesMemory = false
        isMute = false
        unsaid = []
        isBusy = Array(repeating: false, count: threads)
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
    /// What a launcher tells is taken in, and answered.
    indirect case coordinatorIsTold(Control, incarnation: Int, launcher: Int)
    case launcherStarts
    case childEnded(ChildID, ProcessEnd, incarnation: Int)
    case launcherTick(incarnation: Int, timer: Int)
    indirect case launcherIsTold(Control, isAnswered: Bool, incarnation: Int)
    /// A coordinator should have heard of a worker that was given up.
    case newsIsDue(worker: String, launcher: Int)
    case coordinatorStarts(launcher: Int)
    case coordinatorGoesOn
    case diskAdvances(incarnation: Int)
    /// Somebody submits the run of this place, until it is accepted.
    case submits(Int)
    indirect case workerEvent(WorkerEvent, worker: Int, incarnation: Int)
    case workerTick(worker: Int, incarnation: Int, timer: Int)
    indirect case leafIsDone(
        Computation, leaf: Int, thread: Int, seconds: Double, worker: Int, incarnation: Int)
    case sliceIsDone(
        order: String, slice: Int, thread: Int, seconds: Double, worker: Int, incarnation: Int)
    /// Somebody asks for the order of this place, until he has what it came to.
    case asks(Int)
    case workerStarts(worker: Int)
    case workerDies(worker: Int, incarnation: Int)
    /// A worker that was started, or has died under a launcher, should be there.
    case startIsDue(worker: Int, launcher: Int)
    case returnIsDue(worker: Int, launcher: Int)
    case workerGoesOn(worker: Int)
    case workerConnects(worker: Int, incarnation: Int)
    case workerIsUsual(worker: Int)
    case workerSpeaks(worker: Int)
    /// A coordinator that was asked to end should have.
    case endIsDue(incarnation: Int)
    case linkHeals(worker: Int)
    case fault(FaultPlan.Kind)
    case faultsEnd
}
