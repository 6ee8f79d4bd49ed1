/// How fast a worker is, by what it did last.
package struct Speed: Sendable {
    /// Microbatches a second, smoothed; nil before the first result.
    package private(set) var microbatches: Double?
    /// Measurements since it joined.
    package private(set) var count = 0
    package private(set) var lastMeasured: Instant?
    /// Seconds that messages of one share were on their way or waited, smoothed.
    package private(set) var onTheWay = 0.0
    /// Seconds that one vector was on its way, smoothed: the weights, or a partial.
    package private(set) var sending = 0.0
    /// When a share came back last.
    private var lastReturn: Instant?
    /// Seconds that one share was computed, smoothed.
    package private(set) var computing = 0.0

    /// Whether a share has come back.
    package var isWayKnown: Bool { lastReturn != nil }

    package mutating func measured(microbatches number: Int, seconds: Double, at now: Instant) {
        let speed = Double(number) / seconds
        microbatches = microbatches.map { 0.7 * $0 + 0.3 * speed } ?? speed
        count += 1
        lastMeasured = now
    }

    /// Takes in that a whole share came back, computed in `computing` of the `away` seconds since it was
    /// given, in so many `parts`.
    package mutating func returned(computing seconds: Double, away: Double, parts: Int, at now: Instant) {
        lastReturn = now
        let isFirst = computing == 0
        computing = isFirst ? seconds : 0.9 * computing + 0.1 * seconds
        let way = max(0, away - seconds)
        onTheWay = isFirst ? way : 0.9 * onTheWay + 0.1 * way
        let each = way / Double(parts + 1)
        sending = isFirst ? each : 0.9 * sending + 0.1 * each
    }

    /// Seconds that messages of a share are expected to be on their way: a delay that has not been seen for a
    /// while is forgotten, or a worker that was left out for it would never be asked again.
    package func delay(at now: Instant) -> Double {
        let age = lastReturn.map { now.seconds(since: $0) } ?? 0
        return onTheWay * max(0, 1 - age / Limits.delayMemory.inSeconds)
    }

    /// Takes in that `number` microbatches were not done in `seconds`: it cannot be faster than that.
    package mutating func wasLate(microbatches number: Int, seconds: Double) {
        guard let known = microbatches, seconds > 0 else { return }
        microbatches = min(known, Double(number) / seconds)
    }
}
