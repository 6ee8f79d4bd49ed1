/// What the times of a table's rows said, and what was done about it.
package struct TimeReport: Sendable, Equatable {
    /// Nil where no series has two times, or gaps are ignored and there is no constant step.
    package fileprivate(set) var step: TimeStep?
    /// From where steps are counted; nil without one.
    package fileprivate(set) var origin: TimeOrigin?
    /// Why there is no step, where gaps are ignored.
    package fileprivate(set) var irregularity: String?
    /// Times that stood more than once in a series.
    package fileprivate(set) var duplicateTimes = 0
    /// Rows that are left out because one of their time was kept or made.
    package fileprivate(set) var duplicateRows = 0
    /// Places where rows were not there, those that a clock change explains not counted.
    package fileprivate(set) var holes = 0
    /// Rows that were not there in those places, and in the longest of them.
    package fileprivate(set) var missingRows = 0
    package fileprivate(set) var longestHole = 0
    /// Whether there is a row a day and none on any Saturday or Sunday, and these are not put in.
    package fileprivate(set) var isOfWorkdays = false
    /// Differences that a clock change explains.
    package fileprivate(set) var clockChanges = 0
    /// Rows of missing values that were put in.
    package fileprivate(set) var insertedRows = 0
    /// In order, together all rows: what a window may lie in. With `gaps: cut` the pieces between holes,
    /// otherwise the series.
    package fileprivate(set) var stretches: [Range<Int>] = []

    init() {}

    /// Of times without a step.
    init(_ equal: DuplicateTimes, stretches: [Range<Int>]) {
        duplicateTimes = equal.groups.count
        duplicateRows = equal.surplusRows
        self.stretches = stretches
    }
}

extension Table {
    /// The times of the rows, by their series; nil where no time column holds dates.
    ///
    /// - Parameters:
    ///   - name: what messages call the table.
    package func timedRows(name: String?) -> TimedRows? {
        times.map { times in
            TimedRows(
                times: times, clock: clock,
                series: series.isEmpty ? nil : series.map(\.rows),
                seriesNames: series.map(\.name), name: name)
        }
    }

    /// The table with one row for each time of a series and, if asked for, one for each step.
    ///
    /// Equal times are dealt with first, then the step is found, then the rows that are not there.
    ///
    /// - Parameter rows: the table's rows, in the same order.
    /// - Throws: `duplicateTimes` and `missingRows` where the policies refuse them, or where too many rows
    ///   would have to be put in; `irregularTimes` where there is no step and gaps are not ignored.
    package func regular(
        _ rows: TimedRows, duplicates: DuplicatePolicy, gaps: GapPolicy
    ) throws(TableError) -> (table: Table, rows: TimedRows, report: TimeReport) {
        precondition(rows.times.count == self.rows, "each row has a time")
        var report = TimeReport()
        var (kept, keptValues) = (rows, values)
        let equal = DuplicateTimes(in: rows)
        if let refusal = equal.refusal(rows) {
            if duplicates == .error { throw refusal }
            (kept, keptValues) = equal.resolved(
                values, width: columns.count, rows: rows, policy: duplicates)
            report.duplicateTimes = equal.groups.count
            report.duplicateRows = equal.surplusRows
        }
        do throws(TableError) {
            report.step = try TimeStep.find(in: kept)
        } catch {
            if gaps != .ignore { throw error }
            report.irregularity = error.message
        }
        report.stretches = kept.series
        if let step = report.step {
            report.origin = kept.times.min().map { TimeOrigin(first: $0, step: step) }
            let found = try RowHoles.find(in: kept, step: step)
            report.isOfWorkdays = gaps != .insert && kept.areOfWorkdays(step)
            report.note(gaps == .ignore && report.isOfWorkdays ? found.ofWorkdays(kept) : found)
            switch gaps {
            case .error: if let refusal = found.refusal(kept) { throw refusal }
            case .ignore: break
            case .cut: report.stretches = found.stretches(of: kept)
            case .insert:
                let before = kept.times.count
                (kept, keptValues) = try found.filled(keptValues, width: columns.count, rows: kept)
                report.insertedRows = kept.times.count - before
                report.stretches = kept.series
            }
        }
        return (replacing(values: keptValues, rows: kept), kept, report)
    }

    /// The same columns, in other rows.
    private func replacing(values: [Double], rows: TimedRows) -> Table {
        Table(
            columns: columns, values: values, features: features, targets: targets, known: known,
            series: zip(series, rows.series).map { Series(name: $0.name, rows: $1) }, times: rows.times,
            report: report, clock: clock)
    }
}

extension TimeReport {
    /// Rows in the next longer cycle, as `TimeStep.season` has it; of workdays 5.
    package var season: Int? { isOfWorkdays ? 5 : step?.season }

    /// The report for people, a sentence a line.
    package var lines: [String] {
        var lines: [String] = []
        if let step { lines.append("A row every \(isOfWorkdays ? "workday" : "\(step)").") }
        if let irregularity { lines.append("The times have no step: \(irregularity).") }
        if duplicateRows > 0 {
            lines.append(
                "\(duplicateTimes) times stood more than once; \(duplicateRows) rows are left out or merged.")
        }
        if holes > 0 {
            let done =
                insertedRows > 0
                ? "they are put in, without values" : stretches.count > 1 ? "no window spans them" : "ignored"
            lines.append(
                "\(missingRows) rows are not there, in \(holes) holes, the longest of \(longestHole): "
                    + "\(done)."
            )
        }
        if clockChanges > 0 { lines.append("\(clockChanges) irregular steps are changes of the clock.") }
        return lines
    }

    fileprivate mutating func note(_ found: RowHoles) {
        holes = found.holes.count
        missingRows = found.missingRows
        longestHole = found.longest?.missing ?? 0
        clockChanges = found.clockChanges.count
    }
}
