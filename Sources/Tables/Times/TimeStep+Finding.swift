extension TimeStep {
    /// The step of rows that are one series, by a clock without a zone.
    ///
    /// - Parameter times: ascending.
    /// - Throws: `irregularTimes`, as for `TimedRows`.
    package static func find(in times: [Int64]) throws(TableError) -> TimeStep? {
        try find(in: TimedRows(times: times))
    }

    /// The step of the rows: calendar months where every row has the same time of the same day of the month
    /// (or of its end, or of the day before it); otherwise the commonest difference between the times of rows
    /// that follow each other, the shorter one of two. All other differences must be multiples of it, as
    /// where rows are not there, or what a clock change makes of one (`StepWalk`). Equal times do not count.
    /// Nil where no series has two times.
    ///
    /// - Throws: `irregularTimes` where there is no such step, with how many differences do not fit and the
    ///   first one.
    package static func find(in rows: TimedRows) throws(TableError) -> TimeStep? {
        if let months = MonthlyTimes.step(rows) { return months }
        var tally = NumberCounts<UInt64>()
        for range in rows.series {
            for row in range.dropFirst() { tally.count(rows.distance(to: row)) }
        }
        guard let commonest = tally.commonest(), let nanoseconds = Int64(exactly: commonest) else {
            return nil
        }
        let step = TimeStep.constant(nanoseconds: nanoseconds)
        // Where all differences are multiples, no row has to be looked at again.
        if tally.counts.keys.allSatisfy({ $0.isMultiple(of: commonest) }) { return step }
        var offences: [Int] = []
        step.walk(rows) { row, stride in
            if stride == .irregular { offences.append(row) }
        }
        guard let first = offences.first else { return step }
        let differences = tally.counts.values.reduce(0, +)
        throw step.irregular(rows, at: first, offences: offences.count, of: differences)
    }

    /// Says of each row that has one before it in its series, and another time, what the stride to it is.
    func walk(_ rows: TimedRows, _ body: (_ row: Int, _ stride: StepWalk.Stride) -> Void) {
        for range in rows.series {
            var walk = StepWalk(step: self, isUTC: rows.clock.countsInUTC)
            for row in range.dropFirst() where rows.times[row] > rows.times[row - 1] {
                body(row, walk.stride(from: rows.times[row - 1], to: rows.times[row]))
            }
        }
    }

    /// What is wrong where so many of the differences are no multiple of this step.
    func irregular(_ rows: TimedRows, at row: Int, offences: Int, of differences: Int) -> TableError {
        TableError(
            .irregularTimes,
            "the times have no constant step: of \(counted(differences, "difference")) between rows that "
                + "follow each other, \(offences) \(offences == 1 ? "is" : "are") no multiple of the "
                + "commonest, \(self); the first is \(Self.text(rows.distance(to: row))), from "
                + "\(rows.text(row - 1)) to "
                + "\(rows.text(row))\(rows.ofSeries(row)); bring the rows to a constant step, or set gaps to "
                + "ignore, which takes them as if they had one",
            file: rows.name, line: rows.lines?[row])
    }
}

/// How often each number came; 0 is not counted.
private struct NumberCounts<Number: FixedWidthInteger> {
    private(set) var counts: [Number: Int] = [:]
    private var run: (number: Number, count: Int) = (0, 0)

    mutating func count(_ number: Number) {
        // Most often a number comes many times in a row.
        if number != run.number { flush() }
        run = (number, run.count + 1)
    }

    /// The smallest of those that came most often.
    mutating func commonest() -> Number? {
        flush()
        return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }

    private mutating func flush() {
        if run.number != 0 { counts[run.number, default: 0] += run.count }
        run = (0, 0)
    }
}

/// Looks for rows that come once in so many calendar months.
private struct MonthlyTimes {
    private var dates: [CivilDate] = []
    private var tally = NumberCounts<Int>()

    /// A month has 28 days, and may have lost an hour.
    private static let shortest = 28 * CivilDate.nanosecondsPerDay - TimeStep.nanosecondsPerHour

    /// Nil where the rows are not of calendar months.
    static func step(_ rows: TimedRows) -> TimeStep? {
        var times = MonthlyTimes()
        for range in rows.series {
            guard times.take(rows, range) else { return nil }
        }
        guard let months = times.tally.commonest() else { return nil }
        return times.days.lazy.map { TimeStep.months(months, day: $0) }.first { step in
            var isRegular = true
            step.walk(rows) { _, stride in isRegular = isRegular && stride != .irregular }
            return isRegular
        }
    }

    /// The days of the month that the dates may stand for, the likelier first.
    private var days: [Int] {
        if dates.allSatisfy({ $0.day == $0.daysInMonth }) { return [31] }
        let largest = dates.reduce(1) { max($0, $1.day) }
        return dates.allSatisfy { $0.day == $0.daysInMonth - 1 } ? [largest, 0] : [largest]
    }

    /// Takes the dates of one series, by a clock that was not changed since its first row; false where its
    /// rows are too close or differ in more than a clock change.
    private mutating func take(_ rows: TimedRows, _ range: Range<Int>) -> Bool {
        guard let first = range.first else { return true }
        let clock = CivilDate.split(nanoseconds: rows.times[first]).clock
        let hour = TimeStep.nanosecondsPerHour
        for row in range {
            let time = rows.times[row]
            if row > first {
                let difference = time &- rows.times[row - 1]
                if difference == 0 { continue }
                // Below 0 where it is over 292 years.
                if 0..<Self.shortest ~= difference { return false }
            }
            let changes = [0, hour, -hour].map { CivilDate.split(nanoseconds: time &- $0) }
            guard let place = changes.first(where: { $0.clock == clock }) else { return false }
            let date = CivilDate(days: place.days)
            if row > first, let before = dates.last {
                tally.count((date.year - before.year) * 12 + date.month - before.month)
            }
            dates.append(date)
        }
        return true
    }
}
