/// The used columns of a series as numbers, rows in time order; or of several series, one behind another.
package struct Table: Sendable, Equatable {
    /// One of the series of a long table.
    package struct Series: Sendable, Equatable {
        /// As the file has it, without the spaces around it.
        package let name: String
        package let rows: Range<Int>

        package init(name: String, rows: Range<Int>) {
            self.name = name
            self.rows = rows
        }
    }

    /// Names of the used columns: the features, then the targets that are no features; calendar columns,
    /// which are features, too, stand behind them.
    package let columns: [String]
    package let rows: Int
    /// Row-major (rows, columns), finite, or NaN where a value is missing.
    package let values: [Double]
    /// Indices into `columns` of the F inputs.
    package let features: [Int]
    /// Indices into `columns` of the outputs.
    package let targets: [Int]
    /// Indices into `columns` of inputs whose values over the horizon are inputs, too; none a target.
    package let known: [Int]
    /// Columns that say where others have no value: inputs, none of the file's.
    package let masks: [ColumnRoles.Mask]
    /// By the UTF-8 bytes of their names, together all rows, each with at least one; empty where the rows are
    /// one series.
    package let series: [Series]
    /// For each row, ascending in each series: nanoseconds since 1970-01-01, in UTC where `clock` is known
    /// and as written where it is not; nil where no time column holds dates.
    package let times: [Int64]?
    package let clock: TableClock
    /// Equal times where they are no dates; nil where there are none.
    package let repeated: RepeatedTimes?
    /// What reading it did.
    package let report: TableReport

    /// A table made in memory. Every index must name a column and `values` hold whole rows.
    package init(
        columns: [String], values: [Double], features: [Int], targets: [Int], known: [Int] = [],
        masks: [ColumnRoles.Mask] = [],
        series: [Series] = [], times: [Int64]? = nil, report: TableReport = TableReport(),
        clock: TableClock = .nameless, repeated: RepeatedTimes? = nil
    ) {
        precondition(!columns.isEmpty && values.count % columns.count == 0, "values hold whole rows")
        precondition(
            (features + targets + known).allSatisfy(columns.indices.contains), "every index names a column")
        self.columns = columns
        self.rows = values.count / columns.count
        self.values = values
        self.features = features
        self.targets = targets
        self.known = known
        self.masks = masks
        precondition(
            series.isEmpty || series.reduce(0) { $1.rows.lowerBound == $0 ? $1.rows.upperBound : -1 } == rows,
            "the series follow each other")
        self.series = series
        precondition(times == nil || times?.count == rows, "each row has a time")
        self.times = times
        self.report = report
        self.clock = clock
        self.repeated = repeated
    }

    package var roles: ColumnRoles {
        ColumnRoles(features: features, targets: targets, known: known, masks: masks)
    }

    /// Columns of the file that were not asked for and cannot be used: text, without a number, or without a
    /// name.
    package var ignoredColumns: [String] { report.leftOut.map(\.column) }

    /// Rows removed because a value was missing.
    package var droppedRows: Int { report.droppedRows }

    /// Times of the first and of the last row; nil without time columns.
    package var firstTime: String? { report.firstTime }
    package var lastTime: String? { report.lastTime }

    /// Values that are missing.
    package var missingValues: Int { values.reduce(0) { $0 + ($1.isNaN ? 1 : 0) } }
}
