/// A point on the clock of whoever runs a state machine: nanoseconds since an arbitrary start.
///
/// State machines never read a clock. Time comes in with each event, so that a simulator can supply its own.
package struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the clock's start.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds + duration.nanoseconds)
    }

    /// The time from `earlier` to this instant, in seconds; negative if `earlier` is later.
    package func seconds(since earlier: Instant) -> Double {
        Double(nanoseconds - earlier.nanoseconds) / 1e9
    }
}

extension Duration {
    /// The whole duration in nanoseconds; saturates at about 292 years.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let scaled = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return scaled.overflow
            ? (seconds < 0 ? .min : .max) : scaled.partialValue + attoseconds / 1_000_000_000
    }

    /// A duration in seconds, as a number.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
