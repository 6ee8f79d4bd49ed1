/// From the time of one row to that of the next.
package enum TimeStep: Sendable, Hashable {
    /// So many nanoseconds, at least 1.
    case constant(nanoseconds: Int64)
    /// So many calendar months, at least 1, always at the same time of the same day: 1 to 31, or the month's
    /// last where it is shorter, so that 31 is every month's end; 0 is the day before the end, which a
    /// month's end in the east is by UTC.
    case months(Int, day: Int)

    static let nanosecondsPerHour: Int64 = 3_600_000_000_000

    /// The time one step later; nil after the year 2262, which 64 bits of nanoseconds do not hold.
    package func next(after time: Int64) -> Int64? {
        switch self {
        case .constant(let nanoseconds):
            let (next, isTooLate) = time.addingReportingOverflow(nanoseconds)
            return isTooLate ? nil : next
        case .months(let months, let day):
            let (days, clock) = CivilDate.split(nanoseconds: time)
            let date = CivilDate(days: days)
            let index = date.year * 12 + date.month - 1 + months
            let (year, month) = (index / 12, index % 12 + 1)
            let length = CivilDate.daysInMonth(year: year, month: month)
            let later = Int64(CivilDate.days(year: year, month: month, day: Self.day(day, of: length)))
            let (midnight, isTooLate) = later.multipliedReportingOverflow(by: CivilDate.nanosecondsPerDay)
            let (next, isJustTooLate) = midnight.addingReportingOverflow(clock)
            return isTooLate || isJustTooLate ? nil : next
        }
    }

    /// How many rows are not there between the times of two rows that follow each other; nil where no whole
    /// number of steps leads from the first to the second, nor would if a clock had been put forward or back
    /// by an hour.
    package func rows(between first: Int64, and second: Int64) -> Int? {
        guard second > first else { return nil }
        let changes = [0, Self.nanosecondsPerHour, -Self.nanosecondsPerHour]
        for offset in isMonths ? changes : [0] {
            for change in changes {
                if let steps = steps(from: first, to: second, offset: offset, change: change) {
                    return steps - 1
                }
            }
        }
        return nil
    }

    /// Steps in the next longer cycle: of a step below a day in a day, 7 of a day, 52 of a week, and of
    /// months in a year; nil where the step has no such cycle or does not divide it.
    package var season: Int? {
        switch self {
        case .constant(let nanoseconds):
            let (steps, rest) = CivilDate.nanosecondsPerDay.quotientAndRemainder(dividingBy: nanoseconds)
            if steps > 1 { return rest == 0 ? Int(steps) : nil }
            if nanoseconds == CivilDate.nanosecondsPerDay { return 7 }
            return nanoseconds == 7 * CivilDate.nanosecondsPerDay ? 52 : nil
        case .months(let months, _):
            return months < 12 && 12 % months == 0 ? 12 / months : nil
        }
    }

    /// The day of a month of so many.
    private static func day(_ day: Int, of length: Int) -> Int { day == 0 ? length - 1 : min(day, length) }

    private var isMonths: Bool { if case .months = self { true } else { false } }

    /// The steps, at least 1, from one time to a later one, where clocks had been put forward by `offset`
    /// before the first and by `change` more before the second, in nanoseconds; nil where no whole number of
    /// steps leads there.
    ///
    /// A constant step has to be longer than a change: of a shorter one it makes a hole, or equal times.
    func steps(from first: Int64, to second: Int64, offset: Int64 = 0, change: Int64 = 0) -> Int? {
        switch self {
        case .constant(let nanoseconds):
            // Exact even over more than 292 years, which a signed difference does not hold.
            var difference = UInt64(bitPattern: second &- first)
            if change != 0 {
                guard nanoseconds > change.magnitude, difference > change.magnitude || change < 0 else {
                    return nil
                }
                difference = change > 0 ? difference - change.magnitude : difference &+ change.magnitude
            }
            let (steps, rest) = difference.quotientAndRemainder(dividingBy: UInt64(nanoseconds))
            return rest == 0 && steps > 0 ? Int(clamping: steps) : nil
        case .months(let months, let day):
            guard let start = month(of: first, offset: offset, day: day),
                let end = month(of: second, offset: offset + change, day: day), start.clock == end.clock,
                end.index > start.index, (end.index - start.index).isMultiple(of: months)
            else { return nil }
            return (end.index - start.index) / months
        }
    }

    /// The month, counted from the year 0, and the time of day; nil where the date is not the step's.
    private func month(of time: Int64, offset: Int64, day: Int) -> (index: Int, clock: Int64)? {
        let (days, clock) = CivilDate.split(nanoseconds: time &- offset)
        let date = CivilDate(days: days)
        guard date.day == Self.day(day, of: date.daysInMonth) else { return nil }
        return (date.year * 12 + date.month - 1, clock)
    }
}

extension TimeStep: CustomStringConvertible {
    /// `15 minutes`, `1 hour`, `1 week`, `1 month`, `1 quarter`, `2 years`.
    package var description: String {
        switch self {
        case .constant(let nanoseconds): Self.text(nanoseconds.magnitude)
        case .months(3, _): "1 quarter"
        case .months(let months, _) where months.isMultiple(of: 12): counted(months / 12, "year")
        case .months(let months, _): counted(months, "month")
        }
    }

    /// How long so many steps are, such as `1 week`; nil where 64 bits of nanoseconds do not hold it.
    package func length(of steps: Int) -> String? {
        switch self {
        case .constant(let nanoseconds):
            let (total, isTooLong) = nanoseconds.magnitude.multipliedReportingOverflow(by: UInt64(steps))
            return isTooLong ? nil : Self.text(total)
        case .months(let months, let day):
            let (total, isTooLong) = months.multipliedReportingOverflow(by: steps)
            return isTooLong ? nil : "\(TimeStep.months(total, day: day))"
        }
    }

    /// A length of time in the largest unit that it is a whole number of.
    static func text(_ nanoseconds: UInt64) -> String {
        let units: [(UInt64, String)] = [
            (604_800_000_000_000, "week"), (86_400_000_000_000, "day"), (3_600_000_000_000, "hour"),
            (60_000_000_000, "minute"), (1_000_000_000, "second"), (1_000_000, "millisecond"),
            (1_000, "microsecond"), (1, "nanosecond"),
        ]
        for (length, name) in units where nanoseconds > 0 && nanoseconds.isMultiple(of: length) {
            return counted(Int(nanoseconds / length), name)
        }
        return "0 seconds"
    }
}
