/// How large errors are in each fold of a backtest, and by step of the horizon: of the models and of
/// forecasts that need none.
package struct FoldPicture: Sendable {
    /// Of one way to forecast; a fold or step without a value is not a number.
    package struct Errors: Sendable {
        package let forecast: String
        package let folds: [Double]
        package let steps: [Double]

        package init(forecast: String, folds: [Double], steps: [Double]) {
            self.forecast = forecast
            self.folds = folds
            self.steps = steps
        }
    }

    package var title: String
    package var subtitle: String
    /// With the unit in brackets, such as `mean squared error (scaled)`.
    package var measure: String
    /// Where each fold begins.
    package var folds: [String]
    /// At most six, the model's first.
    package var errors: [Errors]

    package init(title: String, subtitle: String, measure: String, folds: [String], errors: [Errors]) {
        self.title = title
        self.subtitle = subtitle
        self.measure = measure
        self.folds = folds
        self.errors = errors
    }

    package var chart: Chart {
        let ends = folds.count > 1 ? " (1: \(folds[0]), \(folds.count): \(folds[folds.count - 1]))" : ""
        return Chart(
            title: title, subtitle: subtitle,
            panels: [
                panel("fold\(ends)", \.folds, hasMarkers: true),
                panel("step of the horizon", \.steps, hasMarkers: false),
            ],
            caption: "\(measure), above by fold, below by step of the horizon over all folds.",
            table: NumberTable(
                head: ["forecast", "of", measure],
                rows: errors.flatMap { error in
                    error.folds.enumerated().map { fold, value in
                        [
                            error.forecast, "fold \(fold + 1), \(folds[fold])",
                            PlotNumber.text(value, digits: 6),
                        ]
                    }
                        + error.steps.enumerated().map { step, value in
                            [error.forecast, "step \(step + 1)", PlotNumber.text(value, digits: 6)]
                        }
                }))
    }

    private func panel(_ label: String, _ values: KeyPath<Errors, [Double]>, hasMarkers: Bool) -> Panel {
        Panel(
            x: Axis(label, isWhole: true), y: Axis(measure, includes: [0]),
            marks: errors.enumerated().map { index, error in
                let ys = error[keyPath: values]
                return .line(
                    Line(
                        error.forecast, xs: ys.indices.map { Double($0 + 1) }, ys: ys,
                        ink: Ink(series: index),
                        hasMarkers: hasMarkers || index == 0))
            })
    }
}
