import Series
import Tables

extension ModelTable {
    /// The rows with forecasts for those that they stand for, and as many again to come: what a forecast
    /// beyond the horizon begins from.
    ///
    /// - Parameters:
    ///   - forecasts: of these rows, from `origins(series:)` on; each of one horizon, or more of which the
    ///     last counts.
    ///   - names: as they were asked for; other series are left out.
    ///   - name: what messages call the rows.
    /// - Throws: `inconsistent` where the model reads columns that nobody knows behind its horizon; as
    ///   `init`.
    package func followed(by forecasts: [Forecast], series names: [String], name: String) throws -> ModelTable
    {
        let description = model.description
        let own = Set(description.targets + description.known + description.masked.map(Table.maskName))
        if let other = description.features.first(where: { !own.contains($0) }) {
            throw ForecastingError(
                .inconsistent,
                "the model reads \(quoted(other)), which is neither forecast nor known behind its horizon of "
                    + "\(description.horizon) rows; it forecasts no further")
        }
        let width = base.columns.count
        let asked = names.isEmpty ? nil : Set(names)
        var (values, times): ([Double], [Int64]?) = ([], base.times == nil ? nil : [])
        var (series, next): ([Table.Series], Int) = ([], 0)
        for (place, range) in base.ranges.enumerated() {
            let title = base.series.isEmpty ? nil : base.series[place].name
            guard title.map({ asked?.contains($0) ?? true }) ?? true else { continue }
            let first = values.count / width
            let rows = range.lowerBound..<forecasts[next].origin + description.horizon
            values += base.values[rows.lowerBound * width..<rows.upperBound * width]
            times? += base.times?[rows] ?? []
            let said = forecasts[next].values.suffix(description.horizon * base.targets.count)
            for (index, value) in said.enumerated() {
                let (step, target) = index.quotientAndRemainder(dividingBy: base.targets.count)
                let row = values.count / width - description.horizon + step
                values[row * width + base.targets[target]] = value
            }
            if let title { series.append(Table.Series(name: title, rows: first..<values.count / width)) }
            next += 1
        }
        return try ModelTable(
            model, table: base.replacing(values, times: times, series: series), gaps: .ignore,
            duplicates: .error, rowsToCome: description.horizon, name: name)
    }
}
