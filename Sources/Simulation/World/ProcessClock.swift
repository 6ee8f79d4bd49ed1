import Training

/// A process's own clock: it begins anywhere, runs too fast or too slow, and may jump ahead.
///
/// It never goes back: processes read the kernel's monotonic clock.
struct ProcessClock {
    /// Nanoseconds of this clock for each of true time.
    private let rate: Double
    private let startedAt: Int64
    private var base: Int64

    init(rate: Double, base: Int64, at now: Int64) {
        self.rate = rate
        self.base = base
        startedAt = now
    }

    func read(at now: Int64) -> Instant {
        Instant(nanoseconds: base + Int64(Double(now - startedAt) * rate))
    }

    /// The true time at which this clock shows `instant`, and not before `now`.
    func time(of instant: Instant, at now: Int64) -> Int64 {
        let left = Double(instant.nanoseconds - read(at: now).nanoseconds) / rate
        return now + Int64(max(0, left).rounded(.up))
    }

    mutating func jump(_ nanoseconds: Int64) { base += nanoseconds }
}
