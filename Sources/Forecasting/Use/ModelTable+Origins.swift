import Series
import Tables

extension ModelTable {
    /// For each series, the first row that is to be forecast: the one behind the last that has a value of a
    /// target, or the first at a moment or later.
    ///
    /// - Parameters:
    ///   - start: as `table.times` count; nil: behind what is known.
    ///   - names: the series that are meant; empty: all that have rows enough.
    ///   - tell: takes a sentence on series that do not.
    /// - Throws: `unknownSeries` for a name that the table does not have; `missingTimes` where the rows have
    ///   no times to begin at; `badValue` for a moment that is not within a series' rows or right behind
    ///   them; `tooFewRows` and `missingValue` where a window before the origin is not whole.
    package func origins(
        from start: Int64? = nil, series names: [String] = [], tell: (String) -> Void = { _ in }
    ) throws(ForecastingError) -> [Int] {
        var origins: [Int] = []
        var short: [(name: String, error: ForecastingError)] = []
        for place in try places(of: names) {
            do {
                let origin = try origin(ofSeries: place, from: start)
                try check(origin, ofSeries: place)
                origins.append(origin)
            } catch {
                let isOwn = [.tooFewRows, .badValue].contains(error.code)
                guard isOwn, names.isEmpty, !table.series.isEmpty else { throw error }
                short.append((table.series[place].name, error))
            }
        }
        if let first = short.first {
            guard !origins.isEmpty else { throw first.error }
            tell(
                "\(short.count) series left out, without rows for the forecast: \(listed(short.map(\.name)))."
            )
        }
        return origins
    }

    private func places(of names: [String]) throws(ForecastingError) -> [Int] {
        guard !names.isEmpty else { return Array(table.ranges.indices) }
        var places: [Int] = []
        for name in names {
            guard let place = table.series.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw ForecastingError(
                    .unknownSeries,
                    table.series.isEmpty
                        ? "the rows are of one series, and \(quoted(name)) is asked for"
                        : "the table has no series \(quoted(name)); there are: "
                            + listed(table.series.map(\.name)))
            }
            places.append(place)
        }
        return places
    }

    private func origin(ofSeries place: Int, from start: Int64?) throws(ForecastingError) -> Int {
        let range = table.ranges[place]
        guard let start else { return ends[place] }
        guard let times = table.times?[range], let first = times.first else {
            throw ForecastingError(.missingTimes, "the rows have no dates to begin a forecast at")
        }
        // The rows to come are there, too; of these the first one alone follows what is known.
        let last = min(max(ends[place], range.lowerBound + 1), range.upperBound - 1)
        guard start > first, start <= times[last] else {
            throw ForecastingError(
                .badValue,
                "\(table.clock.text(start)) is no time to begin a forecast at: it has to lie behind "
                    + "\(table.clock.text(first)) and not behind \(table.place(ofRow: last))")
        }
        return times.firstIndex { $0 >= start } ?? range.upperBound
    }

    /// Whether a window can be made.
    private func check(_ origin: Int, ofSeries place: Int) throws(ForecastingError) {
        let (options, range) = (model.description.windows, table.ranges[place])
        let before =
            series.stretches.last { $0.rows.lowerBound < origin }?.rows.lowerBound ?? range.lowerBound
        let first = max(range.lowerBound, before)
        guard origin - first >= options.lookback else {
            let name = table.series.isEmpty ? "" : "series \(quoted(table.series[place].name)): "
            throw ForecastingError(
                .tooFewRows,
                "\(name)\(origin - first) rows stand before the forecast"
                    + (first > range.lowerBound ? ", behind the last hole" : "")
                    + "; the model looks back over \(options.lookback)")
        }
        let isStrict = [.error, .drop, .cut].contains(options.missing)
        let columns = Set(table.features + (options.normalise == .none ? [] : table.targets))
        for column in columns.sorted() {
            let rows = isStrict ? origin - options.lookback..<origin : first..<origin
            let lacking = rows.filter { table[$0, column].isNaN }
            guard isStrict ? !lacking.isEmpty : lacking.count == rows.count else { continue }
            throw ForecastingError(
                .missingValue,
                "column \(quoted(table.columns[column])) has no value at \(table.place(ofRow: lacking[0]))"
                    + (isStrict
                        ? ", and the model was trained with missing: \(options.missing.rawValue)"
                        : " nor at any other row before the forecast"))
        }
        try checkKnown(origin)
    }

    private func checkKnown(_ origin: Int) throws(ForecastingError) {
        let horizon = model.description.horizon
        guard origin + horizon <= table.rows else { return }
        for column in table.known {
            let lacking = (origin..<origin + horizon).filter { table[$0, column].isNaN }
            guard let first = lacking.first, let last = lacking.last else { continue }
            let places =
                first == last
                ? table.place(ofRow: first)
                : "\(table.place(ofRow: first)) and \(lacking.count - 1) more, the last "
                    + table.place(ofRow: last)
            throw ForecastingError(
                .missingValue,
                "the model has to be told \(quoted(table.columns[column])) for the \(horizon) steps that it "
                    + "forecasts, and there is none for \(places); add rows with what is known, and leave "
                    + "the targets empty there")
        }
    }
}
