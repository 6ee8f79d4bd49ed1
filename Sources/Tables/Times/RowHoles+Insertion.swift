extension RowHoles {
    /// Puts rows without values into the holes, also for an hour that a clock left out: then a day has as
    /// many rows as any other, as it has where the hour that comes twice in autumn was made one.
    ///
    /// - Parameters:
    ///   - values: row-major (rows, width).
    ///   - rows: those in which the holes were found.
    /// - Returns: the rows with their times, and their values, NaN in those that were put in; these have the
    ///   line of the row behind them.
    /// - Throws: `missingRows` where more than ten are to be put in for each row that is there.
    package func filled(
        _ values: [Double], width: Int, rows: TimedRows
    ) throws(TableError) -> (rows: TimedRows, values: [Double]) {
        let places = (holes + clockChanges.filter { $0.missing > 0 }).sorted { $0.row < $1.row }
        if places.isEmpty { return (rows, values) }
        let added = places.reduce(0) { $0 + min($1.missing, .max / 2 - $0) }
        guard added <= Limits.insertedPerRow * rows.times.count else {
            throw tooMany(added, rows)
        }
        let total = rows.times.count + added
        var times: [Int64] = []
        var lines: [Int]? = rows.lines == nil ? nil : []
        var filled: [Double] = []
        times.reserveCapacity(total)
        lines?.reserveCapacity(total)
        filled.reserveCapacity(total * width)
        var start = 0
        for place in places + [Hole(row: rows.times.count, missing: 0)] {
            times += rows.times[start..<place.row]
            if let old = rows.lines { lines?.append(contentsOf: old[start..<place.row]) }
            filled += values[start * width..<place.row * width]
            for _ in 0..<place.missing {
                // The times lie before that of the row behind, so none is too late.
                times.append(times.last.flatMap(step.next) ?? .max)
                if let line = rows.lines?[place.row] { lines?.append(line) }
            }
            filled += repeatElement(.nan, count: place.missing * width)
            start = place.row
        }
        let moved = TimedRows(
            times: times, clock: rows.clock, series: grown(rows.series, places),
            seriesNames: rows.seriesNames, lines: lines, name: rows.name)
        return (moved, filled)
    }

    /// The series with the rows that are put in.
    private func grown(_ series: [Range<Int>], _ places: [Hole]) -> [Range<Int>] {
        var index = 0
        var shift = 0
        return series.map { range in
            let start = range.lowerBound + shift
            while index < places.count, places[index].row < range.upperBound {
                shift += places[index].missing
                index += 1
            }
            return start..<range.upperBound + shift
        }
    }

    private func tooMany(_ added: Int, _ rows: TimedRows) -> TableError {
        let place = longest.map {
            "; the longest hole lies between \(rows.text($0.row - 1)) and \(rows.text($0.row))"
                + "\(rows.ofSeries($0.row)) (\(counted($0.missing, "row")))"
        }
        return TableError(
            .missingRows,
            "gaps: insert would put \(added) rows of missing values beside \(rows.times.count), at most "
                + "\(Limits.insertedPerRow) for each are allowed\(place ?? ""); correct the times, or "
                + "set gaps to cut or ignore",
            file: rows.name, line: longest.flatMap { rows.lines?[$0.row] })
    }
}
