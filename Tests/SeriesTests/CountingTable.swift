import Tables

/// A table of so many rows whose value in row r and column c is 100 r + c.
func countingTable(rows: Int, columns: Int, features: [Int]? = nil, targets: [Int]? = nil) -> Table {
    let values = (0..<rows).flatMap { row in (0..<columns).map { Double(100 * row + $0) } }
    return Table(
        columns: (0..<columns).map { "c\($0)" }, values: values, features: features ?? Array(0..<columns),
        targets: targets ?? Array(0..<columns))
}
