/// What to do about missing values in the columns that are used.
package enum MissingPolicy: String, CaseIterable, Sendable {
    /// Refuse the table.
    case error
    /// Remove the rows that lack a value.
    case drop
    /// Repeat the value before, in time order; a target that is missing counts in no loss and no metric.
    case forwardFill = "forward_fill"
    /// The same, but draw a line between the values before and after where both lie in the inputs of the
    /// window at hand.
    case interpolate
    /// Leave out the windows that lack a value.
    case cut
    /// Repeat the value before, and say so: for each column of which a training row lacks the value there is
    /// an input that is 1 where it is missing.
    case mask
}

/// How a CSV file becomes a table.
package struct TableOptions: Sendable, Equatable {
    /// Fields that count as missing unless others are named.
    ///
    /// They are those of `pandas.read_csv` (2.3).
    package static let usualMissingValues = [
        "", "NA", "NaN", "nan", "null", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan",
        "1.#IND", "1.#QNAN", "<NA>", "N/A", "NULL", "None", "n/a",
    ]

    /// Columns that order the rows, the most significant first; empty: the file's order.
    package var time: [String] = []
    /// How the time column is written, or all of them with a space in between, as `TimeFormat` has it; nil:
    /// as is found.
    package var timeFormat: String?
    /// The zone whose clocks show the times; nil: as the file has it.
    package var timeZone: String?
    /// Its data, without which no file can be read.
    package var zone: TimeZoneRules?
    /// The column that names each row's series; nil: all rows are one series.
    package var series: String?
    /// Input columns; nil: every numeric column that is neither a time column nor
    /// the series'.
    package var features: [String]?
    /// Output columns; nil: the features.
    package var targets: [String]?
    /// Input columns whose values over the horizon are inputs, too: features, and no targets.
    package var known: [String] = []
    package var missing: MissingPolicy = .error
    /// Fields that count as missing: compared as text without the spaces around them, and a number by its
    /// value.
    package var missingValues: [String] = Self.usualMissingValues
    /// Further fields that count as missing, by column.
    package var missingByColumn: [String: [String]] = [:]
    package var format = FormatOptions()

    package init(
        time: [String] = [], timeFormat: String? = nil, timeZone: String? = nil, series: String? = nil,
        features: [String]? = nil, targets: [String]? = nil, known: [String] = [],
        missing: MissingPolicy = .error,
        missingValues: [String] = Self.usualMissingValues, missingByColumn: [String: [String]] = [:],
        format: FormatOptions = FormatOptions()
    ) {
        self.time = time
        self.timeFormat = timeFormat
        self.timeZone = timeZone
        self.series = series
        self.features = features
        self.targets = targets
        self.known = known
        self.missing = missing
        self.missingValues = missingValues
        self.missingByColumn = missingByColumn
        self.format = format
    }
}
