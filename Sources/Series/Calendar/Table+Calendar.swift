package import Tables

extension Table {
    /// The table with calendar columns behind its own: inputs, and known for every time to come.
    ///
    /// Hours and days are those of the clock that the times were written by, or of the table's zone.
    ///
    /// - Parameters:
    ///   - name: what messages call the table; nil: nothing.
    /// - Throws: `badOptions` where the rows have no times, `duplicateColumn` where the table has a column of
    ///   such a name.
    package func appending(_ calendar: CalendarColumns, name: String?) throws(SeriesError) -> Table {
        guard !calendar.columns.isEmpty else { return self }
        guard let times else {
            throw SeriesError(
                .badOptions,
                "calendar columns are made from the time, and no time column with dates is named; name it, "
                    + "such as time: date",
                file: name)
        }
        let own = Set(columns)
        for column in calendar.names where own.contains(column) {
            throw SeriesError(
                .duplicateColumn,
                "calendar makes a column of this name, and the file has one; leave one of them out",
                file: name, column: column)
        }
        let joined = valuesJoined(
            with: calendar.values(at: zone.map { times.map($0.local) } ?? times),
            columns: calendar.names.count)
        let places = Array(columns.count..<columns.count + calendar.names.count)
        return Table(
            columns: columns + calendar.names, values: joined, features: features + places, targets: targets,
            known: known + places, series: series, times: times, report: report, timesAreUTC: timesAreUTC,
            zone: zone)
    }

    /// The values with others, (rows, columns), behind each row.
    func valuesJoined(with others: [Double], columns added: Int) -> [Double] {
        let width = columns.count
        return [Double](unsafeUninitializedCapacity: rows * (width + added)) { buffer, count in
            for row in 0..<rows {
                for column in 0..<width {
                    buffer.initializeElement(at: count + column, to: values[row * width + column])
                }
                for column in 0..<added {
                    buffer.initializeElement(at: count + width + column, to: others[row * added + column])
                }
                count += width + added
            }
        }
    }
}
