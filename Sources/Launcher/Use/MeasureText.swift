import Plotting
import Training

/// What evaluations and backtests tell alike.
enum MeasureText {
    /// Whether forecasts beat the naive ones, a line each; none where there are no naive ones.
    ///
    /// - Parameter noBetter: the sentence where they do not.
    static func naive(
        _ together: ModelEvaluation.Scaled, targets: [(name: String, own: ModelEvaluation.Own)],
        noBetter: String
    ) -> [String] {
        guard let words = together.naive.words else { return [] }
        let lines = ["  naive      \(words)"]
        guard let better = together.naive.whereBetter(together.measures.mse) else {
            return lines + ["             \(noBetter)"]
        }
        let worse = targets.filter { target in target.own.naive.best.map { $0 <= target.own.mse } ?? false }
        let others = worse.count > 8 ? " and \(worse.count - 8) more" : ""
        let names = worse.map { SafeText.shown($0.name, most: 40) }.prefix(8).joined(separator: ", ")
        return lines + ["             \(better)"]
            + (worse.isEmpty ? [] : ["             but not for \(names)\(others)"])
    }

    /// About eight steps ahead: all further ones stand in the JSON.
    static func steps(_ steps: [ModelEvaluation.Scaled?]) -> [String] {
        let count = steps.count
        let shown = count <= 8 ? Array(0..<count) : (0..<8).map { ($0 * (count - 1) + 3) / 7 }
        let heads = ["", "MSE", "MAE", "last value MSE", "last season MSE"]
        let rows = shown.map { step in
            let scaled = steps[step]
            return [
                "\(step + 1)", NumberText.loss(scaled?.measures.mse), NumberText.loss(scaled?.measures.mae),
                NumberText.loss(scaled?.naive.lastValue?.mse), NumberText.loss(scaled?.naive.lastSeason?.mse),
            ]
        }
        return ["", "  steps ahead, on the scaled series"] + indented([heads] + rows)
    }

    static func indented(_ rows: [[String]]) -> [String] { StatusTable.columns(rows).map { "  \($0)" } }
}
