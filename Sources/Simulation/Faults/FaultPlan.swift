/// What can go wrong in one simulated cluster, and how often: drawn from the seed, so that each seed tries
/// another mixture and some faults are absent from each.
struct FaultPlan {
    /// A kind of fault that strikes at random moments.
    enum Kind: Int, CaseIterable {
        case workerCrash, workerStop, workerPause, workerSlow, workerMute, workerRenamed
        case coordinatorCrash, coordinatorStop, coordinatorPause, powerCut
        case launcherCrash, launcherStop
        case disconnect, partition, oneWayPartition
        case clockJump
    }

    /// Mean number of each kind in a second; 0 for those that are absent.
    var rates: [Double]
    /// Probabilities for each message.
    var drop = 0.0
    var duplicate = 0.0
    var reorder = 0.0
    /// Nanoseconds that a message takes at least, and at most in addition.
    var latency = 50_000.0
    var jitter = 50_000.0
    /// Largest share by which a clock is too fast or too slow.
    var drift = 0.0
    /// Probabilities for each checkpoint: no room; written but lost or torn at the next power cut; a bit
    /// flips when it is read.
    var diskFull = 0.0
    var lostWrite = 0.0
    var flippedBit = 0.0
    /// The probability that a part of the data cannot be kept.
    var badData = 0.0
    /// The worker that computes wrongly, and how often; nil: none does.
    var liar: Int?
    var lie = 0.0
    /// A worker of the launcher's that dies at once, however often it is started; nil: none does.
    var doomed: Int?
    /// Bytes a second of each machine's line to the coordinator, each way; nil: more than is needed. The
    /// first machine is the coordinator's own.
    var lines: [Double?] = [nil, nil]
    /// Nanoseconds until faults end.
    var end: Int64 = 0

    /// The slowest line, in bytes a second, of vectors of a few numbers: as much slower than
    /// `Limits.slowestLine` as they are shorter than in earnest.
    static let slowestLine = 8.0

    /// Nothing goes wrong.
    static let quiet = FaultPlan(rates: Kind.allCases.map { _ in 0 })

    /// Whether all that processes say arrives, as long as they live and are reached.
    var isLossless: Bool {
        let rare: [Kind] = [.clockJump, .partition, .oneWayPartition]
        return drop == 0 && reorder == 0 && drift == 0 && rare.allSatisfy { rates[$0.rawValue] == 0 }
    }

    /// - Parameters:
    ///   - workers: how many there are.
    ///   - audit: the job's; only where everything is computed twice may a worker compute wrongly.
    ///   - duration: about how long the job takes undisturbed, in nanoseconds.
    static func draw(_ chance: inout Chance, workers: Int, audit: Double, duration: Double) -> FaultPlan {
        var plan = quiet
        plan.latency = chance.logBetween(2e4, 2e6)
        plan.jitter = plan.latency * chance.logBetween(0.1, 20)
        plan.end = Int64(duration * chance.between(0.3, 1.5))
        let perSecond = 1e9 / duration
        func strike(_ kind: Kind, _ low: Double, _ high: Double) {
            guard chance.happens(0.4) else { return }
            plan.rates[kind.rawValue] = perSecond * chance.logBetween(low, high)
        }
        strike(.coordinatorCrash, 0.5, 6)
        strike(.coordinatorStop, 0.5, 2)
        strike(.powerCut, 0.5, 4)
        strike(.launcherCrash, 0.3, 2)
        strike(.launcherStop, 0.3, 2)
        strike(.workerSlow, 0.5, 6)
        if chance.happens(0.3) { plan.diskFull = chance.between(0.05, 0.9) }
        if chance.happens(0.3) { plan.lostWrite = chance.between(0.05, 0.9) }
        if chance.happens(0.3) { plan.flippedBit = chance.between(0.05, 0.9) }
        if chance.happens(0.2) { plan.badData = chance.between(0.05, 0.5) }
        // A wrong answer is found only where two honest workers are there all the time: then nobody is lost.
        if audit == 1, workers >= 4, chance.happens(0.7) {
            plan.liar = chance.below(workers)
            plan.lie = chance.logBetween(0.01, 1)
            return plan
        }
        // Slow lines: from 1 Mbit/s, for vectors of 125,000 numbers.
        plan.lines =
            [nil]
            + (0...chance.below(3)).map { _ in
                chance.happens(0.5) ? chance.logBetween(slowestLine, 250 * slowestLine) : nil
            }
        let isLossy = chance.happens(0.7)
        if isLossy, chance.happens(0.5) { plan.drop = chance.logBetween(0.001, 0.2) }
        if isLossy, chance.happens(0.5) { plan.duplicate = chance.logBetween(0.001, 0.2) }
        if isLossy, chance.happens(0.5) { plan.reorder = chance.logBetween(0.001, 0.2) }
        strike(.workerCrash, 0.5, 12)
        strike(.workerStop, 0.5, 4)
        strike(.workerPause, 0.5, 12)
        if workers > 1 { strike(.workerMute, 0.5, 3) }
        strike(.workerRenamed, 0.5, 4)
        if chance.happens(0.1) { plan.doomed = 2 * chance.below((workers + 1) / 2) }
        strike(.coordinatorPause, 0.5, 4)
        strike(.disconnect, 0.5, 12)
        guard isLossy else { return plan }
        if chance.happens(0.5) { plan.drift = chance.logBetween(0.0001, 0.05) }
        strike(.partition, 0.5, 8)
        strike(.oneWayPartition, 0.5, 8)
        strike(.clockJump, 0.5, 6)
        return plan
    }
}
