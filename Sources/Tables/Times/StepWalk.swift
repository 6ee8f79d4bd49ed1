/// Goes along one series and says of each row how many steps it is behind the one before, and whether a clock
/// was changed between them.
///
/// Where daylight is saved, times are an hour off for a part of the year: those of a local rhythm when they
/// are written in UTC (days of 23 and 25 hours), and those of a constant rhythm when they are written by the
/// local clock. So a difference may be an hour too long or too short if the next such one takes it back, and
/// no three of them can lie within 300 days. Steps of an hour and less, by a local clock, lack an hour in
/// spring: a hole of one hour, in the night of a Sunday on which clocks are put forward somewhere, and not a
/// second one within 300 days, counts as that. The hour that comes twice in autumn makes equal times.
struct StepWalk {
    enum Stride: Equatable {
        /// So many steps, at least 1.
        case steps(Int)
        /// So many steps by a clock that was changed on the way.
        case clockChange(steps: Int)
        /// One step by a clock that left out an hour, which holds so many rows.
        case skippedHour(rows: Int)
        /// No whole number of steps.
        case irregular
    }

    let step: TimeStep
    let isUTC: Bool
    /// What the changes so far add up to.
    private var offset: Int64 = 0
    /// The only value of `offset` beside 0.
    private var otherOffset: Int64?
    /// After what times the last two changes came, the later first.
    private var changes: [Int64] = []
    private var skippedHour: Int64?

    private static let leastDistance: Int64 = 300 * CivilDate.nanosecondsPerDay

    init(step: TimeStep, isUTC: Bool) {
        self.step = step
        self.isUTC = isUTC
    }

    /// The stride to a later time.
    mutating func stride(from first: Int64, to second: Int64) -> Stride {
        if let steps = step.steps(from: first, to: second, offset: offset) {
            guard steps > 1, isSkippedHour(from: first, to: second) else { return .steps(steps) }
            skippedHour = second
            return .skippedHour(rows: steps - 1)
        }
        let hour = TimeStep.nanosecondsPerHour
        for change in [hour, -hour] {
            let next = offset + change
            guard next == 0 || next == otherOffset ?? next,
                let steps = step.steps(from: first, to: second, offset: offset, change: change)
            else { continue }
            if changes.count == 2, isSoon(second, after: changes[1]) { continue }
            changes = [first] + changes.prefix(1)
            if next != 0 { otherOffset = next }
            offset = next
            return .clockChange(steps: steps)
        }
        return .irregular
    }

    /// Whether the rows that are not there are those of an hour that a clock without a zone left out.
    private func isSkippedHour(from first: Int64, to second: Int64) -> Bool {
        let hour = TimeStep.nanosecondsPerHour
        guard !isUTC, case .constant(let nanoseconds) = step, hour.isMultiple(of: nanoseconds),
            second &- first == hour + nanoseconds
        else { return false }
        if let skippedHour, isSoon(second, after: skippedHour) { return false }
        // The clock jumps at the first full hour behind the row before.
        let (day, clock) = CivilDate.split(nanoseconds: first)
        let jump = (clock / hour + 1) * hour
        let date = CivilDate(days: jump == CivilDate.nanosecondsPerDay ? day + 1 : day)
        return jump - clock <= nanoseconds && jump % CivilDate.nanosecondsPerDay <= 3 * hour
            && Self.isChangeDay(date)
    }

    /// Sundays on which clocks are put forward: in Europe the last of March; in the United States the second
    /// of March, in Mexico and before 2007 the first of April; in New Zealand the last of September, in Chile
    /// its first or second; in Australia and Paraguay the first of October, in Brazil its third.
    private static func isChangeDay(_ date: CivilDate) -> Bool {
        guard date.dayOfWeek == 6 else { return false }
        return switch date.month {
        case 3: 8...14 ~= date.day || date.day >= 25
        case 4: date.day <= 7
        case 9: date.day <= 9 || date.day >= 24
        case 10: date.day <= 7 || 15...21 ~= date.day
        default: false
        }
    }

    private func isSoon(_ time: Int64, after change: Int64) -> Bool {
        UInt64(bitPattern: time &- change) < Self.leastDistance.magnitude
    }
}
