/// What to do where rows are not there by the series' own step.
package enum GapPolicy: String, CaseIterable, Sendable {
    /// Refuse the table.
    case error
    /// Take the rows as if none were missing.
    case ignore
    /// Put in rows of missing values.
    case insert
    /// Let no window span a hole.
    case cut
}

/// Where rows are not there by the series' own step.
package struct RowHoles: Sendable, Equatable {
    package struct Hole: Sendable, Equatable {
        /// The row behind the hole, which is never a series' first.
        package let row: Int
        /// How many rows are not there.
        package let missing: Int
    }

    package let step: TimeStep
    /// In the order of the rows.
    package let holes: [Hole]
    /// Where a changed clock explains a difference: by a step of an hour or less with the rows of the hour
    /// that it left out, by a longer one without any.
    package let clockChanges: [Hole]

    /// - Throws: `irregularTimes` where a difference is no whole number of steps.
    package static func find(in rows: TimedRows, step: TimeStep) throws(TableError) -> RowHoles {
        var holes: [Hole] = []
        var clockChanges: [Hole] = []
        var offences: [Int] = []
        var differences = 0
        step.walk(rows) { row, stride in
            differences += 1
            switch stride {
            case .steps(1): break
            case .steps(let steps): holes.append(Hole(row: row, missing: steps - 1))
            case .clockChange(let steps):
                clockChanges.append(Hole(row: row, missing: 0))
                if steps > 1 { holes.append(Hole(row: row, missing: steps - 1)) }
            case .skippedHour(let rows): clockChanges.append(Hole(row: row, missing: rows))
            case .irregular: offences.append(row)
            }
        }
        if let first = offences.first {
            throw step.irregular(rows, at: first, offences: offences.count, of: differences)
        }
        return RowHoles(step: step, holes: holes, clockChanges: clockChanges)
    }

    /// How many rows are not there, those of an hour that a clock left out not counted.
    package var missingRows: Int {
        holes.reduce(0) { $0.addingReportingOverflow($1.missing).overflow ? .max : $0 + $1.missing }
    }

    /// The first of the longest holes.
    package var longest: Hole? { holes.max { ($0.missing, $1.row) < ($1.missing, $0.row) } }

    /// The pieces of the rows that hold no hole and are of one series, in order, together all rows: what a
    /// window may lie in.
    package func stretches(of rows: TimedRows) -> [Range<Int>] {
        let starts = rows.series.filter { !$0.isEmpty }.map(\.lowerBound) + holes.map(\.row)
        let sorted = starts.sorted() + [rows.times.count]
        return zip(sorted, sorted.dropFirst()).map { $0..<$1 }
    }

    /// Why a table with holes is refused; nil without any.
    package func refusal(_ rows: TimedRows) -> TableError? {
        guard let first = holes.first, let longest else { return nil }
        var text =
            "\(counted(missingRows, "row")) \(missingRows == 1 ? "is" : "are") not there, in "
            + "\(counted(holes.count, "hole")), by the step of \(step); the first hole"
            + "\(rows.ofSeries(first.row)) lies \(place(first, rows))"
        if longest.row != first.row {
            text += "; the longest\(rows.ofSeries(longest.row)) \(place(longest, rows))"
        }
        text +=
            rows.areOfWorkdays(step)
            ? "; the rows are of workdays: set gaps to ignore, and Monday follows Friday"
            : "; set gaps to insert (rows of missing values, of which missing then decides), cut (no window "
                + "spans a hole) or ignore"
        return TableError(.missingRows, text, file: rows.name, line: rows.lines?[first.row])
    }

    private func place(_ hole: Hole, _ rows: TimedRows) -> String {
        "between \(rows.text(hole.row - 1)) and \(rows.text(hole.row)) (\(counted(hole.missing, "row")))"
    }
}
