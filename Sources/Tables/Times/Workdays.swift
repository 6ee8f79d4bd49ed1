extension TimedRows {
    /// Whether there is a row a day, at most, and none on any Saturday or Sunday.
    func areOfWorkdays(_ step: TimeStep) -> Bool {
        step == .constant(nanoseconds: CivilDate.nanosecondsPerDay)
            && times.indices.allSatisfy { CivilDate(days: day($0)).dayOfWeek < 5 }
    }

    /// The day of a row's time, by its own clock, in days since 1970-01-01.
    fileprivate func day(_ row: Int) -> Int {
        CivilDate.split(nanoseconds: clock.zone?.local(at: times[row]) ?? times[row]).days
    }
}

extension RowHoles {
    /// The same without Saturdays and Sundays, on which no row of a workday is missed.
    func ofWorkdays(_ rows: TimedRows) -> RowHoles {
        let missed = holes.compactMap { hole -> Hole? in
            let first = CivilDate(days: rows.day(hole.row - 1)).dayOfWeek + 1
            let (weeks, rest) = hole.missing.quotientAndRemainder(dividingBy: 7)
            let workdays = 5 * weeks + (0..<rest).count { (first + $0) % 7 < 5 }
            return workdays == 0 ? nil : Hole(row: hole.row, missing: workdays)
        }
        return RowHoles(step: step, holes: missed, clockChanges: clockChanges)
    }
}
