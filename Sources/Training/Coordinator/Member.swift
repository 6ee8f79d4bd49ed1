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
    /// How fast it computes.
    var speed = Speed()
    /// Samples a second, smoothed, for people to read.
    var samplesPerSecond = 0.0
    /// No work before this: it was late the last time.
    var restsUntil: Instant?
    /// It computes wrongly: nothing that it says counts.
    var isQuarantined = false
    /// Since when it has been much slower than the others; nil while it is not.
    var slowSince: Instant?
    /// Its slowness has been reported.
    var isKnownAsSlow = false

    init(peer: PeerID, hello: Hello, at now: Instant) {
        self.peer = peer
        self.hello = hello
        lastSeen = now
        preparedAt = now
    }

    /// Takes in how long `count` microbatches took on one thread.
    mutating func measured(microbatches count: Int, samples: Int, threadTime: Duration, at now: Instant) {
        microbatches += count
        let seconds = max(threadTime.inSeconds, 1e-9) / threads(for: count)
        speed.measured(microbatches: count, seconds: seconds, at: now)
        let samples = Double(samples) / seconds
        samplesPerSecond = samplesPerSecond == 0 ? samples : 0.7 * samplesPerSecond + 0.3 * samples
    }

    /// Whether work may be given to it.
    var isAble: Bool { state == .ready && !isQuarantined }

    /// Threads that `count` microbatches keep busy.
    func threads(for count: Int) -> Double { Double(min(hello.threads, max(count, 1))) }
}

/// How fast a worker is, by what it did last.
struct Speed: Sendable {
    /// Microbatches a second, smoothed; nil before the first result.
    private(set) var microbatches: Double?
    /// Measurements since it joined.
    private(set) var count = 0
    private(set) var lastMeasured: Instant?
    /// Seconds that messages of one share were on their way or waited, smoothed.
    private(set) var onTheWay = 0.0
    /// When a share came back last.
    private var lastReturn: Instant?
    /// Seconds that one share was computed, smoothed.
    private(set) var computing = 0.0

    mutating func measured(microbatches number: Int, seconds: Double, at now: Instant) {
        let speed = Double(number) / seconds
        microbatches = microbatches.map { 0.7 * $0 + 0.3 * speed } ?? speed
        count += 1
        lastMeasured = now
    }

    /// Takes in that a whole share came back, computed in `computing` of the `away` seconds since it was
    /// given.
    mutating func returned(computing seconds: Double, away: Double, at now: Instant) {
        lastReturn = now
        let isFirst = computing == 0
        computing = isFirst ? seconds : 0.9 * computing + 0.1 * seconds
        onTheWay = isFirst ? max(0, away - seconds) : 0.9 * onTheWay + 0.1 * max(0, away - seconds)
    }

    /// Seconds that messages of a share are expected to be on their way: a delay that has not been seen for a
    /// while is forgotten, or a worker that was left out for it would never be asked again.
    func delay(at now: Instant) -> Double {
        let age = lastReturn.map { now.seconds(since: $0) } ?? 0
        return onTheWay * max(0, 1 - age / Limits.delayMemory.inSeconds)
    }

    /// Takes in that `number` microbatches were not done in `seconds`: it cannot be faster than that.
    mutating func wasLate(microbatches number: Int, seconds: Double) {
        guard let known = microbatches, seconds > 0 else { return }
        microbatches = min(known, Double(number) / seconds)
    }
}
