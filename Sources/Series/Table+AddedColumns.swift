import Tables

/// Columns that are made from a table's own.
struct AddedColumns {
    let names: [String]
    /// (rows, names).
    let values: [Double]
    /// What makes them, and what to do where a name is taken, for messages.
    let maker, remedy: String
}

extension Table {
    /// The table with further inputs behind its own columns.
    ///
    /// - Parameters:
    ///   - known: whether their values over the horizon are inputs, too.
    ///   - masked: the columns that they are masks of; empty where they are none.
    ///   - name: what messages call the table; nil: nothing.
    /// - Throws: `duplicateColumn` where the table has a column of such a name.
    func appending(
        _ added: AddedColumns, known isKnown: Bool = false, masksOf masked: [Int] = [], name: String?
    ) throws(SeriesError) -> Table {
        let own = Set(columns)
        for column in added.names where own.contains(column) {
            throw SeriesError(
                .duplicateColumn,
                "\(added.maker) makes a column of this name, and the file has one; \(added.remedy)",
                file: name, column: column)
        }
        let (width, count) = (columns.count, added.names.count)
        let places = Array(width..<width + count)
        let joined = [Double](unsafeUninitializedCapacity: rows * (width + count)) { buffer, filled in
            for row in 0..<rows {
                for column in 0..<width {
                    buffer.initializeElement(at: filled + column, to: values[row * width + column])
                }
                for column in 0..<count {
                    buffer.initializeElement(
                        at: filled + width + column, to: added.values[row * count + column])
                }
                filled += width + count
            }
        }
        return Table(
            columns: columns + added.names, values: joined, features: features + places, targets: targets,
            known: isKnown ? known + places : known,
            masks: masks + zip(places, masked).map { ColumnRoles.Mask(column: $0, of: $1) }, series: series,
            times: times, report: report, clock: clock)
    }
}
