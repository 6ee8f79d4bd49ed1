import Forecasting
package import Jobs
import Series
package import Tables

/// Where the folds of a backtest begin: at rows one distance apart, the last so far before the end that its
/// targets are the last rows.
package struct BacktestFolds {
    package struct Fold {
        /// For each series, the first row that is forecast; nil where it has no rows for a forecast there.
        package let origins: [Int?]
        /// Of the first row that is forecast, as its clocks show it; nil without times.
        package let time: String?
    }

    package let folds: [Fold]
    private let table: Table
    private let file: JobFile
    /// The series that the folds are counted by: the one that ends last, and of these the longest.
    private let guide: Int
    private let ranges: [Range<Int>]
    /// Of the rows before a fold that are not test rows, the share to validate with.
    private let validationShare: Double

    /// - Parameters:
    ///   - table: of `RunPreparation.regularRows`.
    ///   - count: folds, at least 1; `horizon` rows of each, `step` rows from one to the next, at least 1.
    /// - Throws: `LaunchError.badRequest` where the rows do not suffice; `JobError` where they do not for the
    ///   job's split.
    package init(_ table: Table, of file: JobFile, count: Int, horizon: Int, step: Int) throws {
        self.table = table
        self.file = file
        // Rows behind the last value of a target say what is known of the time to come.
        ranges = table.ranges.map { range in
            let end = range.last { row in table.targets.contains { !table[row, $0].isNaN } }
            return range.lowerBound..<(end ?? range.lowerBound - 1) + 1
        }
        let ranges = ranges
        func rank(_ place: Int) -> (Int64, Int) {
            (table.times.flatMap { times in ranges[place].last.map { times[$0] } } ?? 0, ranges[place].count)
        }
        guide = ranges.indices.max { rank($0) < rank($1) } ?? 0
        var data = file.job.data
        let splits = try PreparedJob.splits(&data, table: table, file: file)
        let validation = splits.reduce(0) { $0 + $1.validation.count }
        validationShare = Double(validation) / Double(splits.reduce(validation) { $0 + $1.train.count })
        let (guided, lookback) = (ranges[guide], file.job.data.lookback)
        let first = guided.upperBound - horizon - (count - 1) * step
        guard first >= guided.lowerBound + lookback else {
            let most = (guided.count - lookback - horizon) / step + 1
            throw LaunchError(
                .badRequest,
                "\(count) fold(s) of \(horizon) rows, \(step) apart, need "
                    + "\(horizon + (count - 1) * step) rows behind a lookback of \(lookback), and "
                    + "there are \(guided.count)"
                    + (guided.count >= lookback + horizon
                        ? ", enough for \(most) such fold(s)" : ": too few for any fold"))
        }
        let equal = Set(ranges.map(\.count)).count == 1
        guard ranges.count == 1 || table.times != nil || equal else {
            throw LaunchError(
                .badRequest,
                "the series have no times and other numbers of rows, so nothing says what of each lies "
                    + "before a fold; name the column of times in the job")
        }
        folds = (0..<count).map { fold in
            let row = first + fold * step
            let origins = ranges.map { range -> Int? in
                let origin =
                    table.times.map { times in range.first { times[$0] >= times[row] } ?? range.upperBound }
                    ?? range.lowerBound + row - guided.lowerBound
                return origin >= range.lowerBound + lookback && origin < range.upperBound ? origin : nil
            }
            return Fold(origins: origins, time: table.times.map { table.clock.text($0[row]) })
        }
    }

    /// The job that is trained on what lies before a fold.
    package func job(before fold: Fold) -> JobFile {
        var file = file
        let origin = fold.origins[guide] ?? ranges[guide].upperBound
        let rows = origin - ranges[guide].lowerBound
        let validation = Int((Double(rows) * validationShare).rounded())
        file.job.data.split.test = .rows(0)
        guard let times = table.times, ranges.count > 1 else {
            file.job.data.split.train = .rows(rows - validation)
            file.job.data.split.validation = .rows(validation)
            return file
        }
        let end = SplitAmount.until(table.clock.text(times[origin]))
        file.job.data.split.train =
            validation == 0 ? end : .until(table.clock.text(times[origin - validation]))
        file.job.data.split.validation = validation == 0 ? .rows(0) : end
        return file
    }

    /// The first series whose rows of training or validation hold a target of a fold, and the row behind
    /// those; nil where there is none.
    ///
    /// - Throws: `JobError` where the rows do not suffice for the job's split.
    package func overlap(_ fold: Fold) throws -> (series: String?, row: Int)? {
        var data = file.job.data
        let splits = try PreparedJob.splits(&data, table: table, file: file)
        for (place, split) in splits.enumerated() {
            guard let origin = fold.origins[place], origin < split.validation.upperBound else { continue }
            return (table.series.isEmpty ? nil : table.series[place].name, split.validation.upperBound)
        }
        return nil
    }
}
