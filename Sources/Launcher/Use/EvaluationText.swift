import Plotting
import Training

/// What `lockstep evaluate` found, for people.
package enum EvaluationText {
    package static func lines(_ evaluation: ModelEvaluation) -> [String] {
        let measures = evaluation.together.measures
        var lines = evaluation.notes.map { "data: \($0)" }
        lines += [
            "\(evaluation.model), \(evaluation.part) windows: \(NumberText.grouped(evaluation.windows)), "
                + "\(NumberText.grouped(evaluation.values)) values to forecast", "",
            "  together   MSE \(NumberText.loss(measures.mse)), MAE \(NumberText.loss(measures.mae)), RMSE "
                + "\(NumberText.loss(measures.rmse)) on the scaled series",
        ]
        lines.append(
            "             MASE \(NumberText.loss(measures.mase)), sMAPE \(NumberText.loss(measures.smape)) %"
                + (measures.pinball.map { ", pinball \(NumberText.loss($0))" } ?? "")
                + (measures.coverage.map { ", \(NumberText.percent($0)) between the outermost quantiles" }
                    ?? ""))
        lines += MeasureText.naive(
            evaluation.together, targets: evaluation.targets.map { ($0.name, $0.own) },
            noBetter: "THE MODEL IS NO BETTER than repeating what was")
        lines += ["", "  targets, in their own units"]
        lines += MeasureText.indented(targets(evaluation))
        lines += MeasureText.steps(evaluation.steps)
        if let intervals = evaluation.intervals { lines += [""] + IntervalText.lines(intervals) }
        if let importance = evaluation.importance {
            lines += [
                "",
                "  inputs: how much larger the MSE is with another window's values, "
                    + "\(importance.repeats) times",
            ]
            lines += MeasureText.indented(self.importance(importance))
        }
        return lines
    }

    private static func targets(_ evaluation: ModelEvaluation) -> [[String]] {
        let heads = ["", "MAE", "RMSE", "sMAPE", "MASE", "last value MAE", "last season MAE"]
        return [heads]
            + evaluation.targets.map { target in
                [
                    SafeText.shown(target.name, most: 40), NumberText.loss(target.own.mae),
                    NumberText.loss(target.own.rmse),
                    NumberText.loss(target.scaled.measures.smape),
                    NumberText.loss(target.scaled.measures.mase),
                    NumberText.loss(target.own.naive.lastValue?.mae),
                    NumberText.loss(target.own.naive.lastSeason?.mae),
                ]
            }
    }

    private static func importance(_ importance: ModelImportance) -> [[String]] {
        func row(_ name: String, _ worth: ModelImportance.Worth) -> [String] {
            [
                name, "+\(NumberText.loss(worth.mse))", "± \(NumberText.loss(worth.deviation))",
                importance.mse > 0 ? "+\(NumberText.percent(worth.mse / importance.mse))" : "",
            ].map { $0.replacing("+-", with: "-") }
        }
        return importance.inputs.sorted { $0.worth.mse > $1.worth.mse }.map {
            row(SafeText.shown($0.name, most: 40), $0.worth)
        }
            + importance.lookback.map { piece in
                row("\(piece.from) to \(piece.to) rows before", piece.worth)
            }
    }
}
