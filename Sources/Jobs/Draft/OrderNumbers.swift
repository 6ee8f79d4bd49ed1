import Tables

/// Columns that number the rows: nobody asks what the next number will be.
struct OrderNumbers {
    /// Fewer distinct numbers without an order may be so by chance.
    private static let leastIdentifiers = 30
    /// Of a hundred rows that follow each other, the number may jump at one: rows may have been left out.
    private static let jumpShare = 100

    private let table: Table
    /// The rows of each series.
    private let series: [Range<Int>]

    /// - Parameter table: with one row a time.
    init(_ table: Table) {
        self.table = table
        series = table.series.isEmpty ? [0..<table.rows] : table.series.map(\.rows)
    }

    /// Each with what gives it away; none where no other column would be left: then the file is about them.
    var found: [DataDraft.Ignored] {
        guard table.rows > 2 else { return [] }
        let columns = table.columns.indices.compactMap { column in
            why(column).map { DataDraft.Ignored(column: table.columns[column], why: $0) }
        }
        return columns.count < table.columns.count ? columns : []
    }

    /// Why a column is one; nil where it is none.
    private func why(_ column: Int) -> String? {
        if let step = constantStep(column) {
            let number = Int(exactly: step).map { "\($0.magnitude)" } ?? "\(step.magnitude)"
            return "\(step > 0 ? "rises" : "falls") by \(number) with each row"
        }
        return isIdentifier(column)
            ? "holds whole numbers without any order, none of them twice, as identifiers are" : nil
    }

    private func value(_ row: Int, _ column: Int) -> Double {
        table.values[row * table.columns.count + column]
    }

    /// What the column changes by from each row to the next; nil where it does not, or by something else.
    private func constantStep(_ column: Int) -> Double? {
        var step: Double?
        var (jumps, pairs) = (0, 0)
        for rows in series {
            var last: Int?
            for row in rows where !value(row, column).isNaN {
                defer { last = row }
                guard let last else { continue }
                let difference = value(row, column) - value(last, column)
                guard let step else {
                    guard difference != 0, difference.isFinite else { return nil }
                    step = difference
                    continue
                }
                pairs += 1
                let tolerance = 1e-9 * max(1, value(row, column).magnitude)
                // Where rows have been put in, the number may have gone on or stood still.
                let isNext = [1, Double(row - last)].contains {
                    (difference - $0 * step).magnitude <= tolerance
                }
                if !isNext { jumps += 1 }
                guard jumps * Self.jumpShare <= table.rows else { return nil }
            }
        }
        return jumps * Self.jumpShare <= pairs ? step : nil
    }

    /// Whether all numbers are whole, none stands twice, they spread evenly over their range, and none tells
    /// of the next.
    private func isIdentifier(_ column: Int) -> Bool {
        var seen: Set<Double> = []
        var (sum, squares, products, pairs) = (0.0, 0.0, 0.0, 0.0)
        var (least, most) = (Double.infinity, -Double.infinity)
        for row in 0..<table.rows {
            let number = value(row, column)
            if number.isNaN { continue }
            guard number == number.rounded(), number.magnitude < 1e15, seen.insert(number).inserted else {
                return false
            }
            (least, most) = (min(least, number), max(most, number))
        }
        let count = Double(seen.count)
        guard seen.count >= Self.leastIdentifiers else { return false }
        for rows in series {
            var last: Double?
            for row in rows where !value(row, column).isNaN {
                // From 0 to 1.
                let place = (value(row, column) - least) / (most - least)
                sum += place
                squares += place * place
                if let last {
                    products += (place - 0.5) * (last - 0.5)
                    pairs += 1
                }
                last = place
            }
        }
        let (mean, variance) = (sum / count, squares / count - (sum / count) * (sum / count))
        // Of numbers that are spread evenly: a half, and a twelfth.
        let isEven = (mean - 0.5).magnitude < 0.08 && (variance * 12 - 1).magnitude < 0.25
        return isEven && pairs > 0 && (products / pairs * 12).magnitude < 3 / pairs.squareRoot()
    }
}
