import Plotting
import Training

extension Backtest {
    /// Draws the errors of folds and steps.
    ///
    /// - Throws: as `PictureFile`'s `write`.
    package func draw(to file: PictureFile) throws { try file.write(FoldPicture(self).chart) }
}

extension FoldPicture {
    /// Naive forecasts of which there is no error are left out.
    init(_ backtest: Backtest) {
        func errors(_ name: String, _ value: (ModelEvaluation.Scaled) -> Double?) -> Errors {
            Errors(
                forecast: name, folds: backtest.folds.map { value($0.scaled) ?? .nan },
                steps: backtest.steps.map { $0.flatMap(value) ?? .nan })
        }
        let season = backtest.together.naive.season.map { "last \($0) rows again" }
        let all = [
            errors(backtest.refit == Backtest.Refit.each.rawValue ? "models" : "model") { $0.measures.mse },
            errors("last value") { $0.naive.lastValue?.mse },
            errors(season ?? "") { $0.naive.lastSeason?.mse },
        ]
        self.init(
            title: "Backtest of \(backtest.model)",
            subtitle:
                "\(backtest.folds.count) folds of \(backtest.horizon) rows, \(backtest.step) apart, on the "
                + "scaled series",
            measure: "mean squared error",
            folds: backtest.folds.enumerated().map { $1.from ?? "fold \($0 + 1)" },
            errors: all.filter { !$0.folds.allSatisfy(\.isNaN) })
    }
}
