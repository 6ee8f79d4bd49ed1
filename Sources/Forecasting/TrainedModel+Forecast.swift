import Neural
package import Series

extension TrainedModel {
    /// The newest window of a table, its missing values filled as in training.
    ///
    /// - Returns: (lookback, `windowColumns`), in the columns' own units.
    /// - Throws: `missingColumn` where the table lacks a column that the model reads, `tooFewRows` where it
    ///   has fewer rows than the lookback, `notFinite` where there is no value to fill from.
    package func lastWindow(of table: Table) throws(ForecastingError) -> [Double] {
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
        guard table.rows >= description.lookback else {
            throw ForecastingError(
                .tooFewRows, "\(table.rows) rows; the model looks back over \(description.lookback)")
        }
        let rows = table.rows - description.lookback..<table.rows
        return table.filled(rows, columns: columns, by: description.windows.missing)
    }

    /// What the model says comes after a window.
    ///
    /// - Parameter window: (lookback, `windowColumns`), in the columns' own units.
    /// - Returns: (horizon, K), in the targets' own units.
    /// - Throws: as `outputs`.
    package func forecast(window: [Double]) throws(ForecastingError) -> [Double] {
        let columns = description.targetColumns
        return try outputs(window: window).enumerated().map { index, output in
            description.scaler.inverse(output, column: columns[index % columns.count])
        }
    }

    /// What the model says comes after a window, scaled.
    ///
    /// - Parameter window: (lookback, `windowColumns`), in the columns' own units.
    /// - Returns: (horizon, K).
    /// - Throws: `inconsistent` for a window of another size; `notFinite` for a value that is not finite, or
    ///   so far from all training rows that it is not once it is scaled; `tooLarge` where a pass takes too
    ///   much memory.
    package func outputs(window: [Double]) throws(ForecastingError) -> [Float] {
        let (model, options) = (description.model, description.windows)
        let scaled = try self.scaled(window)
        let samples = options.samples(targets: description.targets.count)
        let (bytes, overflow) = model.runnerMemoryBytes(capacity: 1).multipliedReportingOverflow(by: samples)
        guard !overflow, bytes <= Limits.passBytes else {
            throw ForecastingError(
                .tooLarge, "one window takes \(bytes) bytes; at most \(Limits.passBytes) are allowed")
        }
        let runner = ModelRunner(model: model, capacity: samples)
        let features = Array(description.features.indices)
        let levels = WindowLevels(
            capacity: samples, targets: description.targets.count / samples)
        options.write(
            scaled, columns: description.windowColumns.count, features: features,
            targets: description.targetColumns, to: runner.input, levels: levels)
        runner.forward(weights: weights, samples: samples, dropout: nil)
        let prediction: FloatBuffer
        if options.normalise == .none {
            prediction = runner.output
        } else {
            prediction = FloatBuffer(count: runner.output.count)
            levels.restore(runner.output, samples: samples, horizon: options.horizon, into: prediction)
        }
        return (0..<options.horizon).flatMap { step in
            description.targets.indices.map { target in
                prediction[
                    options.channels == .independent
                        ? target * options.horizon + step : step * description.targets.count + target]
            }
        }
    }

    private func scaled(_ window: [Double]) throws(ForecastingError) -> [Float] {
        let columns = description.windowColumns
        guard window.count == description.lookback * columns.count else {
            throw ForecastingError(
                .inconsistent,
                "\(window.count) values; a window has \(description.lookback) x \(columns.count)")
        }
        var numbers: [Float] = []
        for (index, value) in window.enumerated() {
            let column = index % columns.count
            let scaled = description.scaler.scaled(value, column: column)
            guard scaled.isFinite else {
                throw ForecastingError(
                    .notFinite,
                    "row \(index / columns.count) of the window, column '\(columns[column])': "
                        + "\(value) is \(scaled) once it is scaled")
            }
            numbers.append(scaled)
        }
        return numbers
    }
}
