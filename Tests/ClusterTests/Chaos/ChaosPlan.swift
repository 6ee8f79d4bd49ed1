import TestFiles
import TestMessages

/// What is to go wrong in one round of chaos, and under which circumstances: a function of the seed.
///
/// Real processes do not run twice in the same way, so a seed gives the same choices and not the same run.
struct ChaosPlan: Sendable {
    /// Something that is done to a running cluster.
    enum Fault: String, CaseIterable, Sendable {
        case workerKilled = "worker killed"
        case workerStopped = "worker stopped for a while"
        case workerEnded = "worker asked to end"
        case coordinatorKilled = "coordinator killed"
        case coordinatorStopped = "coordinator stopped for a while"
        case coordinatorEnded = "coordinator asked to end"
        case launcherKilled = "launcher killed"
        case launcherStopped = "launcher stopped for a while"
        case launcherEnded = "launcher asked to end"
        case clusterKilled = "launcher and coordinator killed at once"
        case workerJoins = "worker joins by the local socket and leaves or dies"
        case remoteWorkerJoins = "worker joins over TCP and leaves or dies"
        case diskFull = "disk full for a while"
        case garbage = "garbage on every socket"
        case checkpointDamaged = "newest checkpoint damaged while the coordinator is down"

        /// How often it is chosen, beside the others.
        fileprivate var weight: Int {
            switch self {
            case .workerKilled, .coordinatorKilled, .garbage: 3
            case .workerStopped, .workerJoins, .remoteWorkerJoins, .coordinatorStopped, .checkpointDamaged,
                .diskFull:
                2
            case .workerEnded, .coordinatorEnded, .launcherKilled, .launcherStopped, .launcherEnded,
                .clusterKilled:
                1
            }
        }

        /// Whether the launcher counts it among the quick deaths of its coordinator, after some of which it
        /// gives up.
        fileprivate var killsCoordinator: Bool { self == .coordinatorKilled || self == .checkpointDamaged }
    }

    struct Event: Sendable {
        let fault: Fault
        /// The share of the run's steps that must have been applied before; nil: it does not wait for any.
        let progress: Double?
        /// Between the event before and this one, at least.
        let pause: Duration
        /// Of what does not last for ever.
        let length: Duration
        /// Chooses what else is left open: which worker, which byte.
        let pick: UInt64
    }

    /// How much of it there is in a round.
    struct Extent: Sendable {
        let faults: ClosedRange<Int>
        /// Of what does not last for ever, in milliseconds.
        let longest: Int
        let jobs: [ChaosJob]

        static let short = Extent(faults: 4...6, longest: 1200, jobs: ChaosJob.all(length: 1))
        static let long = Extent(faults: 5...14, longest: 2500, jobs: ChaosJob.all(length: 3))
    }

    let seed: UInt64
    let job: ChaosJob
    /// Workers of the launcher, and when it is started again.
    let workers: [Int]
    /// `lockstep up` and a submitted job in place of `lockstep train`.
    let isDaemon: Bool
    /// The daemon's coordinator listens on TCP as well.
    let isRemote: Bool
    /// The state directory is a small file system of its own.
    let hasSmallDisk: Bool
    /// The state directory's path is too long for sockets, which then lie elsewhere.
    let hasLongPath: Bool
    let events: [Event]

    /// - Parameter canMount: Whether this user may mount a small file system.
    init(seed: UInt64, _ extent: Extent, canMount: Bool) {
        // Scrambled first, or neighbouring seeds would give the same numbers a little later.
        var scrambler = WireGenerator(state: seed)
        var random = WireGenerator(state: scrambler.next())
        self.seed = seed
        job = extent.jobs[Int.random(in: extent.jobs.indices, using: &random)]
        workers = (0..<8).map { _ in Int.random(in: 2...4, using: &random) }
        isDaemon = Int.random(in: 0..<5, using: &random) < 2
        isRemote = isDaemon && Bool.random(using: &random)
        hasSmallDisk = Int.random(in: 0..<4, using: &random) == 0 && canMount
        hasLongPath = Int.random(in: 0..<4, using: &random) == 0
        let (isRemote, hasSmallDisk) = (isRemote, hasSmallDisk)
        let possible = Fault.allCases.filter {
            switch $0 {
            case .remoteWorkerJoins: isRemote
            case .diskFull: hasSmallDisk
            default: true
            }
        }
        events = Self.events(possible, extent, &random)
    }

    private static func events(
        _ possible: [Fault], _ extent: Extent, _ random: inout WireGenerator
    ) -> [Event] {
        let count = Int.random(in: extent.faults, using: &random)
        var choices = possible.flatMap { Array(repeating: $0, count: $0.weight) }
        var deaths = 0
        let isEarly = Int.random(in: 0..<4, using: &random) == 0
        let places = (0..<count).map { _ in Double.random(in: 0..<0.95, using: &random) }.sorted()
        return places.enumerated().map { index, place in
            let fault = choices[Int.random(in: choices.indices, using: &random)]
            deaths += fault.killsCoordinator ? 1 : 0
            // A launcher rightly gives up a coordinator that dies again and again.
            if deaths == Self.mostDeaths { choices.removeAll { $0.killsCoordinator } }
            // Some come close upon the beginning or the one before, whether or not there is any progress.
            let isClose = index == 0 ? isEarly : Int.random(in: 0..<3, using: &random) == 0
            return Event(
                fault: fault, progress: isClose ? nil : place,
                pause: .milliseconds(Int.random(in: 0...(isClose ? 400 : 50), using: &random)),
                length: .milliseconds(Int.random(in: 50...extent.longest, using: &random)),
                pick: random.next())
        }
    }

    private static let mostDeaths = 4

    /// One line that says what kind of round this is.
    var summary: String {
        let command = isDaemon ? (isRemote ? "up with TCP" : "up") : "train"
        return "seed \(seed): \(command), job \(job.name), \(workers[0]) workers, \(events.count) faults"
            + (hasSmallDisk ? ", small disk" : "") + (hasLongPath ? ", long path" : "")
    }
}
