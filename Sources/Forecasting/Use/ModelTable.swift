import Neural
package import Series
package import Tables

/// A table as a trained model reads it: a row for each time, with what is made from times and missing values,
/// scaled by the model's own scalers.
package struct ModelTable: Sendable {
    package let model: TrainedModel
    /// The rows in their own units; unfilled.
    package let table: Table
    /// The same rows, scaled. Unless they are split, all of them are of the test part, so that its windows
    /// are all that there are.
    package let series: ForecastSeries
    /// From one time to the next; nil where there is none.
    package let step: TimeStep?
    /// For each series, the row behind the last one that has a value of a target.
    package let ends: [Int]
    /// Rows behind each series that are to come.
    package let rowsToCome: Int
    /// What became of the rows, for people, a sentence each.
    package let notes: [String]
    /// The rows without what is made from them.
    let base: Table

    /// - Parameters:
    ///   - table: read as the model's description says, but for missing values, which are there unfilled.
    ///   - gaps: what to do about rows that are not there; `duplicates` about those of one time.
    ///   - rowsToCome: rows that are put behind each series, their times continued; they have no values.
    ///   - splits: the parts of each series of the rows; nil: all are of the test part.
    ///   - name: what messages call the table.
    /// - Throws: `missingColumn` and `inconsistent` for other columns than the model's, `unknownSeries` for a
    ///   series that nothing says how to scale, `missingTimes` where the model reads calendar columns and
    ///   there are no times, or none to continue by, `tooFewRows` for an empty table, `notFinite` for a value
    ///   that is not once it is scaled; `TableError` and `SeriesError` for what the two policies refuse.
    package init(
        _ model: TrainedModel, table: Table, gaps: GapPolicy, duplicates: DuplicatePolicy,
        rowsToCome: Int = 0,
        splits: ((Table) throws -> [Split])? = nil, name: String
    ) throws {
        precondition(splits == nil || rowsToCome == 0, "rows to come are of no part")
        let description = model.description
        self.model = model
        self.rowsToCome = rowsToCome
        var (rows, told) = try Self.known(table, description)
        if description.windows.missing == .drop { rows = rows.withoutIncompleteRows }
        guard rows.rows > 0 else {
            throw ForecastingError(.tooFewRows, "\(name) has no row to forecast from")
        }
        let (regular, report) = try Self.regular(rows, gaps: gaps, duplicates: duplicates, name: name)
        step = report?.step
        notes = told + (report?.lines ?? [])
        var all = regular
        let pieces = report?.stretches ?? all.ranges
        if rowsToCome > 0 { all = try Self.extended(all, by: rowsToCome, step: step, description) }
        base = all
        all = try Self.made(all, description)
        self.table = all
        let ranges = all.ranges
        ends = ranges.map { range in
            (range.last { row in all.targets.contains { !all[row, $0].isNaN } } ?? range.lowerBound - 1) + 1
        }
        let scalers = try Self.scalers(all, description)
        var values: [Float] = []
        for (index, range) in ranges.enumerated() {
            values += scalers[scalers.count == 1 ? 0 : index].scaled(all, rows: range)
        }
        if let place = values.firstIndex(where: \.isInfinite) {
            throw ForecastingError(
                .notFinite,
                "\(all.place(ofRow: place / all.columns.count)) of \(name), column "
                    + "\(quoted(all.columns[place % all.columns.count])), lies so far from the rows that the "
                    + "model was trained on that its scaled value is not finite")
        }
        let stretches =
            try splits.map { try Self.stretches(pieces, of: ranges, splits: $0(all)) }
            ?? Self.stretches(pieces, of: regular.ranges, rowsToCome: rowsToCome)
        series = ForecastSeries(
            columns: all.columns, roles: all.roles, options: description.windows, stretches: stretches,
            named: zip(all.series, ranges).map { one, range in
                let first = stretches.partitioningIndex { $0.rows.lowerBound >= range.lowerBound }
                let end = stretches.partitioningIndex { $0.rows.lowerBound >= range.upperBound }
                return ForecastSeries.NamedSeries(name: one.name, stretches: first..<end)
            }, scalers: scalers, values: values)
    }

    /// The series that the model knows, where it has to know them: what was too short to be trained on may
    /// stand in the file, too.
    private static func known(
        _ table: Table, _ description: ModelDescription
    ) throws(ForecastingError) -> (Table, told: [String]) {
        let isAsked = description.scalers.count > 1 || description.model.tellsSeriesApart
        guard isAsked, !description.series.isEmpty, !table.series.isEmpty else { return (table, []) }
        let known = Set(description.series)
        let left = table.series.map(\.name).filter { !known.contains($0) }
        guard !left.isEmpty else { return (table, []) }
        guard left.count < table.series.count else {
            throw ForecastingError(
                .unknownSeries,
                "the model knows none of the series \(listed(left)); it was trained on "
                    + listed(description.series))
        }
        let told = "\(left.count) series left out, which the model was not trained on: \(listed(left))."
        return (table.keeping { known.contains($0) }, [told])
    }

    private static func regular(
        _ table: Table, gaps: GapPolicy, duplicates: DuplicatePolicy, name: String
    ) throws -> (table: Table, report: TimeReport?) {
        guard let rows = table.timedRows(name: name) else {
            return try table.distinct(duplicates, name: name) ?? (table, nil)
        }
        let regular = try table.regular(rows, duplicates: duplicates, gaps: gaps)
        return (regular.table, regular.report)
    }

    /// What the pieces of the rows have of each part, and of none: those behind the last part.
    private static func stretches(
        _ pieces: [Range<Int>], of ranges: [Range<Int>], splits: [Split]
    ) -> [Stretch] {
        pieces.compactMap { piece in
            let place = ranges.firstIndex { $0.contains(piece.lowerBound) }
            return place.map { Stretch(piece, of: splits[$0]) }
        }.filter { !$0.rows.isEmpty }
    }

    /// The pieces of the rows, the last of each series with the rows to come.
    private static func stretches(
        _ pieces: [Range<Int>], of ranges: [Range<Int>], rowsToCome: Int
    ) -> [Stretch] {
        var (stretches, index): ([Stretch], Int) = ([], 0)
        for piece in pieces {
            let isLast = piece.upperBound == ranges[index].upperBound
            stretches.append(
                Stretch(
                    start: piece.lowerBound + index * rowsToCome, train: 0, validation: 0,
                    test: piece.count + (isLast ? rowsToCome : 0)))
            if isLast { index += 1 }
        }
        return stretches
    }

    /// The table with rows without values behind each series.
    private static func extended(
        _ table: Table, by count: Int, step: TimeStep?, _ description: ModelDescription
    ) throws(ForecastingError) -> Table {
        let width = table.columns.count
        let nothing = [Double](repeating: .nan, count: count * width)
        var (values, times): ([Double], [Int64]?) = ([], table.times == nil ? nil : [])
        for range in table.ranges {
            values += table.values[range.lowerBound * width..<range.upperBound * width]
            values += nothing
            guard let own = table.times?[range], let last = own.last else { continue }
            let more = TimesToCome(step, after: own, in: table.clock)?.times(after: last, count: count) ?? []
            if more.count == count { times? += own + more } else { times = nil }
        }
        if times == nil, !description.calendar.columns.isEmpty {
            throw ForecastingError(
                .missingTimes,
                "the model reads calendar columns, and "
                    + (table.times == nil
                        ? "no time column holds dates" : "the times have no step by which they go on"))
        }
        var end = 0
        return table.replacing(
            values, times: times,
            series: table.series.map { one in
                end += one.rows.count + count
                return Table.Series(name: one.name, rows: end - one.rows.count - count..<end)
            })
    }

    /// The table with the columns that the model has made, in the order in which it reads them.
    private static func made(_ table: Table, _ description: ModelDescription) throws(ForecastingError)
        -> Table
    {
        var table = table
        do {
            table = try table.appending(description.calendar, name: nil)
        } catch {
            throw ForecastingError(.missingTimes, error.message)
        }
        var masked: [Int] = []
        for name in description.masked {
            guard let place = table.columns.firstIndex(of: name) else {
                throw ForecastingError(.missingColumn, "the model reads the column \(quoted(name))")
            }
            masked.append(place)
        }
        do {
            table = try table.appending(masksOf: masked, name: nil)
        } catch {
            throw ForecastingError(.inconsistent, error.message)
        }
        let (features, targets) = (table.features, table.targets)
        guard features.map({ table.columns[$0] }) == description.features,
            targets.map({ table.columns[$0] }) == description.targets
        else {
            throw ForecastingError(
                .inconsistent,
                "the rows have \(listed(table.columns)), and the model reads \(listed(description.columns))")
        }
        return table
    }

    /// For the table's columns, those of the model.
    private static func scalers(_ table: Table, _ description: ModelDescription) throws(ForecastingError)
        -> [Scaler]
    {
        let columns = description.columns
        let places = table.columns.map { name in columns.firstIndex(of: name) }
        func scaler(_ name: String?) throws(ForecastingError) -> Scaler {
            let own = try description.scaler(of: name)
            return Scaler(
                scaling: own.scaling, offset: places.map { $0.map { own.offset[$0] } ?? 0 },
                scale: places.map { $0.map { own.scale[$0] } ?? 1 })
        }
        guard description.scalers.count > 1, !table.series.isEmpty else { return [try scaler(nil)] }
        var scalers: [Scaler] = []
        for series in table.series { scalers.append(try scaler(series.name)) }
        return scalers
    }
}

extension Table {
    /// The rows of each series; of all where they are one.
    package var ranges: [Range<Int>] { series.isEmpty ? [0..<rows] : series.map(\.rows) }

    /// A value, NaN where it is missing.
    package subscript(row: Int, column: Int) -> Double { values[row * columns.count + column] }

    /// `2024-10-27 02:00:00`, or `row 5`; with the series where there are several.
    func place(ofRow row: Int) -> String {
        let name = series.first { $0.rows.contains(row) }
        let time = times.map { clock.text($0[row]) } ?? "row \(row - (name?.rows.lowerBound ?? 0) + 1)"
        return time + (name.map { " of series \(quoted($0.name))" } ?? "")
    }

    /// Without the rows that lack a value, but for those behind the last value of a target, which say what is
    /// known of the time to come.
    fileprivate var withoutIncompleteRows: Table {
        var kept: [Int] = []
        var named: [Series] = []
        for (index, range) in ranges.enumerated() {
            let first = kept.count
            let end = range.last { row in targets.contains { !self[row, $0].isNaN } } ?? range.lowerBound - 1
            kept += range.filter { row in
                row > end || columns.indices.allSatisfy { !self[row, $0].isNaN }
            }
            if !series.isEmpty { named.append(Series(name: series[index].name, rows: first..<kept.count)) }
        }
        return replacing(
            kept.flatMap { values[$0 * columns.count..<($0 + 1) * columns.count] },
            times: times.map { times in kept.map { times[$0] } }, series: named.filter { !$0.rows.isEmpty })
    }

    /// The series with some names.
    fileprivate func keeping(_ isKept: (String) -> Bool) -> Table {
        var (kept, named): ([Int], [Series]) = ([], [])
        for one in series where isKept(one.name) {
            named.append(Series(name: one.name, rows: kept.count..<kept.count + one.rows.count))
            kept += one.rows
        }
        return replacing(
            kept.flatMap { values[$0 * columns.count..<($0 + 1) * columns.count] },
            times: times.map { times in kept.map { times[$0] } }, series: named)
    }

    /// The same columns, in other rows.
    func replacing(_ values: [Double], times: [Int64]?, series: [Series]) -> Table {
        Table(
            columns: columns, values: values, features: features, targets: targets, known: known,
            series: series, times: times, report: report, clock: clock)
    }
}
