import Series
package import Tables

/// What became of a job's data on the way to its windows: told at the start, and kept with the run.
package struct DataReport: Sendable, Equatable, Codable {
    package struct Windows: Sendable, Equatable, Codable {
        package let train: Int
        package let validation: Int
        package let test: Int
        /// Nil where there is no such part.
        package let calibration: Int?
    }

    /// How the file was read; nil for the embedded series.
    package let table: TableReport?
    /// From one row to the next, such as `1 hour`; nil where the times have no constant step, or where there
    /// are none.
    package let step: String?
    /// From where the time steps of the rows are counted; nil as `step`.
    package let timeOrigin: TimeOrigin?
    /// Rows left out or merged because one of their time was there.
    package let duplicateRows: Int
    /// Rows that the step asks for and that are not there, and how many of them were put in.
    package let absentRows: Int
    package let insertedRows: Int
    package let windows: Windows
    /// Windows that there would be, were no value missing and no row absent.
    package let lostWindows: Windows
    /// All of it for people, a sentence each.
    package let notes: [String]

    /// - Parameter notes: what is worth knowing besides.
    init(_ table: TableReport, times: TimeReport?, series: ForecastSeries, notes: [String]) {
        let isRead = table.rows > 0
        self.table = isRead ? table : nil
        step = times?.step.map { "\($0)" }
        timeOrigin = times?.origin
        duplicateRows = times?.duplicateRows ?? 0
        absentRows = times?.missingRows ?? 0
        insertedRows = times?.insertedRows ?? 0
        windows = Windows(series) { series.windowCount($0) }
        lostWindows = Windows(series) { series.lostWindows($0) }
        self.notes = (isRead ? table.lines : []) + (times?.lines ?? []) + notes + lostWindows.notes
    }
}

extension DataReport.Windows {
    fileprivate init(_ series: ForecastSeries, _ count: (ForecastSeries.Part) -> Int) {
        self.init(
            train: count(.train), validation: count(.validation), test: count(.test),
            calibration: series.rowCount(.calibration) > 0 ? count(.calibration) : nil)
    }

    fileprivate var notes: [String] {
        guard train + validation + (calibration ?? 0) + test > 0 else { return [] }
        let further = calibration.map { ", \($0) of calibration" } ?? ""
        return [
            "Windows lost to missing values and absent rows: \(train) of the training part, \(validation) of "
                + "validation\(further), \(test) of test."
        ]
    }
}
