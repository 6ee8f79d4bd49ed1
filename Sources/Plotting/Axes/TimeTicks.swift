import Tables

/// Ticks at round times of a place's clocks: seconds to hours, days, weeks, months, years.
enum TimeTicks {
    /// From one tick to the next.
    private enum Step {
        /// Nanoseconds that make up a day a whole number of times.
        case clock(Int64)
        /// 7 and 14 begin on Mondays.
        case days(Int)
        /// 1, 3 or 6.
        case months(Int)
        case years(Int)

        /// Nanoseconds, about.
        var length: Double {
            let day = Double(CivilDate.nanosecondsPerDay)
            return switch self {
            case .clock(let length): Double(length)
            case .days(let count): Double(count) * day
            case .months(let count): Double(count) * 30.4 * day
            case .years(let count): Double(count) * 365.2 * day
            }
        }
    }

    private static let second: Int64 = 1_000_000_000
    private static let steps: [Step] = {
        let fractions = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
            .flatMap { power in [1, 2, 5].map { Step.clock(Int64($0 * power)) } }
        let seconds = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
            .map { Step.clock($0 * second) }
        return fractions + seconds + [.days(1), .days(2), .days(7), .days(14)]
            + [.months(1), .months(3), .months(6)]
            + [1, 2, 5, 10, 20, 50, 100, 200].map(Step.years)
    }()

    /// - Parameters:
    ///   - low, high: the axis, in nanoseconds since 1970-01-01 00:00.
    ///   - zone: whose clocks the ticks are round on; nil: as the nanoseconds say.
    ///   - most: ticks at most, at least 1.
    /// - Returns: ascending ticks within the axis.
    static func ticks(low: Double, high: Double, zone: TimeZoneRules?, most: Int) -> [Tick] {
        // Dates at the very ends of what a number holds could not be moved to another clock.
        let ends = [low, high].map { Int64(max(-9e18, min(9e18, $0))) }
        let (low, high) = (ends[0], ends[1])
        let step =
            steps.first { $0.length * Double(max(1, most)) >= Double(high) - Double(low) } ?? .years(200)
        let first = zone?.local(at: low) ?? low
        let last = zone?.local(at: high) ?? high
        var ticks: [Tick] = []
        var context = ""
        var before = Int64.min
        for local in times(step, from: first, through: last) {
            // A time that a change of clocks leaves out is none; of one that comes twice the first counts.
            let moment = zone.map { $0.moments(of: local).first } ?? local
            guard let moment, (low...high).contains(moment), moment > before else { continue }
            let words = words(local, step)
            ticks.append(
                Tick(
                    value: Double(moment), label: words.label,
                    context: words.context == context ? "" : words.context))
            context = words.context
            before = moment
        }
        return ticks
    }

    /// Round times on a clock, from the last one before to the first one behind.
    private static func times(_ step: Step, from low: Int64, through high: Int64) -> [Int64] {
        let (firstDay, clock) = CivilDate.split(nanoseconds: low)
        let lastDay = CivilDate.split(nanoseconds: high).days
        switch step {
        case .clock(let length):
            let start = low - clock % length
            return Array(stride(from: start, through: high, by: Int64.Stride(length)))
        case .days(let count):
            // 1970-01-05 was a Monday.
            let offset = (firstDay - 4) % count
            let start = firstDay - (offset < 0 ? offset + count : offset)
            return stride(from: start, through: lastDay, by: count).map(midnight)
        case .months(let count):
            let first = CivilDate(days: firstDay)
            let last = CivilDate(days: lastDay)
            let start = first.year * 12 + (first.month - 1) / count * count
            return stride(from: start, through: last.year * 12 + last.month - 1, by: count)
                .compactMap { CivilDate(year: $0 / 12, month: $0 % 12 + 1, day: 1).map { midnight($0.days) } }
        case .years(let count):
            let years = CivilDate(days: firstDay).year / count * count...CivilDate(days: lastDay).year
            return stride(from: years.lowerBound, through: years.upperBound, by: count)
                .compactMap { CivilDate(year: $0, month: 1, day: 1).map { midnight($0.days) } }
        }
    }

    private static func midnight(_ day: Int) -> Int64 {
        let (product, isTooLarge) = Int64(day).multipliedReportingOverflow(by: CivilDate.nanosecondsPerDay)
        return isTooLarge ? (day < 0 ? .min : .max) : product
    }

    private static func words(_ local: Int64, _ step: Step) -> (label: String, context: String) {
        let (days, clock) = CivilDate.split(nanoseconds: local)
        let date = CivilDate(days: days)
        let month = months[date.month - 1]
        switch step {
        case .clock(let length):
            let text = CivilDate.clockText(clock)
            let isOfMinutes = length.isMultiple(of: 60 * second)
            return (isOfMinutes ? String(text.prefix(5)) : text, "\(date.day) \(month) \(date.year)")
        case .days: return ("\(date.day) \(month)", "\(date.year)")
        case .months: return (month, "\(date.year)")
        case .years: return ("\(date.year)", "")
        }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
