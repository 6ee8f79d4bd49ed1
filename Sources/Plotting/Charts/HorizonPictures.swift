/// How often what came lay within the intervals, and how wide these are, by step of the horizon.
package struct CoveragePicture: Sendable {
    package struct Level: Sendable {
        /// The share that the intervals promise, 0 to 1.
        package let nominal: Double
        /// By step of the horizon: the share of what came that lay within, and the mean width.
        package let coverage: [Double]
        package let widths: [Double]

        package init(nominal: Double, coverage: [Double], widths: [Double]) {
            self.nominal = nominal
            self.coverage = coverage
            self.widths = widths
        }
    }

    package struct Target: Sendable {
        package let name: String
        /// At most six.
        package let levels: [Level]

        package init(name: String, levels: [Level]) {
            self.name = name
            self.levels = levels
        }
    }

    package var title: String
    package var subtitle: String
    package var targets: [Target]

    package init(title: String, subtitle: String, targets: [Target]) {
        self.title = title
        self.subtitle = subtitle
        self.targets = targets
    }

    /// For each target its coverage and widths; the levels that were promised are dotted.
    package var chart: Chart {
        Chart(
            title: title, subtitle: subtitle, panels: targets.flatMap(panels),
            columns: targets.count > 1 ? 2 : 1,
            caption: "Dotted: the share that the intervals promise. Lines: the share of what came that lay "
                + "within them.",
            table: NumberTable(
                head: ["target", "interval", "step", "coverage", "mean width"],
                rows: targets.flatMap { target in
                    target.levels.flatMap { level in
                        level.coverage.indices.map { step in
                            [
                                target.name, ForecastPicture.percent(level.nominal), "\(step + 1)",
                                PlotNumber.text(level.coverage[step]),
                                level.widths.indices.contains(step)
                                    ? PlotNumber.text(level.widths[step]) : "-",
                            ]
                        }
                    }
                }))
    }

    private func panels(_ target: Target) -> [Panel] {
        var coverage: [Mark] = []
        var widths: [Mark] = []
        for (index, level) in target.levels.sorted(by: { $0.nominal > $1.nominal }).enumerated() {
            let ink = Ink(series: index)
            let name = "\(ForecastPicture.percent(level.nominal)) interval"
            coverage.append(.rule(Rule("", .level, at: level.nominal * 100, ink: ink)))
            let shares = level.coverage.map { $0 * 100 }
            coverage.append(.line(Line(name, xs: steps(shares), ys: shares, ink: ink, hasMarkers: true)))
            widths.append(.line(Line(name, xs: steps(level.widths), ys: level.widths, ink: ink)))
        }
        let name = targets.count > 1 ? target.name : ""
        return [
            Panel(
                title: name, x: Axis("step of the horizon", isWhole: true),
                y: Axis("what came within (%)"), marks: coverage),
            Panel(
                title: name, x: Axis("step of the horizon", isWhole: true),
                y: Axis("mean width of the intervals", includes: [0]), marks: widths),
        ]
    }
}

/// How large errors are, by step of the horizon: of a model and of forecasts that need none.
package struct ErrorPicture: Sendable {
    package struct Target: Sendable {
        package let name: String
        /// By step of the horizon; at most six, the model's first.
        package let errors: [(forecast: String, values: [Double])]

        package init(name: String, errors: [(forecast: String, values: [Double])]) {
            self.name = name
            self.errors = errors
        }
    }

    package var title: String
    package var subtitle: String
    /// With the unit in brackets, such as `mean absolute error (scaled)`.
    package var measure: String
    package var targets: [Target]

    package init(title: String, subtitle: String, measure: String, targets: [Target]) {
        self.title = title
        self.subtitle = subtitle
        self.measure = measure
        self.targets = targets
    }

    /// A panel for each target.
    package var chart: Chart {
        Chart(
            title: title, subtitle: subtitle, panels: targets.map(panel),
            columns: targets.count > 2 ? 2 : 1, caption: "\(measure), by step of the horizon.",
            table: NumberTable(
                head: ["target", "forecast", "step", measure],
                rows: targets.flatMap { target in
                    target.errors.flatMap { error in
                        error.values.indices.map { step in
                            [
                                target.name, error.forecast, "\(step + 1)",
                                PlotNumber.text(error.values[step], digits: 6),
                            ]
                        }
                    }
                }))
    }

    private func panel(_ target: Target) -> Panel {
        Panel(
            title: target.name, x: Axis("step of the horizon", isWhole: true),
            y: Axis(measure, includes: [0]),
            marks: target.errors.enumerated().map { index, error in
                .line(
                    Line(
                        error.forecast, xs: steps(error.values), ys: error.values, ink: Ink(series: index),
                        hasMarkers: index == 0))
            })
    }
}

/// Steps of a horizon, from 1.
private func steps(_ values: [Double]) -> [Double] { values.indices.map { Double($0 + 1) } }
