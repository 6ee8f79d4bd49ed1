/// The used columns of a series as numbers, rows in time order.
package struct Table: Sendable, Equatable {
    /// Names of the used columns: the features, then the targets that are no features.
    package let columns: [String]
    package let rows: Int
    /// Row-major (rows, columns), finite, or NaN where a value is missing.
    package let values: [Double]
    /// Indices into `columns` of the F inputs.
    package let features: [Int]
    /// Indices into `columns` of the outputs.
    package let targets: [Int]
    /// For each row, ascending: nanoseconds since 1970-01-01, in UTC where the file names a zone and as
    /// written where it does not; nil where no time column holds dates.
    package let times: [Int64]?
    /// Whether the file names the zones of its times.
    package let timesAreUTC: Bool
    /// Time of the first row; nil without time columns.
    package let firstTime: String?
    /// Time of the last row; nil without time columns.
    package let lastTime: String?
    /// What reading it did.
    package let report: TableReport
    /// Values that are missing.
    package let missingValues: Int

    /// A table made in memory. Every index must name a column and `values` hold whole rows.
    package init(
        columns: [String], values: [Double], features: [Int], targets: [Int], times: [Int64]? = nil,
        firstTime: String? = nil, lastTime: String? = nil, report: TableReport = TableReport(),
        missingValues: Int = 0, timesAreUTC: Bool = false
    ) {
        precondition(!columns.isEmpty && values.count % columns.count == 0, "values hold whole rows")
        precondition((features + targets).allSatisfy(columns.indices.contains), "every index names a column")
        self.columns = columns
        self.rows = values.count / columns.count
        self.values = values
        self.features = features
        self.targets = targets
        precondition(times == nil || times?.count == rows, "each row has a time")
        self.times = times
        self.firstTime = firstTime
        self.lastTime = lastTime
        self.report = report
        self.missingValues = missingValues
        self.timesAreUTC = timesAreUTC
    }

    /// Columns of the file that were not asked for and cannot be used: text, without a number, or without a
    /// name.
    package var ignoredColumns: [String] { report.leftOut.map(\.column) }

    /// Rows removed because a value was missing.
    package var droppedRows: Int { report.droppedRows }
}
