import Foundation

/// Times as files hold them.
package enum WallClock {
    /// Now, in UTC, ISO 8601 with milliseconds.
    package static var now: String {
        Date().formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted)
        )
    }
}
