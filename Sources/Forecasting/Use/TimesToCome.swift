import Tables

/// The times behind the last of a series: by its step, by the clock that its rows keep to, and of a row for
/// each workday by workdays.
struct TimesToCome {
    private let step: TimeStep
    /// Whose clock shows the same time of day again and again, whatever UTC does; nil: times as they count.
    private let zone: TimeZoneRules?
    private let skipsWeekends: Bool

    /// Nil where the rows have no step.
    ///
    /// - Parameter times: of the rows so far.
    init?(_ step: TimeStep?, after times: ArraySlice<Int64>, in clock: TableClock) {
        guard let step else { return nil }
        self.step = step
        zone = clock.zone.flatMap { Self.keepsToClock(step, times, of: $0) ? $0 : nil }
        let isDaily = step == .constant(nanoseconds: CivilDate.nanosecondsPerDay)
        let local = clock.local(Array(times)) ?? Array(times)
        // Two weeks tell a rule from a chance.
        skipsWeekends = isDaily && local.count >= 10 && !local.contains(where: Self.isWeekend)
    }

    /// So many times behind one; fewer where the calendar of 64 bits ends.
    func times(after last: Int64, count: Int) -> [Int64] {
        var times: [Int64] = []
        var time = zone?.local(at: last) ?? last
        while times.count < count, let next = step.next(after: time) {
            time = next
            if skipsWeekends && Self.isWeekend(time) { continue }
            times.append(zone?.firstMoment(of: time) ?? time)
        }
        return times
    }

    /// Whether the rows are at the same times of the day by a zone's clock, and not, or no better, by UTC:
    /// those of days and months are, those of hours most often are not.
    private static func keepsToClock(
        _ step: TimeStep, _ times: ArraySlice<Int64>, of zone: TimeZoneRules
    ) -> Bool {
        guard case .constant(let nanoseconds) = step else { return true }
        func isRegular(_ times: some Collection<Int64>) -> Bool {
            guard let first = times.first else { return true }
            return times.allSatisfy { ($0 &- first) % nanoseconds == 0 }
        }
        guard isRegular(times.lazy.map(zone.local(at:))) else { return false }
        return nanoseconds % CivilDate.nanosecondsPerDay == 0 || !isRegular(times)
    }

    private static func isWeekend(_ local: Int64) -> Bool {
        CivilDate(days: CivilDate.split(nanoseconds: local).days).dayOfWeek >= 5
    }
}
