import Plotting
import Training

extension ErrorPicture {
    /// Targets that there are no errors of are left out.
    init(_ evaluation: ModelEvaluation) {
        let isOfAll = evaluation.part == ModelEvaluation.Part.all.rawValue
        let part = isOfAll ? "" : " of the \(evaluation.part) part"
        self.init(
            title: "Errors of \(evaluation.model)",
            subtitle: "\(NumberText.grouped(evaluation.windows)) windows\(part), in the targets' own units",
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
