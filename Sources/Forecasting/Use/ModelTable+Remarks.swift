import Neural
import Series
import Tables

extension ModelTable {
    /// What a user should know about inputs whose values lie far from those that the model was trained on, a
    /// sentence for each column; none where windows are normalised by themselves, or nothing is scaled.
    ///
    /// - Parameter origins: of the windows that are forecast.
    package func remarks(origins: [Int]) -> [String] {
        let description = model.description
        let scaling = description.scalers[0].scaling
        guard description.windows.normalise == .none, let usual = scaling.usual else { return [] }
        let rows = origins.flatMap { $0 - description.lookback..<$0 }
        return series.roles.features.compactMap { column in
            var (far, count) = (0, 0)
            for row in rows {
                let value = series.values[row * series.columns.count + column]
                guard !value.isNaN else { continue }
                count += 1
                if !usual.values.contains(value) { far += 1 }
            }
            guard far > 0 else { return nil }
            return "\(quoted(series.columns[column])): \(far) of the \(count) values before the forecast lie "
                + "\(usual.beyond); a forecast from such values is a guess."
        }
    }
}

extension Scaling {
    /// Scaled values that are near those of the training, and where others lie, in words; nil where nothing
    /// says so.
    fileprivate var usual: (values: ClosedRange<Float>, beyond: String)? {
        switch self {
        case .standard: (-10...10, "more than 10 standard deviations from the training's mean")
        case .robust: (-10...10, "more than 10 times the quartiles' distance from the training's median")
        case .minmax:
            (-1...2, "beyond the training's smallest or largest value by more than these are apart")
        case .none: nil
        }
    }
}
