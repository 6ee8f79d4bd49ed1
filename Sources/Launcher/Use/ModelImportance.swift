import Forecasting
import Series

/// What each input of a model is worth: how much larger errors are where it is another window's.
package struct ModelImportance: Codable, Sendable {
    package struct Worth: Codable, Sendable {
        /// By so much the mean squared error grows, on the scaled series: the mean over the repeats.
        package let mse: Double
        /// The standard deviation over the repeats.
        package let deviation: Double
    }

    package struct Input: Codable, Sendable {
        package let name: String
        package let worth: Worth
    }

    /// Some rows of the lookback, counted from the last one back, which is 1.
    package struct Piece: Codable, Sendable {
        package let from: Int
        package let to: Int
        package let worth: Worth
    }

    /// Of the windows as they are.
    package let mse: Double
    package let repeats: Int
    package let inputs: [Input]
    package let lookback: [Piece]

    /// Pieces of the lookback.
    private static let pieces = 8

    init(_ input: ModelInput, _ windows: EvaluatedWindows, repeats: Int, engine: ForecastEngine) throws {
        var importance = InputImportance(
            input.model, series: windows.series, pieces: Self.pieces, turns: repeats)
        let work = try ForecastWork(
            input.model, series: windows.series, origins: windows.origins, passes: importance.passes,
            windowsAtOnce: windows.sliceSize)
        try engine.run(work) { slice, outputs in
            let (places, passes) = work.slice(slice)
            importance.add(
                pass: passes.lowerBound, places.map { Int(work.origins[$0]) }, outputs: outputs)
        }
        mse = importance.plain
        self.repeats = repeats
        let lookback = windows.series.lookback
        var (inputs, pieces): ([Input], [Piece]) = ([], [])
        for finding in importance.findings {
            let worth = Worth(mse: finding.mean, deviation: finding.deviation)
            if let name = finding.subject.name {
                inputs.append(Input(name: name, worth: worth))
            } else {
                let rows = finding.subject.rows
                pieces.append(
                    Piece(from: lookback - rows.lowerBound, to: lookback - rows.upperBound + 1, worth: worth))
            }
        }
        (self.inputs, self.lookback) = (inputs, pieces)
    }
}
