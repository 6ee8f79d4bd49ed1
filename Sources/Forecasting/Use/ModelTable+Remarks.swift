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
        guard description.windows.normalise == .none else { return [] }
        let rows = origins.flatMap { $0 - description.lookback..<$0 }
        return series.roles.features.compactMap { column in
            var (far, count) = (0, 0)
            for row in rows {
                let value = series.values[row * series.columns.count + column]
                guard !value.isNaN else { continue }
                count += 1
                if let usual = description.scalers[0].scaling.usual, !usual.contains(value) { far += 1 }
            }
            guard far > 0, let far = description.scalers[0].scaling.far(far, of: count) else { return nil }
            return "\(quoted(series.columns[column])): \(far); a forecast from such values is a guess."
        }
    }
}

extension Scaling {
    /// Scaled values that are near those of the training; nil where nothing says so.
    fileprivate var usual: ClosedRange<Float>? {
        switch self {
        case .standard, .robust: -10...10
        case .minmax: -1...2
        case .none: nil
        }
    }

    fileprivate func far(_ far: Int, of count: Int) -> String? {
        let values = "\(far) of the \(count) values before the forecast lie"
        return switch self {
        case .standard: "\(values) more than 10 standard deviations from the training's mean"
        case .robust: "\(values) more than 10 times the quartiles' distance from the training's median"
        case .minmax: "\(values) beyond the training's smallest or largest value by more than these are apart"
        case .none: nil
        }
    }
}
