package import Tables

extension Table {
    /// The name of the column that says where another one has no value.
    package static func maskName(_ column: String) -> String { "\(column)_missing" }

    /// The columns that get a mask: inputs of which a training row lacks the value. With independent
    /// channels, where every sample needs one, all targets or none.
    package func columnsToMask(training: [Range<Int>], channels: Channels) -> [Int] {
        func hasGap(_ column: Int) -> Bool {
            training.contains { rows in rows.contains { values[$0 * columns.count + column].isNaN } }
        }
        switch channels {
        case .together: return features.filter(hasGap)
        case .independent: return targets.contains(where: hasGap) ? targets : []
        }
    }

    /// The table with a mask of each of these columns behind its own columns: inputs that are not scaled.
    ///
    /// - Parameter name: what messages call the table; nil: nothing.
    /// - Throws: `duplicateColumn` where the table has a column of such a name.
    package func appending(masksOf masked: [Int], name: String?) throws(SeriesError) -> Table {
        guard !masked.isEmpty else { return self }
        var made: [Double] = []
        made.reserveCapacity(rows * masked.count)
        for row in 0..<rows {
            for column in masked { made.append(values[row * columns.count + column].isNaN ? 1 : 0) }
        }
        return try appending(
            AddedColumns(
                names: masked.map { Self.maskName(columns[$0]) }, values: made, maker: "missing: mask",
                remedy: "leave it out of features"),
            masksOf: masked, name: name)
    }
}
