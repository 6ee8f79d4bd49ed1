/// What to do about rows of one series that have the same time.
package enum DuplicatePolicy: String, CaseIterable, Sendable {
    /// Refuse the table.
    case error
    /// Keep the one that comes first in the file.
    case first
    /// Keep the one that comes last in the file.
    case last
    /// Make one row of them, of each column's mean over the values that are there.
    case mean
}

/// Rows of one series that have the same time.
package struct DuplicateTimes: Sendable, Equatable {
    /// The rows of each time that stands more than once, two or more each, in the order of the rows. They are
    /// in the file's order, and never of two series.
    package let groups: [Range<Int>]

    init(groups: [Range<Int>]) { self.groups = groups }

    package init(in rows: TimedRows) {
        var groups: [Range<Int>] = []
        for range in rows.series {
            var start = range.lowerBound
            for row in range.dropFirst() where rows.times[row] != rows.times[row - 1] {
                if row - start > 1 { groups.append(start..<row) }
                start = row
            }
            if range.upperBound - start > 1 { groups.append(start..<range.upperBound) }
        }
        self.groups = groups
    }

    /// Rows beyond the first of each time.
    package var surplusRows: Int { groups.reduce(0) { $0 + $1.count - 1 } }

    /// Why a table with equal times is refused; nil without any.
    package func refusal(_ rows: TimedRows) -> TableError? {
        guard let first = groups.first else { return nil }
        return TableError(
            .duplicateTimes,
            "\(count); the first is \(rows.text(first.lowerBound))\(rows.ofSeries(first.lowerBound)), in "
                + "\(place(rows)); set duplicates to first, last or mean; name the column of the series in "
                + "series where the table holds several; or, where a clock was put back, name its zone "
                + "(time_zone: Europe/Berlin), or write the times with an offset (2024-10-27 02:00+02:00)",
            file: rows.name, line: rows.lines?[first.lowerBound])
    }

    /// `2 times stand more than once, with 3 rows too many`.
    var count: String {
        "\(counted(groups.count, "time")) \(groups.count == 1 ? "stands" : "stand") more than once, with "
            + "\(counted(surplusRows, "row")) too many"
    }

    /// `lines 8 and 7`: the first group's rows.
    func place(_ rows: TimedRows) -> String {
        guard let first = groups.first else { return "" }
        let shown = first.prefix(3).map { String(rows.lines?[$0] ?? $0 + 1) }
        let list =
            first.count > 3
            ? shown.joined(separator: ", ") + " and \(first.count - 3) more"
            : shown.dropLast().joined(separator: ", ") + " and " + (shown.last ?? "")
        return rows.lines == nil ? "rows \(list) in time order" : "lines \(list)"
    }

    /// Leaves one row of each time, with the first one's line.
    ///
    /// - Parameters:
    ///   - policy: `error` keeps the first, too: whoever refuses does so before.
    ///   - values: row-major (rows, width), NaN where a value is missing.
    ///   - rows: those in which the equal times were found.
    package func resolved(
        _ values: [Double], width: Int, rows: TimedRows, policy: DuplicatePolicy
    ) -> (rows: TimedRows, values: [Double]) {
        if groups.isEmpty { return (rows, values) }
        let count = rows.times.count - surplusRows
        var times: [Int64] = []
        var lines: [Int]? = rows.lines == nil ? nil : []
        var kept: [Double] = []
        times.reserveCapacity(count)
        lines?.reserveCapacity(count)
        kept.reserveCapacity(count * width)
        var start = 0
        for group in groups + [rows.times.count..<rows.times.count] {
            let end = min(group.lowerBound + 1, rows.times.count)
            times += rows.times[start..<end]
            if let old = rows.lines { lines?.append(contentsOf: old[start..<end]) }
            kept += values[start * width..<group.lowerBound * width]
            if !group.isEmpty { kept += merged(group, values, width, policy) }
            start = group.upperBound
        }
        let moved = TimedRows(
            times: times, clock: rows.clock, series: shrunk(rows.series),
            seriesNames: rows.seriesNames, lines: lines, name: rows.name)
        return (moved, kept)
    }

    private func merged(
        _ group: Range<Int>, _ values: [Double], _ width: Int, _ policy: DuplicatePolicy
    ) -> [Double] {
        let row = policy == .last ? group.upperBound - 1 : group.lowerBound
        guard policy == .mean else { return Array(values[row * width..<(row + 1) * width]) }
        return (0..<width).map { column in
            let real = group.map { values[$0 * width + column] }.filter { !$0.isNaN }
            let count = Double(real.count)
            let sum = real.reduce(0, +)
            // Only the largest numbers add up to what no Float64 holds.
            return sum.isFinite || real.isEmpty ? sum / count : real.reduce(0) { $0 + $1 / count }
        }
    }

    /// The series without the rows that are left out.
    private func shrunk(_ series: [Range<Int>]) -> [Range<Int>] {
        var index = 0
        var shift = 0
        return series.map { range in
            let start = range.lowerBound - shift
            while index < groups.count, groups[index].lowerBound < range.upperBound {
                shift += groups[index].count - 1
                index += 1
            }
            return start..<range.upperBound - shift
        }
    }
}
