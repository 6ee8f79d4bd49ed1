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
    /// No work before this: it was late the last time.
    package var restsUntil: Instant?
    /// It computes wrongly: nothing that it says counts.
    package var isQuarantined = false
    package var slowness = Slowness.none

    package init(peer: PeerID, hello: Hello, at now: Instant) {
        self.peer = peer
        self.hello = hello
        lastSeen = now
        preparedAt = now
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

    /// Whether work may be given to it.
    package var isAble: Bool { state == .ready && !isQuarantined }

    /// Threads that `count` microbatches keep busy.
    package func threads(for count: Int) -> Double { Double(min(hello.threads, max(count, 1))) }
}
