/// Equal times of a table that are no dates but clocks, numbers or several columns.
package struct RepeatedTimes: Sendable, Equatable {
    /// The rows of each time of a series that stands more than once, in time order.
    package let groups: [Range<Int>]
    /// The first of them, as messages show it.
    package let first: String

    package init(groups: [Range<Int>], first: String) {
        self.groups = groups
        self.first = first
    }
}

extension Table {
    /// The table with one row for each time of a series, where times are no dates.
    ///
    /// - Parameter name: what messages call the table.
    /// - Returns: nil where no time stands twice.
    /// - Throws: `duplicateTimes` where the policy refuses them.
    package func distinct(
        _ policy: DuplicatePolicy, name: String?
    ) throws(TableError) -> (table: Table, report: TimeReport)? {
        guard let repeated else { return nil }
        // The rows' places stand for their times: they order them, too.
        let places = TimedRows(
            times: (0..<rows).map(Int64.init), series: series.isEmpty ? nil : series.map(\.rows),
            seriesNames: series.map(\.name), name: name)
        let equal = DuplicateTimes(groups: repeated.groups)
        if policy == .error {
            throw TableError(
                .duplicateTimes,
                "\(equal.count); the first is \(repeated.first)"
                    + "\(places.ofSeries(equal.groups[0].lowerBound)), in \(equal.place(places)); where "
                    + "times are those of a day, name the date's column in time, too; name the column of the "
                    + "series in series where the table holds several; or set duplicates to first, last or "
                    + "mean",
                file: name)
        }
        let (kept, left) = equal.resolved(values, width: columns.count, rows: places, policy: policy)
        let table = Table(
            columns: columns, values: left, features: features, targets: targets, known: known,
            series: zip(series, kept.series).map { Series(name: $0.name, rows: $1) }, report: report)
        return (table, TimeReport(equal, stretches: kept.series))
    }
}
