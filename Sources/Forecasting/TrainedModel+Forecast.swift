import Neural
import Series
package import Tables

extension TrainedModel {
    /// The newest window of a table, its missing values filled as in training.
    ///
    /// - Parameter series: which one of a long table; nil where there is but one.
    /// - Returns: (lookback, `windowColumns`), in the columns' own units.
    /// - Throws: `missingColumn` where the table lacks a column that the model reads, `tooFewRows` where it
    ///   has fewer rows than the lookback, `unknownSeries` where it does not have the series, or has several
    ///   and none is named, `missingTimes` where the model reads calendar columns and the
    ///   table has no times.
    package func lastWindow(of table: Table, series: String? = nil) throws(ForecastingError) -> [Double] {
        let table = try withMasks(try withCalendar(table))
        let places = Dictionary(table.columns.enumerated().map { ($1, $0) }) { first, _ in first }
        var columns: [Int] = []
        for name in description.windowColumns {
            guard let place = places[name] else {
                throw ForecastingError(
                    .missingColumn,
                    "the model reads the column '\(name)'; there are: "
                        + table.columns.joined(separator: ", ")
                )
            }
            columns.append(place)
        }
        let all = try Self.rows(of: series, in: table)
        guard all.count >= description.lookback else {
            throw ForecastingError(
                .tooFewRows, "\(all.count) rows; the model looks back over \(description.lookback)")
        }
        let rows = all.upperBound - description.lookback..<all.upperBound
        return table.filled(rows, from: all.lowerBound, columns: columns, by: description.windows.missing)
    }

    private static func rows(of series: String?, in table: Table) throws(ForecastingError) -> Range<Int> {
        guard series != nil || !table.series.isEmpty else { return 0..<table.rows }
        let found = table.series.first { one in
            series.map { $0.utf8.elementsEqual(one.name.utf8) } ?? (table.series.count == 1)
        }
        guard let found else {
            let given = series.map { "the table has no series \(quoted($0))" } ?? "no series is named"
            throw ForecastingError(
                .unknownSeries, "\(given); there are: \(listed(table.series.map(\.name)))")
        }
        return found.rows
    }

    /// A table with the calendar columns that the model reads.
    private func withCalendar(_ table: Table) throws(ForecastingError) -> Table {
        do {
            return try table.appending(description.calendar, name: nil)
        } catch {
            throw ForecastingError(.missingTimes, error.message)
        }
    }

    /// A table with the masks that the model reads.
    private func withMasks(_ table: Table) throws(ForecastingError) -> Table {
        let places = description.masked.compactMap { table.columns.firstIndex(of: $0) }
        guard places.count == description.masked.count else { return table }
        do {
            return try table.appending(masksOf: places, name: nil)
        } catch {
            throw ForecastingError(.inconsistent, error.message)
        }
    }

    /// What the model says comes after a window.
    ///
    /// - Parameters:
    ///   - window: (lookback, `windowColumns`), in the columns' own units.
    ///   - known: (horizon, the description's `known`), in the columns' own units: what is known of the time
    ///     to come.
    ///   - series: whose window it is; nil where the model knows but one.
    /// - Returns: (horizon, K), in the targets' own units.
    /// - Throws: as `outputs`.
    package func forecast(
        window: [Double], known: [Double] = [], series: String? = nil
    ) throws(ForecastingError) -> [Double] {
        let columns = description.roles.targets
        let scaler = try description.scaler(of: series)
        return try outputs(window: window, known: known, series: series).enumerated().map { index, output in
            scaler.inverse(output, column: columns[index % columns.count])
        }
    }

    /// What the model says comes after a window, scaled.
    ///
    /// - Parameters:
    ///   - window: (lookback, `windowColumns`), in the columns' own units.
    ///   - known: (horizon, the description's `known`), in the columns' own units.
    ///   - series: whose window it is; nil where the model knows but one.
    /// - Returns: (horizon, K).
    /// - Throws: `inconsistent` for a window or known values of another size; `unknownSeries` where the model
    ///   scales each series by itself and does not know this one; `notFinite` for a value that is
    ///   not finite, or so far from all training rows that it is not once it is scaled; `tooLarge` where a
    ///   pass takes too much memory.
    package func outputs(
        window: [Double], known: [Double] = [], series: String? = nil
    ) throws(ForecastingError) -> [Float] {
        let scaler = try description.scaler(of: series)
        let (model, options) = (description.model, description.windows)
        let roles = description.roles
        let past = try scaled(
            window, rows: options.lookback, columns: Array(description.windowColumns.indices),
            of: "the window", by: scaler)
        let future = try scaled(
            known, rows: options.horizon, columns: roles.known, of: "what is known",
            by: scaler)
        let samples = options.samples(targets: description.targets.count)
        let (bytes, overflow) = model.runnerMemoryBytes(capacity: 1).multipliedReportingOverflow(by: samples)
        guard !overflow, bytes <= Limits.passBytes else {
            throw ForecastingError(
                .tooLarge, "one window takes \(bytes) bytes; at most \(Limits.passBytes) are allowed")
        }
        let runner = ModelRunner(model: model, capacity: samples)
        if model.tellsSeriesApart, !description.series.isEmpty {
            let place = try description.place(of: series, because: "has learned each of its")
            for sample in 0..<samples { runner.series.numbers[sample] = UInt32(place * samples + sample) }
        } else {
            for sample in 0..<samples { runner.series.numbers[sample] = UInt32(sample) }
        }
        let form = description.loss.form
        let prediction = Prediction(
            of: runner.output, form: form, capacity: samples, targets: description.targets.count / samples,
            options: options)
        options.write(
            past, known: future, width: description.windowColumns.count, roles: roles, to: runner.input,
            known: runner.known, levels: prediction.levels)
        runner.forward(weights: weights, samples: samples, dropout: nil)
        prediction.restore(samples: samples)
        form.sort(prediction.values, count: options.horizon * description.targets.count)
        return (0..<options.horizon).flatMap { step in
            description.targets.indices.map { target in
                let place =
                    options.channels == .independent
                    ? target * options.horizon + step : step * description.targets.count + target
                return prediction.values[place * form.width + form.point]
            }
        }
    }

    /// - Parameters:
    ///   - values: (rows, columns).
    ///   - columns: indices into the description's `columns`.
    private func scaled(
        _ values: [Double], rows: Int, columns: [Int], of what: String, by scaler: Scaler
    ) throws(ForecastingError) -> [Float] {
        guard values.count == rows * columns.count else {
            throw ForecastingError(
                .inconsistent, "\(values.count) values; \(what) has \(rows) x \(columns.count)")
        }
        var numbers: [Float] = []
        for (index, value) in values.enumerated() {
            let column = columns[index % columns.count]
            let scaled = scaler.scaled(value, column: column)
            guard scaled.isFinite else {
                throw ForecastingError(
                    .notFinite,
                    "row \(index / columns.count) of \(what), column '\(description.columns[column])': "
                        + "\(value) is \(scaled) once it is scaled")
            }
            numbers.append(scaled)
        }
        return numbers
    }
}
