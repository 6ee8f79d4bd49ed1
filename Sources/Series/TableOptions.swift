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
}

/// How a CSV file becomes a table.
package struct TableOptions: Sendable, Equatable {
    /// Fields that count as missing unless others are named.
    package static let usualMissingValues = ["", "NA", "NaN", "nan", "null"]

    /// Columns that order the rows, the most significant first; empty: the file's order.
    package var time: [String] = []
    /// Input columns; nil: every numeric column that is not a time column.
    package var features: [String]?
    /// Output columns; nil: the features.
    package var targets: [String]?
    package var missing: MissingPolicy = .error
    /// Fields that count as missing, compared as text without the spaces around them.
    package var missingValues: [String] = Self.usualMissingValues

    package init(
        time: [String] = [], features: [String]? = nil, targets: [String]? = nil,
        missing: MissingPolicy = .error,
        missingValues: [String] = Self.usualMissingValues
    ) {
        self.time = time
        self.features = features
        self.targets = targets
        self.missing = missing
        self.missingValues = missingValues
    }
}
