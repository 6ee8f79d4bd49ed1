/// How large a part of the rows is.
package enum SplitAmount: Hashable, Sendable {
    /// At least 0.
    case rows(Int)
    /// Of all rows, 0 to 1.
    case fraction(Double)
}

/// Three consecutive parts of the rows, in time order, the first at row 0; rows behind the last part are
/// unused.
package struct Split: Hashable, Sendable {
    package let train: Range<Int>
    package let validation: Range<Int>
    package let test: Range<Int>

    /// Parts of so many rows, each at least 0.
    package init(train: Int, validation: Int, test: Int) {
        precondition(train >= 0 && validation >= 0 && test >= 0, "no part has a negative number of rows")
        self.train = 0..<train
        self.validation = train..<train + validation
        self.test = train + validation..<train + validation + test
    }

    /// The rows that the three parts cover.
    package var rows: Int { test.upperBound }

    /// Parts of a table of so many rows. Where all parts are fractions, each part ends at the row nearest to
    /// the sum of the fractions up to it, so that fractions that sum to 1 leave no row over.
    ///
    /// - Throws: `badSplit` where an amount is negative, a fraction is above 1, no row is left to train on,
    ///   or the parts are larger than the table.
    package static func resolve(
        train: SplitAmount, validation: SplitAmount, test: SplitAmount, rows: Int
    ) throws(SeriesError) -> Split {
        var fraction = 0.0
        var counts: [Int] = []
        for (part, amount) in [("train", train), ("validation", validation), ("test", test)] {
            switch amount {
            case .rows(let count):
                guard (0...Int(Int32.max)).contains(count) else {
                    throw SeriesError(.badSplit, "split.\(part) is \(count) rows; it must be 0 or more")
                }
                counts.append(count)
            case .fraction(let share):
                guard (0...1).contains(share) else {
                    throw SeriesError(.badSplit, "split.\(part) is \(share); a fraction lies between 0 and 1")
                }
                let start = boundary(fraction, rows)
                fraction += share
                counts.append(boundary(fraction, rows) - start)
            }
        }
        guard fraction <= 1 + 1e-9, counts.reduce(0, +) <= rows else {
            throw SeriesError(
                .badSplit,
                "the split takes \(counts[0]) + \(counts[1]) + \(counts[2]) rows, and the table has \(rows); "
                    + "make the parts smaller")
        }
        guard counts[0] > 0 else {
            throw SeriesError(.badSplit, "split.train has no row, of \(rows); make it larger")
        }
        return Split(train: counts[0], validation: counts[1], test: counts[2])
    }

    private static func boundary(_ fraction: Double, _ rows: Int) -> Int {
        // Sums such as 0.7 + 0.2 + 0.1 may end a rounding error away from 1.
        Int((fraction * Double(rows)).rounded())
    }
}
