/// Signs of clocks that were changed in times that name no zone.
package struct ClockChanges: Sendable, Equatable {
    /// What shows them, such as `2024-10-27 02:00 stands twice`.
    package let words: String
    /// A zone in which clocks are changed on that day: one of several.
    package let zone: String

    /// Nil where the times name a zone, or nothing shows a change.
    ///
    /// - Parameters:
    ///   - rows: with the times that stand more than once.
    ///   - report: of the same rows.
    package init?(_ rows: TimedRows, _ report: TimeReport) {
        guard rows.clock == .nameless, case .constant(let nanoseconds) = report.step,
            nanoseconds <= TimeStep.nanosecondsPerHour
        else { return nil }
        let groups = DuplicateTimes(in: rows).groups
        if let first = groups.first, Self.arePutBack(groups, rows) {
            words = "\(rows.text(first.lowerBound)) stands twice"
            zone = Self.zone(putBackAt: rows.times[first.lowerBound])
        } else if groups.isEmpty, report.clockChanges > 0 {
            words = "an hour is left out in spring"
            zone = "Europe/Berlin"
        } else {
            return nil
        }
    }

    /// Whether all times that stand twice are of an hour that came twice: in the night of a Sunday in the
    /// months in which clocks are put back, and not of a second one soon after.
    private static func arePutBack(_ groups: [Range<Int>], _ rows: TimedRows) -> Bool {
        var last: Int?
        return groups.allSatisfy { group in
            let (day, clock) = CivilDate.split(nanoseconds: rows.times[group.lowerBound])
            let date = CivilDate(days: day)
            defer { last = day }
            return group.count == 2 && date.dayOfWeek == 6 && [2, 3, 4, 10, 11].contains(date.month)
                && clock < 4 * TimeStep.nanosecondsPerHour
                && last.map { rows.series.count > 1 || day == $0 || day - $0 > 300 } ?? true
        }
    }

    private static func zone(putBackAt time: Int64) -> String {
        switch CivilDate(days: CivilDate.split(nanoseconds: time).days).month {
        case 10: "Europe/Berlin"
        case 11: "America/New_York"
        default: "Australia/Sydney"
        }
    }
}
