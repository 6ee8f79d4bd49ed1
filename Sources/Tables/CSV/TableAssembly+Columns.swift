extension TableAssembly {
    /// Indices of the kept columns that are used: those asked for, and by default every numeric one.
    func numericColumns() throws(TableError) -> [Int] {
        var kept: [Int] = []
        var worst: (line: Int, error: TableError)?
        for (index, tally) in reader.tallies.enumerated() {
            let column = layout.valueColumns[index]
            let isAskedFor = layout.isAskedFor(column)
            let mayBeUsed = isAskedFor || (!tally.isText && tally.values + tally.lookalikes > 0)
            guard mayBeUsed else { continue }
            if let error = complaint(tally, column), error.line ?? 0 < worst?.line ?? .max {
                worst = (error.line ?? 0, error)
            }
            kept.append(index)
        }
        if let worst { throw worst.error }
        if kept.isEmpty {
            let why = report(of: kept).first.map { "; column \(quoted($0.column)) \($0.why)" } ?? ""
            throw TableError(
                .noColumns,
                "the file has no numeric column to train on; its columns are \(listed(layout.header))\(why)",
                file: name)
        }
        return kept
    }

    private func complaint(_ tally: ColumnTally, _ column: Int) -> TableError? {
        if tally.isText, let first = tally.firstText {
            return TableError(
                .textColumn,
                "it holds text, such as \(first.text), and cannot be a \(layout.role(column)); "
                    + "name numeric columns",
                file: name, line: first.line, column: layout.header[column])
        }
        guard let (kind, place) = tally.firstOdd else { return nil }
        let name = layout.header[column]
        return TableError(
            .notNumeric, tally.complaint(kind, place, format: reader.format, column: name), file: self.name,
            line: place.line, column: name)
    }

    // MARK: The report

    /// What reading did, once the rows are in order.
    func report(
        _ kept: [Int], _ rows: TimeOrderedRows, _ series: [String], dropped: Int, duplicates: Int
    ) -> TableReport {
        var report = TableReport()
        report.rows = reader.rows
        report.columns = kept.map { layout.header[layout.valueColumns[$0]] }
        report.leftOut = self.report(of: kept)
        report.droppedRows = dropped
        report.missing = kept.compactMap { index in
            let count = reader.tallies[index].missing
            let column = layout.header[layout.valueColumns[index]]
            return count == 0 ? nil : TableReport.ColumnCount(column: column, count: count)
        }
        report.duplicates = duplicates
        let (first, last) = rows.firstAndLast
        report.firstTime = time(of: first, rows)
        report.lastTime = time(of: last, rows)
        report.format = reader.format
        report.notes = notes() + truthNotes(kept)
        let present = Set(rows.seriesRows.map(\.series))
        report.series = present.sorted().map { series[$0] }
        if present.count < series.count {
            let gone = series.indices.filter { !present.contains($0) }.map { series[$0] }
            report.notes.append("Of \(gone.count) series every row lacks a value: \(listed(gone)).")
        }
        return report
    }

    /// The columns that are not used though nobody named others.
    private func report(of kept: [Int]) -> [TableReport.LeftOut] {
        let used = Set(kept)
        let unnamed = zip(layout.unnamed, reader.unnamed).map { column, place in
            TableReport.LeftOut(
                column: layout.name(column), why: place == nil ? "is empty" : "has no name",
                field: place?.text,
                line: place?.line)
        }
        return unnamed
            + layout.valueColumns.indices.filter { !used.contains($0) }.map { index in
                let tally = reader.tallies[index]
                let place = tally.firstText ?? tally.firstOdd?.place
                return TableReport.LeftOut(
                    column: layout.name(layout.valueColumns[index]),
                    why: tally.texts > 0
                        ? "holds text" : tally.odd > 0 ? "holds no number" : "holds no value",
                    field: place?.text,
                    line: place?.line)
            }
    }

    private func notes() -> [String] {
        var notes: [String] = []
        if let first = reader.emptyRows.first {
            let count = reader.emptyRows.count
            notes.append(
                count == 1
                    ? "The last row, line \(first), holds nothing and is left out."
                    : "The last \(count) rows, from line \(first) on, hold nothing and are left out.")
        }
        if reader.surplusRows > 0 {
            notes.append("Rows with empty fields behind the last column: \(reader.surplusRows).")
        }
        let zones = options.zone.map { ["Times are those of \($0.name), by zone data \($0.version)."] } ?? []
        return notes + reader.times.notes + zones + unusedTokens()
    }

    private func truthNotes(_ kept: [Int]) -> [String] {
        let names = kept.filter { reader.tallies[$0].truths > 0 }
            .map { layout.header[layout.valueColumns[$0]] }
        return names.isEmpty ? [] : ["True and false are read as 1 and 0: \(listed(names))."]
    }

    /// What was to count as missing, and is nowhere.
    private func unusedTokens() -> [String] {
        var notes: [String] = []
        if options.missingValues != TableOptions.usualMissingValues {
            for (index, token) in options.missingValues.enumerated()
            where reader.missing.allSatisfy({ $0.hits[index] == 0 }) {
                notes.append(
                    "missing_values names \(quoted(token)), which no field of a column that is read holds.")
            }
        }
        for column in options.missingByColumn.keys.sorted() {
            let tokens = options.missingByColumn[column] ?? []
            let place = layout.valueColumns.firstIndex { layout.header[$0] == column }
            let hits = place.map { reader.missing[$0].hits.suffix(tokens.count) }
            for (index, token) in tokens.enumerated()
            where hits.map({ $0[$0.startIndex + index] == 0 }) ?? true {
                notes.append(
                    "missing_values names \(quoted(token)) for \(quoted(column)), which no field there is.")
            }
        }
        return notes
    }
}
