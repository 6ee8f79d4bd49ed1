extension Table {
    /// Rows with their missing values filled from rows at or before the last of them.
    ///
    /// - Parameters:
    ///   - start: the series' first row, at or before them: nothing before it is looked at.
    ///   - policy: `interpolate` draws a line between two values; every other repeats the one before.
    /// - Returns: (rows, columns). Before a column's first value stands that value; NaN where there is none.
    package func filled(
        _ rows: Range<Int>, from start: Int = 0, columns picked: [Int], by policy: MissingPolicy
    ) -> [Double] {
        let width = columns.count
        var filled = [Double](repeating: .nan, count: rows.count * picked.count)
        for (index, column) in picked.enumerated() {
            func value(_ row: Int) -> Double { values[row * width + column] }
            func put(_ number: Double, _ row: Int) {
                if rows.contains(row) { filled[(row - rows.lowerBound) * picked.count + index] = number }
            }
            var last = stride(from: rows.lowerBound, through: start, by: -1).first { !value($0).isNaN }
            for row in rows {
                guard value(row).isNaN else {
                    if policy == .interpolate, let last, last + 1 < row {
                        let steps = Double(row - last)
                        for gap in last + 1..<row {
                            put(value(last) + (value(row) - value(last)) * (Double(gap - last) / steps), gap)
                        }
                    }
                    if last == nil { for early in rows.lowerBound..<row { put(value(row), early) } }
                    last = row
                    put(value(row), row)
                    continue
                }
                if let last { put(value(last), row) }
            }
        }
        return filled
    }
}
