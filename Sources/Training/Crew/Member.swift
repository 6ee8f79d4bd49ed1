package import Jobs

/// A worker that has been admitted.
package struct Member: Sendable {
    /// Where the worker stands with the job at work.
    package enum State: Sendable, Equatable {
        /// Admitted; no job has been named to it. Left when a job starts.
        case idle
        /// The job has been named; `ready` is awaited.
        case preparing
        /// Work may be assigned.
        case ready
    }

    /// Whether it is much slower than the others.
    package enum Slowness: Sendable, Equatable {
        /// It is not. Left when it is measured at less than `Limits.slowShare` of what is usual.
        case none
        /// It has been since then. Left when that has lasted, or when it is fast again.
        case suspected(since: Instant)
        /// People have been told. Left when it is fast again.
        case known(since: Instant)

        package var since: Instant? {
            switch self {
            case .none: nil
            case .suspected(let since), .known(let since): since
            }
        }
    }

    package let peer: PeerID
    package let hello: Hello
    package var state = State.idle
    package var lastSeen: Instant
    /// When the job was named to it last.
    package var preparedAt: Instant
    /// The version of the weights that were sent to it last.
    package var weightsVersion: Int?
    /// Vectors need not be sent to it: it shares memory with the coordinator.
    package var sharesMemory = false
    /// What it says it is doing.
    package var reported = WorkerState.idle
    package var step = 0
    /// Microbatches and slices whose results counted.
    package var microbatches = 0
    /// How fast it computes.
    package var speed = Speed()
    /// Samples a second, smoothed, for people to read.
    package var samplesPerSecond = 0.0
    /// What it was given, oldest first, as far as not all of it has come back: one that another took the
    /// place of may be on its way all the same.
    package private(set) var shares: [Share] = []
    /// What may be on its way between it and the coordinator for the order that it computes.
    package var orderLoad = Load()
    /// Until then the last one may still be on its way.
    private var sharesUntil: Instant?
    /// No work before this: it was late the last time.
    package var restsUntil: Instant?
    /// How often it was late since it last answered for the whole of a share.
    package var lates = 0
    /// It computes wrongly: nothing that it says counts.
    package var isQuarantined = false
    package var slowness = Slowness.none

    package init(peer: PeerID, hello: Hello, at now: Instant) {
        self.peer = peer
        self.hello = hello
        lastSeen = now
        preparedAt = now
    }

    /// Takes in that a node of its work has come back, whether it is still wanted or not: what comes too late
    /// tells as much about the way as what comes in time.
    package mutating func returned(
        _ node: TreeNode, _ purpose: Purpose, step: Int, time: Duration, at now: Instant
    ) {
        let place = shares.firstIndex {
            $0.purpose == purpose && $0.step == step && TreeNode($0.leaves).contains(node)
        }
        guard let place else { return }
        shares[place].computed += time
        shares[place].parts += 1
        shares[place].left -= node.range.count
        let share = shares[place]
        guard share.left <= 0 else { return }
        // What was given before has come by now, or will not come.
        shares.removeFirst(place + 1)
        lates = 0
        speed.returned(
            computing: share.computed.inSeconds / threads(for: share.leaves.count),
            away: now.seconds(since: share.since), parts: share.parts, at: now)
    }

    /// Takes in that it is given a share, which may be on its way, there and back, until `end`.
    package mutating func isGiven(_ share: Share, until end: Instant) {
        sharesUntil = end
        shares.append(share)
        if shares.count > Limits.sharesOnTheWay { shares.removeFirst() }
    }

    /// Takes in how long `count` microbatches took on one thread.
    package mutating func measured(
        microbatches count: Int, samples: Int, threadTime: Duration, at now: Instant
    ) {
        microbatches += count
        let seconds = max(threadTime.inSeconds, 1e-9) / threads(for: count)
        speed.measured(microbatches: count, seconds: seconds, at: now)
        let samples = Double(samples) / seconds
        samplesPerSecond = samplesPerSecond == 0 ? samples : 0.7 * samplesPerSecond + 0.3 * samples
    }

    /// What may be on its way to it, or back.
    var load: Load {
        guard !sharesMemory else { return Load() }
        return Load(
            vectors: shares.reduce(0) { $0 + $1.vectors },
            parts: (state == .preparing ? 1 : 0) + orderLoad.parts, numbers: orderLoad.numbers)
    }

    /// Whether so much is on its way to it, or back, that more would only wait.
    package func isLaden(at now: Instant) -> Bool {
        guard let sharesUntil, shares.count > 1 else { return false }
        return now < sharesUntil
    }

    /// Whether it gets no work because it was late the last time.
    package func isResting(at now: Instant) -> Bool { restsUntil.map { now < $0 } ?? false }

    /// Whether it has been late so often, and answered nothing in between, that nobody should wait for it.
    package var answersNothing: Bool { lates >= Limits.unansweredShares }

    /// Whether work may be given to it.
    package var isAble: Bool { state == .ready && !isQuarantined }

    /// Threads that `count` microbatches keep busy.
    package func threads(for count: Int) -> Double { Double(min(hello.threads, max(count, 1))) }
}
