import Series
import Tables

extension ModelTable {
    /// Lookbacks that are kept before a forecast that goes on beyond the horizon.
    private static let rowsBefore = 20

    /// The rows with forecasts for those that they stand for, and as many again to come, without the
    /// series that have no forecast: what one beyond the horizon begins from.
    ///
    /// - Parameters:
    ///   - forecasts: of these rows, from `origins(series:)` on; each of one horizon, or more of which the
    ///     last counts.
    ///   - name: what messages call the rows.
    /// - Throws: `inconsistent` where the model reads columns that nobody knows behind its horizon; as
    ///   `init`.
    package func followed(by forecasts: [Forecast], name: String) throws -> ModelTable {
        let description = model.description
        let own = Set(description.targets + description.known + description.masked.map(Table.maskName))
        if let other = description.features.first(where: { !own.contains($0) }) {
            throw ForecastingError(
                .inconsistent,
                "the model reads \(quoted(other)), which is neither forecast nor known behind its horizon of "
                    + "\(description.horizon) rows; it forecasts no further")
        }
        let width = base.columns.count
        var (values, times): ([Double], [Int64]?) = ([], base.times == nil ? nil : [])
        var series: [Table.Series] = []
        for (place, range) in base.ranges.enumerated() {
            let title = base.series.isEmpty ? nil : base.series[place].name
            guard let forecast = forecasts.first(where: { $0.series == title }) else { continue }
            let first = values.count / width
            // What lies further back than any window's filling looks would be carried along for nothing.
            let kept = max(range.lowerBound, forecast.origin - Self.rowsBefore * description.lookback)
            let origin = first + forecast.origin - kept
            values += base.values[kept * width..<range.upperBound * width]
            times? += base.times?[kept..<range.upperBound] ?? []
            let said = forecast.values.suffix(description.horizon * base.targets.count)
            for (index, value) in said.enumerated() {
                let (step, target) = index.quotientAndRemainder(dividingBy: base.targets.count)
                values[(origin + step) * width + base.targets[target]] = value
            }
            if let title { series.append(Table.Series(name: title, rows: first..<values.count / width)) }
        }
        return try ModelTable(
            model, table: base.replacing(values, times: times, series: series), gaps: .ignore,
            duplicates: .error, rowsToCome: description.horizon, name: name)
    }
}
