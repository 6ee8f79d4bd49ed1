package import Tables

extension Table {
    /// The table with calendar columns behind its own: inputs, and known for every time to come.
    ///
    /// Hours and days are those of the clock that the times were written by, or of the table's zone.
    ///
    /// - Parameters:
    ///   - name: what messages call the table; nil: nothing.
    /// - Throws: `badOptions` where the rows have no times, `duplicateColumn` where the table has a column of
    ///   such a name; where the clock is not known.
    package func appending(_ calendar: CalendarColumns, name: String?) throws(SeriesError) -> Table {
        guard !calendar.columns.isEmpty else { return self }
        guard let times else {
            throw SeriesError(
                .badOptions,
                "calendar columns are made from the time, and no time column with dates is named; name it, "
                    + "such as time: date",
                file: name)
        }
        guard let local = clock.local(times) else {
            throw SeriesError(
                .badOptions, "calendar columns go by clocks, and " + (clock.doubt ?? ""), file: name)
        }
        return try appending(
            AddedColumns(
                names: calendar.names, values: calendar.values(at: local),
                maker: "calendar", remedy: "leave one of them out"),
            known: true, name: name)
    }
}
