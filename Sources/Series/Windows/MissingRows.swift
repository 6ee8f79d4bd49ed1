import Tables

/// Which values of a series are missing, and what stands in for them in the inputs of a window.
///
/// An input never knows what lies behind its window's end: a gap that is open there repeats the value before
/// it, and a line is drawn over a gap only where the window reaches to its other side.
struct MissingRows: Sendable, Equatable {
    /// Rows of one column without a value, between two that have one; at a stretch's end only the first has.
    struct Gap: Sendable, Equatable {
        let rows: Range<Int>
        let isOpen: Bool
    }

    /// Row-major, each missing value replaced by the one before it in its stretch, and those before the first
    /// by that one: a window has it at or before its inputs' end. A column without any is 0, in no window.
    private(set) var carried: [Float]
    /// Of each column, in order.
    private(set) var gaps: [[Gap]]
    /// For each row, how many rows before it lack a value.
    private(set) var incompleteBefore: [Int32]
    /// The first row, of the rows of each stretch, before which every column has a value.
    private(set) var ready: [Int]

    /// - Returns: nil where no value is missing.
    init?(_ values: [Float], width: Int, stretches: [Stretch]) {
        guard values.contains(where: \.isNaN) else { return nil }
        let rows = values.count / width
        carried = values
        gaps = Array(repeating: [], count: width)
        ready = stretches.map(\.rows.lowerBound)
        var isIncomplete = [Bool](repeating: false, count: rows)
        for (index, stretch) in stretches.enumerated() {
            for column in 0..<width {
                var last: Float?
                var gapStart: Int?
                for row in stretch.rows {
                    let value = values[row * width + column]
                    guard value.isNaN else {
                        if let start = gapStart {
                            gaps[column].append(Gap(rows: start..<row, isOpen: false))
                        }
                        gapStart = nil
                        if last == nil {
                            ready[index] = max(ready[index], row + 1)
                            for early in stretch.rows.lowerBound..<row {
                                carried[early * width + column] = value
                            }
                        }
                        last = value
                        continue
                    }
                    isIncomplete[row] = true
                    carried[row * width + column] = last ?? 0
                    if last != nil, gapStart == nil { gapStart = row }
                }
                if let start = gapStart {
                    gaps[column].append(Gap(rows: start..<stretch.rows.upperBound, isOpen: true))
                }
                if last == nil { ready[index] = stretch.rows.upperBound + 1 }
            }
        }
        var count: Int32 = 0
        incompleteBefore = [0]
        incompleteBefore.reserveCapacity(rows + 1)
        for row in isIncomplete {
            if row { count += 1 }
            incompleteBefore.append(count)
        }
    }

    func isComplete(_ rows: Range<Int>) -> Bool {
        incompleteBefore[rows.lowerBound] == incompleteBefore[rows.upperBound]
    }

    /// The gaps of a column that lie, at least in part, in these rows and end before them or within.
    func closedGaps(of column: Int, in rows: Range<Int>) -> ArraySlice<Gap> {
        let gaps = gaps[column]
        let first = gaps.partitioningIndex { $0.rows.upperBound > rows.lowerBound }
        var end = first
        // A gap's far side is the row behind it: the window has to hold that one.
        while end < gaps.count, gaps[end].rows.upperBound < rows.upperBound, !gaps[end].isOpen { end += 1 }
        return gaps[first..<end]
    }
}
