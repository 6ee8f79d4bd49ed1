/// How large a part of the rows is.
package enum SplitAmount: Hashable, Sendable {
    /// At least 0.
    case rows(Int)
    /// Of all rows, 0 to 1.
    case fraction(Double)
    /// The rows before a time, as it is written.
    case until(String)
    /// All rows behind the part before.
    case rest
}

/// Consecutive parts of the rows of one series, in time order; rows behind the last part are unused.
package struct Split: Hashable, Sendable {
    package let train: Range<Int>
    package let validation: Range<Int>
    /// What was the end of validation; most often empty.
    package let calibration: Range<Int>
    package let test: Range<Int>

    /// Parts of so many rows, each at least 0, from row `start` on.
    package init(start: Int = 0, train: Int, validation: Int, calibration: Int = 0, test: Int) {
        precondition(
            train >= 0 && validation >= 0 && calibration >= 0 && test >= 0,
            "no part has a negative number of rows")
        self.train = start..<start + train
        self.validation = self.train.upperBound..<self.train.upperBound + validation
        self.calibration = self.validation.upperBound..<self.validation.upperBound + calibration
        self.test = self.calibration.upperBound..<self.calibration.upperBound + test
    }

    /// The same with the last rows of validation for calibration.
    ///
    /// - Parameters:
    ///   - amount: rows, or a fraction of all rows of the series; of a validation that is shorter, all.
    ///   - rows: of the series.
    package func calibrated(_ amount: SplitAmount, rows: Int) -> Split {
        let wanted =
            switch amount {
            case .rows(let count): count
            case .fraction(let share): Self.boundary(share, rows)
            case .until, .rest: 0
            }
        let count = min(max(wanted, 0), validation.count)
        return Split(
            start: train.lowerBound, train: train.count, validation: validation.count - count,
            calibration: count, test: test.count)
    }

    /// The rows that the parts cover.
    package var rows: Range<Int> { train.lowerBound..<test.upperBound }

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
            case .until, .rest:
                throw SeriesError(.badSplit, "split.\(part) is a time, and other parts are not")
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

    /// Parts of each series of a long table. Fractions are of each series' own rows. Of a series that has
    /// fewer rows than the parts take, the later parts have what is left.
    ///
    /// - Parameter series: the rows of each.
    /// - Throws: `badSplit` as above where the longest series does not fit.
    package static func resolve(
        train: SplitAmount, validation: SplitAmount, test: SplitAmount, series: [Range<Int>]
    ) throws(SeriesError) -> [Split] {
        let longest = series.map(\.count).max() ?? 0
        _ = try resolve(train: train, validation: validation, test: test, rows: longest)
        return series.map { rows in
            var fraction = 0.0
            var left = rows.count
            let counts = [train, validation, test].map { amount in
                let count: Int
                switch amount {
                case .rows(let wanted): count = min(wanted, left)
                case .fraction(let share):
                    let start = boundary(fraction, rows.count)
                    fraction += share
                    count = min(boundary(fraction, rows.count) - start, left)
                case .until, .rest: count = 0
                }
                left -= count
                return count
            }
            return Split(start: rows.lowerBound, train: counts[0], validation: counts[1], test: counts[2])
        }
    }

    /// Parts of each series that end at moments: a part holds the rows behind the one before it whose time is
    /// before its end.
    ///
    /// - Parameters:
    ///   - ends: of the three parts, ascending; nil for the last: all rows that are left.
    ///   - times: of the table's rows, ascending in each series.
    ///   - series: the rows of each.
    package static func resolve(
        ends: (train: Int64, validation: Int64, test: Int64?), times: [Int64], series: [Range<Int>]
    ) -> [Split] {
        func first(from end: Int64, in rows: Range<Int>) -> Int {
            var (lower, upper) = (rows.lowerBound, rows.upperBound)
            while lower < upper {
                let middle = (lower + upper) / 2
                if times[middle] >= end { upper = middle } else { lower = middle + 1 }
            }
            return lower
        }
        return series.map { rows in
            let train = first(from: ends.train, in: rows)
            let validation = max(train, first(from: ends.validation, in: rows))
            let test = max(validation, ends.test.map { first(from: $0, in: rows) } ?? rows.upperBound)
            return Split(
                start: rows.lowerBound, train: train - rows.lowerBound, validation: validation - train,
                test: test - validation)
        }
    }

    private static func boundary(_ fraction: Double, _ rows: Int) -> Int {
        // Sums such as 0.7 + 0.2 + 0.1 may end a rounding error away from 1.
        Int((fraction * Double(rows)).rounded())
    }
}
