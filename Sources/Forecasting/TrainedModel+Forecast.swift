import Neural
package import Series

extension TrainedModel {
    /// The newest window of a table.
    ///
    /// - Returns: (T, F), in the columns' own units.
    /// - Throws: `missingColumn` where the table lacks a feature, `tooFewRows` where it has fewer than T
    ///   rows.
    package func lastWindow(of table: Table) throws(ForecastingError) -> [Double] {
        let places = Dictionary(table.columns.enumerated().map { ($1, $0) }) { first, _ in first }
        var columns: [Int] = []
        for name in description.features {
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
        let width = table.columns.count
        return (table.rows - description.lookback..<table.rows).flatMap { row in
            columns.map { table.values[row * width + $0] }
        }
    }

    /// What the model says comes after a window.
    ///
    /// - Parameter window: (T, F), in the columns' own units.
    /// - Returns: (horizon, K), in the targets' own units.
    /// - Throws: as `outputs`.
    package func forecast(window: [Double]) throws(ForecastingError) -> [Double] {
        let columns = description.targetColumns
        return try outputs(window: window).enumerated().map { index, output in
            description.scaler.inverse(output, column: columns[index % columns.count])
        }
    }

    /// The outputs of the model for a window, scaled.
    ///
    /// - Parameter window: (T, F), in the columns' own units.
    /// - Returns: (horizon, K).
    /// - Throws: `inconsistent` for a window of another size; `notFinite` for a value that is not finite, or
    ///   so far from all training rows that it is not once it is scaled; `tooLarge` where a pass takes too
    ///   much memory.
    package func outputs(window: [Double]) throws(ForecastingError) -> [Float] {
        let model = description.model
        guard window.count == model.timeSteps * model.features else {
            throw ForecastingError(
                .inconsistent,
                "\(window.count) values; a window has \(model.timeSteps) x \(model.features)")
        }
        let bytes = model.runnerMemoryBytes(capacity: 1)
        guard bytes <= Limits.passBytes else {
            throw ForecastingError(
                .tooLarge, "one window takes \(bytes) bytes; at most \(Limits.passBytes) are allowed")
        }
        let runner = ModelRunner(model: model, capacity: 1)
        for (index, value) in window.enumerated() {
            // The features are the first columns.
            let column = index % model.features
            let scaled = description.scaler.scaled(value, column: column)
            guard scaled.isFinite else {
                throw ForecastingError(
                    .notFinite,
                    "row \(index / model.features) of the window, column '\(description.features[column])': "
                        + "\(value) is \(scaled) once it is scaled")
            }
            runner.input[index] = scaled
        }
        runner.forward(weights: weights, samples: 1, dropout: nil)
        return runner.output.withUnsafeBufferPointer { Array($0) }
    }
}
