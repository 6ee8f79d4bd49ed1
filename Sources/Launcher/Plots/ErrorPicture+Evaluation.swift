import Plotting
import Training

extension ErrorPicture {
    /// What the forecasts of the test part get wrong, of the rows that the run was trained on.
    ///
    /// - Throws: as `ModelEvaluation`.
    init(_ input: ModelInput, engine: ForecastEngine) throws {
        self.init(try ModelEvaluation(input, csv: nil, part: nil, engine: engine))
    }

    /// Targets that there are no errors of are left out.
    init(_ evaluation: ModelEvaluation) {
        self.init(
            title: "Errors of \(evaluation.model)",
            subtitle:
                "\(NumberText.grouped(evaluation.windows)) windows of the \(evaluation.part) part, in the "
                + "targets' own units",
            measure: "mean absolute error",
            targets: evaluation.targets.map { target in
                let season = target.own.naive.season.map { "last \($0) rows again" }
                let lines = [
                    ("model", target.steps.map { $0?.mae }),
                    ("last value", target.steps.map { $0?.naive.lastValue?.mae }),
                    (season ?? "", target.steps.map { $0?.naive.lastSeason?.mae }),
                ]
                return Target(
                    name: target.name,
                    errors: lines.filter { $0.1.contains { $0 != nil } }
                        .map { (forecast: $0.0, values: $0.1.map { $0 ?? .nan }) })
            })
    }
}
