import Plotting
import Training

/// What `lockstep backtest` found, for people.
package enum BacktestText {
    package static func lines(_ backtest: Backtest) -> [String] {
        let measures = backtest.together.measures
        var lines = [
            "\(backtest.model): \(backtest.folds.count) fold(s) of \(backtest.horizon) rows, "
                + "\(backtest.step) apart, "
                + (backtest.refit == Backtest.Refit.each.rawValue
                    ? "each by a model of its own" : "all by one model"),
            "",
        ]
        lines += MeasureText.indented(folds(backtest))
        lines += [
            "",
            "  together   MSE \(NumberText.loss(measures.mse)), MAE \(NumberText.loss(measures.mae)) on "
                + "the scaled series",
        ]
        lines += MeasureText.naive(
            backtest.together, targets: backtest.targets.map { ($0.name, $0.own) },
            noBetter: "THE MODELS ARE NO BETTER than repeating what was")
        lines += ["", "  targets, in their own units"]
        lines += MeasureText.indented(
            [["", "MAE", "RMSE", "last value MAE", "last season MAE"]]
                + backtest.targets.map { target in
                    [
                        SafeText.shown(target.name, most: 40), NumberText.loss(target.own.mae),
                        NumberText.loss(target.own.rmse),
                        NumberText.loss(target.own.naive.lastValue?.mae),
                        NumberText.loss(target.own.naive.lastSeason?.mae),
                    ]
                })
        lines += MeasureText.steps(backtest.steps)
        return lines
    }

    private static func folds(_ backtest: Backtest) -> [[String]] {
        let isLong = backtest.folds.contains { $0.ofSeries > 1 }
        return [
            ["fold", "from"] + (isLong ? ["series"] : []) + [
                "MSE", "MAE", "last value MSE", "last season MSE",
            ]
        ]
            + backtest.folds.enumerated().map { number, fold in
                [
                    "\(number + 1)", fold.from ?? "-",
                ] + (isLong ? ["\(fold.series) of \(fold.ofSeries)"] : []) + [
                    NumberText.loss(fold.scaled.measures.mse), NumberText.loss(fold.scaled.measures.mae),
                    NumberText.loss(fold.scaled.naive.lastValue?.mse),
                    NumberText.loss(fold.scaled.naive.lastSeason?.mse),
                ]
            }
    }
}
