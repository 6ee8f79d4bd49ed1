/// How fast a run goes.
package struct Pace: Sendable {
    private var firstStep: Instant?
    private var lastStep: Instant?
    /// Samples of the steps after the first.
    private var samples = 0
    /// Seconds a step, smoothed; time spent on validation counts as part of the step that follows.
    package private(set) var secondsPerStep: Double?
    package private(set) var samplesPerSecond: Double?

    package mutating func stepped(samples: Int, at now: Instant) {
        defer { lastStep = now }
        guard let lastStep else {
            firstStep = now
            return
        }
        self.samples += samples
        let seconds = max(now.seconds(since: lastStep), 1e-9)
        secondsPerStep = secondsPerStep.map { 0.95 * $0 + 0.05 * seconds } ?? seconds
        samplesPerSecond =
            samplesPerSecond.map { 0.95 * $0 + 0.05 * Double(samples) / seconds }
            ?? Double(samples) / seconds
    }

    /// Seconds since the last step; nil before the first.
    package func secondsSinceStep(at now: Instant) -> Double? { lastStep.map { now.seconds(since: $0) } }

    package func average(at now: Instant) -> Double? {
        guard let firstStep, samples > 0 else { return nil }
        return Double(samples) / max(now.seconds(since: firstStep), 1e-9)
    }
}
