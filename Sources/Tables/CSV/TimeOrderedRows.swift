/// The rows of the kept columns, on their way to a table: sorted by time, then freed of missing values (NaN).
struct TimeOrderedRows {
    /// Row-major (rows, `columns`).
    var values: [Double]
    /// Row-major (rows, time columns).
    var keys: [Int64]
    let columns: Int
    let timeColumns: Int
    private(set) var rows: Int

    /// Keeps the named ones of `width` columns and sorts the rows by their keys; rows of equal keys stay as
    /// they were.
    init(
        values: consuming [Double], width: Int, keeping kept: [Int], keys: consuming [Int64], timeColumns: Int
    ) {
        rows = values.count / max(1, width)
        self.values = values
        self.keys = keys
        self.timeColumns = timeColumns
        columns = kept.count
        if kept.count < width { compact(width: width, keeping: kept) }
        if timeColumns > 0 && !isSorted { sort() }
    }

    /// Rows whose time is that of the row before.
    var equalTimes: Int {
        guard timeColumns > 0 else { return 0 }
        return keys.withUnsafeBufferPointer { keys in
            (1..<max(1, rows)).count { row in
                (0..<timeColumns).allSatisfy {
                    keys[row * timeColumns + $0] == keys[(row - 1) * timeColumns + $0]
                }
            }
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
            }
            kept += 1
        }
        let dropped = rows - kept
        values.removeLast(dropped * columns)
        keys.removeLast(dropped * timeColumns)
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
    }

    private static func rows<Element>(of source: [Element], width: Int, in order: [Int]) -> [Element] {
        var sorted: [Element] = []
        sorted.reserveCapacity(source.count)
        for row in order { sorted.append(contentsOf: source[row * width..<(row + 1) * width]) }
        return sorted
    }
}
