/// The times of a table's rows, and what messages say about them.
package struct TimedRows: Sendable, Equatable {
    /// Nanoseconds since 1970-01-01 00:00, ascending within each series; equal ones stand in the file's
    /// order.
    package let times: [Int64]
    package let clock: TableClock
    /// The rows of each series, one behind another, together all rows.
    package let series: [Range<Int>]
    /// A name for each series; empty where the table is a single one.
    package let seriesNames: [String]
    /// The line of each row in its file, from 1; nil where nobody kept them.
    package let lines: [Int]?
    /// What messages call the table; nil: nothing.
    package let name: String?

    /// - Parameter series: nil: all rows are one series.
    package init(
        times: [Int64], clock: TableClock = .nameless, series: [Range<Int>]? = nil,
        seriesNames: [String] = [], lines: [Int]? = nil, name: String? = nil
    ) {
        let series = series ?? [0..<times.count]
        precondition(
            series.reduce(0) { $1.lowerBound == $0 ? $1.upperBound : -1 } == times.count,
            "the series follow each other")
        precondition(seriesNames.isEmpty || seriesNames.count == series.count, "each series has a name")
        precondition(lines == nil || lines?.count == times.count, "each row has a line")
        self.times = times
        self.clock = clock
        self.series = series
        self.seriesNames = seriesNames
        self.lines = lines
        self.name = name
    }

    /// The time of a row as messages show it.
    func text(_ row: Int) -> String { clock.text(times[row]) }

    /// ` of series "A"`; nothing where the table is a single one.
    func ofSeries(_ row: Int) -> String {
        guard let index = series.firstIndex(where: { $0.contains(row) }), index < seriesNames.count else {
            return ""
        }
        return " of series \(quoted(seriesNames[index]))"
    }

    /// From the row before, in nanoseconds: exact even over more than 292 years.
    func distance(to row: Int) -> UInt64 { UInt64(bitPattern: times[row] &- times[row - 1]) }
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
