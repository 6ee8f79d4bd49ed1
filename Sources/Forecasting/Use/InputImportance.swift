import Neural
package import Series
import Tables

/// How much worse forecasts become where a model is given another window's values of some inputs: permutation
/// importance (Breiman 2001; Fisher, Rudin and Dominici 2019), with several permutations of the windows.
package struct InputImportance: Sendable {
    /// Inputs that are exchanged together.
    package struct Subject: Sendable, Equatable {
        /// Of the column, or of the calendar column that several inputs are made of; nil: all inputs.
        package let name: String?
        /// Indices into the series' columns.
        let columns: [Int]
        /// Rows of the lookback, from 0 on.
        package let rows: Range<Int>
    }

    /// Mean squared errors on the scaled series, the differences to that of the windows as they are.
    package struct Finding: Sendable, Equatable {
        package let subject: Subject
        /// Over the permutations.
        package let mean: Double
        /// Standard deviation over the permutations, of a sample; 0 for one alone.
        package let deviation: Double
    }

    package let subjects: [Subject]
    /// Permutations of each.
    package let turns: Int
    private let series: ForecastSeries
    private let metrics: WindowMetrics
    /// For the windows as they are and then for each exchange: the sum of squared errors, and their count.
    private var sums: [ErrorSums]

    /// Each input over all of the lookback, and all inputs over each of its pieces.
    ///
    /// - Parameters:
    ///   - pieces: of the lookback, at least 1; fewer where it is shorter.
    ///   - turns: at least 1.
    package init(_ model: TrainedModel, series: ForecastSeries, pieces: Int, turns: Int) {
        precondition(pieces >= 1 && turns >= 1, "something is exchanged")
        self.series = series
        self.turns = turns
        metrics = WindowMetrics(series, form: model.description.loss.form, season: nil)
        let lookback = series.lookback
        let inputs = Self.inputs(model.description, series)
        let all = inputs.flatMap(\.columns)
        let pieces = min(pieces, lookback)
        subjects =
            inputs.map { Subject(name: $0.name, columns: $0.columns, rows: 0..<lookback) }
            + (0..<pieces).map { piece in
                Subject(
                    name: nil, columns: all,
                    rows: piece * lookback / pieces..<(piece + 1) * lookback / pieces)
            }
        sums = Array(repeating: ErrorSums(), count: 1 + subjects.count * turns)
    }

    /// What is computed of each window: the first exchange exchanges nothing.
    package var passes: ForecastWork.Passes {
        .exchanged(
            [ForecastWork.Exchange(columns: [], rows: 0..<0, turn: 0)]
                + subjects.flatMap { subject in
                    (0..<turns).map {
                        ForecastWork.Exchange(columns: subject.columns, rows: subject.rows, turn: $0)
                    }
                })
    }

    private static func inputs(
        _ description: ModelDescription, _ series: ForecastSeries
    ) -> [(name: String, columns: [Int])] {
        func places(_ names: [String]) -> [Int] { names.compactMap { series.columns.firstIndex(of: $0) } }
        let levels =
            description.windows.normalise == .none
            ? [] : description.targets.filter { !description.features.contains($0) }
        let own = (description.table.features ?? []) + levels
        return own.map { name in
            let mask = description.masked.contains(name) ? [Table.maskName(name)] : []
            return (name, places([name] + mask))
        }
            + description.calendar.columns.map { ($0.rawValue, places($0.names)) }
    }

    /// Adds the windows of a slice.
    ///
    /// - Parameters:
    ///   - pass: which of `passes`.
    ///   - origins: rows of the windows' first targets.
    ///   - outputs: of the slice, as `ForecastComputer` gives them.
    package mutating func add(pass: Int, _ origins: [Int], outputs: [Float]) {
        let (said, target) = (FloatBuffer(outputs), FloatBuffer(series.targets(origins: origins)))
        sums[pass] = sums[pass] + metrics.sums(of: origins, said: said, target: target).errors
    }

    /// The error of the windows as they are; NaN without any.
    package var plain: Double { sums[0].mse }

    /// In the order of `subjects`.
    package var findings: [Finding] {
        subjects.enumerated().map { number, subject in
            let differences = (0..<turns).map { sums[1 + number * turns + $0].mse - plain }
            let mean = differences.reduce(0, +) / Double(turns)
            let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return Finding(
                subject: subject, mean: mean,
                deviation: turns > 1 ? (squares / Double(turns - 1)).squareRoot() : 0)
        }
    }
}
