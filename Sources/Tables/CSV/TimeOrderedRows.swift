/// The rows of the kept columns, on their way to a table: sorted by series and time, then freed of missing
/// values (NaN).
struct TimeOrderedRows {
    /// Row-major (rows, `columns`).
    var values: [Double]
    /// Row-major (rows, time columns).
    var keys: [Int64]
    /// The number of each row's series; empty where all rows are one.
    private(set) var series: [Int32]
    let columns: Int
    let timeColumns: Int
    private(set) var rows: Int

    /// Keeps the named ones of `width` columns and sorts the rows by series and keys; rows of equal keys stay
    /// as they were.
    init(
        values: consuming [Double], width: Int, keeping kept: [Int], keys: consuming [Int64],
        timeColumns: Int, series: consuming [Int32] = []
    ) {
        rows = values.count / max(1, width)
        self.values = values
        self.keys = keys
        self.series = series
        self.timeColumns = timeColumns
        columns = kept.count
        if kept.count < width { compact(width: width, keeping: kept) }
        if timeColumns > 0 || !self.series.isEmpty, !isSorted { sort() }
    }

    /// The row with the least time, and the one with the greatest; there must be one.
    var firstAndLast: (first: Int, last: Int) {
        guard !series.isEmpty else { return (0, rows - 1) }
        return keys.withUnsafeBufferPointer { keys in
            (1..<rows).reduce(into: (first: 0, last: 0)) { found, row in
                if isEarlier(row, found.first, keys) { found.first = row }
                if !isEarlier(row, found.last, keys) { found.last = row }
            }
        }
    }

    /// For each series that has rows, its number and its rows.
    var seriesRows: [(series: Int, rows: Range<Int>)] {
        var found: [(series: Int, rows: Range<Int>)] = []
        var start = 0
        for row in series.indices where row + 1 == rows || series[row + 1] != series[row] {
            found.append((Int(series[row]), start..<row + 1))
            start = row + 1
        }
        return found
    }

    /// Rows whose time is that of the row before, in one series.
    var equalTimes: Int {
        guard timeColumns > 0 else { return 0 }
        return keys.withUnsafeBufferPointer { keys in
            (1..<max(1, rows)).count { hasTimeOfRowBefore($0, keys) }
        }
    }

    /// The rows of each time of a series that stands more than once, two or more each.
    var equalGroups: [Range<Int>] {
        guard timeColumns > 0 else { return [] }
        return keys.withUnsafeBufferPointer { keys in
            var groups: [Range<Int>] = []
            var start = 0
            for row in 1..<max(1, rows) + 1 where row >= rows || !hasTimeOfRowBefore(row, keys) {
                if row - start > 1 { groups.append(start..<row) }
                start = row
            }
            return groups
        }
    }

    private func hasTimeOfRowBefore(_ row: Int, _ keys: UnsafeBufferPointer<Int64>) -> Bool {
        (series.isEmpty || series[row] == series[row - 1])
            && (0..<timeColumns).allSatisfy {
                keys[row * timeColumns + $0] == keys[(row - 1) * timeColumns + $0]
            }
    }

    /// For each row, whether all of its columns hold a number.
    func isComplete(row: Int) -> Bool {
        !values[row * columns..<(row + 1) * columns].contains { $0.isNaN }
    }

    /// Removes the rows that lack a value and returns how many they were.
    mutating func dropIncomplete() -> Int {
        var kept = 0
        for row in 0..<rows where isComplete(row: row) {
            if kept < row {
                for column in 0..<columns { values[kept * columns + column] = values[row * columns + column] }
                for column in 0..<timeColumns {
                    keys[kept * timeColumns + column] = keys[row * timeColumns + column]
                }
                if !series.isEmpty { series[kept] = series[row] }
            }
            kept += 1
        }
        let dropped = rows - kept
        values.removeLast(dropped * columns)
        keys.removeLast(dropped * timeColumns)
        if !series.isEmpty { series.removeLast(dropped) }
        rows = kept
        return dropped
    }

    private mutating func compact(width: Int, keeping kept: [Int]) {
        let count = rows * kept.count
        values.withUnsafeMutableBufferPointer { values in
            for row in 0..<rows {
                // In place: `kept` rises, so no value is overwritten before it is read.
                for (index, column) in kept.enumerated() {
                    values[row * kept.count + index] = values[row * width + column]
                }
            }
        }
        values.removeLast(values.count - count)
    }

    private var isSorted: Bool {
        keys.withUnsafeBufferPointer { keys in
            (1..<max(1, rows)).allSatisfy { !precedes($0, $0 - 1, keys) }
        }
    }

    private func precedes(_ left: Int, _ right: Int, _ keys: UnsafeBufferPointer<Int64>) -> Bool {
        if !series.isEmpty, series[left] != series[right] { return series[left] < series[right] }
        return isEarlier(left, right, keys)
    }

    private func isEarlier(_ left: Int, _ right: Int, _ keys: UnsafeBufferPointer<Int64>) -> Bool {
        for column in 0..<timeColumns {
            let (a, b) = (keys[left * timeColumns + column], keys[right * timeColumns + column])
            if a != b { return a < b }
        }
        return false
    }

    private mutating func sort() {
        let order = keys.withUnsafeBufferPointer { keys in
            (0..<rows).sorted { left, right in
                precedes(left, right, keys) || (left < right && !precedes(right, left, keys))
            }
        }
        values = Self.rows(of: values, width: columns, in: order)
        keys = Self.rows(of: keys, width: timeColumns, in: order)
        if !series.isEmpty { series = Self.rows(of: series, width: 1, in: order) }
    }

    private static func rows<Element>(of source: [Element], width: Int, in order: [Int]) -> [Element] {
        var sorted: [Element] = []
        sorted.reserveCapacity(source.count)
        for row in order { sorted.append(contentsOf: source[row * width..<(row + 1) * width]) }
        return sorted
    }
}
