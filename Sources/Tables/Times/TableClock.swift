/// Whose clocks showed a table's times, so far as its file or its job says so.
package enum TableClock: Sendable, Equatable {
    /// Of a place that nobody named: times as written.
    case nameless
    /// UTC: written with a Z, or counted from 1970.
    case utc
    /// Written with several offsets: moments are known, and by which rule clocks were changed is not.
    ///
    /// - Parameter range: nanoseconds ahead of UTC.
    case offsets(ClosedRange<Int64>)
    case zone(TimeZoneRules)

    /// Whether times are nanoseconds since 1970 in UTC.
    package var countsInUTC: Bool { self != .nameless }

    package var zone: TimeZoneRules? {
        guard case .zone(let zone) = self else { return nil }
        return zone
    }

    /// What clocks showed: nanoseconds since 1970-01-01 00:00 there; nil where `doubt` says why not.
    package func local(_ times: [Int64]) -> [Int64]? {
        switch self {
        case .nameless, .utc: times
        case .zone(let zone): times.map(zone.local)
        case .offsets: nil
        }
    }

    /// Why it is open what clocks show at a moment, and what to do; nil where it is not.
    package var doubt: String? {
        guard case .offsets(let range) = self else { return nil }
        return
            "the times are written with offsets from \(TimeZoneRules.offsetText(range.lowerBound)) to "
            + "\(TimeZoneRules.offsetText(range.upperBound)), so clocks are changed there, and nothing says "
            + "when; name the zone, such as time_zone: Europe/Berlin, or time_zone: UTC"
    }

    /// A time as messages show it.
    package func text(_ time: Int64) -> String {
        zone?.text(nanoseconds: time) ?? CivilDate.text(nanoseconds: time, isUTC: countsInUTC)
    }
}
