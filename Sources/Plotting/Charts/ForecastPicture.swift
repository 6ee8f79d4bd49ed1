/// Forecasts of one window: what was, what was foretold, and what came.
package struct ForecastPicture: Sendable {
    /// Between which values, by the model, a share of what comes will lie.
    package struct Interval: Sendable {
        /// 0 to 1.
        package let level: Double
        package let lower: [Double]
        package let upper: [Double]

        package init(level: Double, lower: [Double], upper: [Double]) {
            self.level = level
            self.lower = lower
            self.upper = upper
        }
    }

    package struct Target: Sendable {
        package let name: String
        /// Places on the axis, ascending, with a value each.
        package let history: (times: [Int64], values: [Double])
        /// Of the horizon, ascending.
        package let times: [Int64]
        /// One for each of `times`.
        package let forecast: [Double]
        /// The same, not finite where nobody knows; empty: nobody knows any.
        package let truth: [Double]
        package let intervals: [Interval]

        /// The last time whose values its forecast knows; nil without any.
        fileprivate var origin: Int64? { history.times.last }

        package init(
            name: String, history: (times: [Int64], values: [Double]), times: [Int64], forecast: [Double],
            truth: [Double] = [], intervals: [Interval] = []
        ) {
            self.name = name
            self.history = history
            self.times = times
            self.forecast = forecast
            self.truth = truth
            self.intervals = intervals
        }
    }

    package var title: String
    package var subtitle: String
    package var targets: [Target]
    /// The last time whose values the forecasts know.
    package var origin: Int64
    /// What times are: dates in nanoseconds since 1970-01-01 00:00, or the rows' numbers.
    package var axis: Axis

    package init(
        title: String, subtitle: String, targets: [Target], origin: Int64,
        axis: Axis = Axis("time", scale: .time(nil))
    ) {
        self.title = title
        self.subtitle = subtitle
        self.targets = targets
        self.origin = origin
        self.axis = axis
    }

    /// A panel for each target.
    ///
    /// - Parameter text: a time in words, for the numbers.
    package func chart(text: (Int64) -> String) -> Chart {
        let levels = Set(targets.flatMap { $0.intervals.map(\.level) }).sorted()
        return Chart(
            title: title, subtitle: subtitle, panels: targets.map { panel($0, text: text) },
            caption: "Forecasts for "
                + targets.map { SafeText.shown($0.name) }.joined(separator: ", ") + ".",
            table: NumberTable(
                head: ["target", "time", "forecast", "truth"]
                    + levels.flatMap { ["lower \(Self.percent($0))", "upper \(Self.percent($0))"] },
                rows: targets.flatMap { target in
                    target.times.indices.map { row(target, $0, levels: levels, text: text) }
                }))
    }

    private func row(_ target: Target, _ index: Int, levels: [Double], text: (Int64) -> String) -> [String] {
        func number(_ values: [Double]) -> String {
            values.indices.contains(index) ? PlotNumber.text(values[index], digits: 6) : "-"
        }
        let ends = levels.flatMap { level in
            let interval = target.intervals.first { $0.level == level }
            return [number(interval?.lower ?? []), number(interval?.upper ?? [])]
        }
        return [target.name, text(target.times[index]), number(target.forecast), number(target.truth)] + ends
    }

    private func panel(_ target: Target, text: (Int64) -> String) -> Panel {
        let past = target.history.times.map(Double.init)
        let future = target.times.map(Double.init)
        var marks = target.intervals.sorted { $0.level > $1.level }.map { interval in
            Mark.band(
                Band(
                    "\(Self.percent(interval.level)) interval", xs: future, lower: interval.lower,
                    upper: interval.upper, ink: .blue))
        }
        let origin = target.origin ?? origin
        marks.append(.rule(Rule("origin \(text(origin))", .upright, at: Double(origin))))
        marks.append(.line(Line("", xs: past, ys: target.history.values, ink: .neutral)))
        marks.append(.line(Line("forecast", xs: future, ys: target.forecast, ink: .blue)))
        if !target.truth.isEmpty {
            marks.append(.line(Line("truth", xs: future, ys: target.truth, ink: .vermilion)))
        }
        return Panel(
            title: target.name, x: axis, y: Axis(""), marks: marks,
            height: targets.count > 2 ? .low : .tall)
    }

    static func percent(_ share: Double) -> String { "\(PlotNumber.text(share * 100)) %" }
}
