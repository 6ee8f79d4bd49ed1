import Forecasting
import Jobs
import Series
import Tables
package import Training
import Transport

/// `lockstep evaluate`: what a model's forecasts get wrong, beside naive ones on the same windows.
package struct ModelEvaluation: Codable, Sendable {
    /// What a set of forecasts came to on the scaled series, where all targets count alike.
    package struct Scaled: Codable, Sendable {
        package let measures: ForecastMeasures
        package let naive: NaiveSummary
    }

    /// The same in the target's own units.
    package struct Own: Codable, Sendable {
        package let mse, mae, rmse: Double
        package let naive: NaiveSummary
    }

    package struct Target: Codable, Sendable {
        package let name: String
        package let scaled: Scaled
        package let own: Own
        /// In its own units, for each step of the horizon; nil where nothing was there to be forecast.
        package let steps: [Own?]
    }

    /// A run or a file.
    package let model: String
    /// Which rows: train, validation, test, or all.
    package let part: String
    package let windows: Int
    /// Target values that were there to be forecast.
    package let values: Int
    package let together: Scaled
    package let targets: [Target]
    /// For each step of the horizon, all targets together; nil where nothing was there to be forecast.
    package let steps: [Scaled?]
    package private(set) var seconds = 0.0
    /// How often intervals hold; nil where nobody asked.
    @ExplicitNull package private(set) var intervals: IntervalReport?
    /// What the model makes of its inputs; nil where nobody asked.
    @ExplicitNull package private(set) var importance: ModelImportance?
    /// What reading the rows did, a sentence each.
    package let notes: [String]

    /// Which windows are evaluated.
    package enum Part: String, CaseIterable, Sendable {
        case train, validation, test, all

        fileprivate var ofSeries: ForecastSeries.Part? {
            switch self {
            case .train: .train
            case .validation: .validation
            case .test: .test
            case .all: nil
            }
        }
    }

    /// - Parameters:
    ///   - csv: path of a file; nil: the rows that the run was trained on.
    ///   - part: nil: the test part, or of a file all.
    ///   - intervals: whose coverage is measured; nil: none.
    ///   - repeats: permutations of the windows for each input whose importance is measured; nil: none is.
    ///   - engine: computes the forecasts.
    /// - Throws: `LaunchError.notFound` where the part has no window or there are no rows; whatever is wrong
    ///   with the file.
    package init(
        _ input: ModelInput, csv: String?, part: Part?, intervals request: IntervalRequest? = nil,
        repeats: Int? = nil, engine: ForecastEngine
    )
        throws
    {
        let start = Instant.now
        let part = part ?? (csv == nil ? .test : .all)
        let windows = try EvaluatedWindows(input, csv: csv, part: part)
        let work = try ForecastWork(
            input.model, series: windows.series, origins: windows.origins, windowsAtOnce: windows.sliceSize)
        var sums = EvaluationSums(windows.series, form: work.form, season: input.job.job.data.season)
        try engine.run(work) { slice, outputs in
            sums.add(work.slice(slice).windows.map { Int(work.origins[$0]) }, outputs: outputs)
        }
        try self.init(input, part: part, sums, notes: windows.notes)
        intervals = try request.map {
            try IntervalReport(input, csv: csv, part: part, $0, engine: engine)
        }
        importance = try repeats.map { try ModelImportance(input, windows, repeats: $0, engine: engine) }
        seconds = Instant.now.seconds(since: start)
    }

    private init(
        _ input: ModelInput, part: Part, _ sums: EvaluationSums, notes: [String]
    ) throws {
        var tree = ReductionTree<MetricSums>(leaves: sums.slices.count)
        for (slice, metrics) in sums.slices.enumerated() {
            _ = tree.insert(metrics, at: TreeNode(slice, slice + 1))
        }
        let all = (0..<sums.targets).map { sums.ofTarget($0) }
        guard let root = tree.root, let measures = ForecastMeasures(root) else {
            throw LaunchError(.notFound, "no target of the windows has a value to hold a forecast against")
        }
        model = input.name
        self.part = part.rawValue
        windows = sums.windows
        values = root.errors.count
        together = Scaled(measures: measures, naive: NaiveSummary(sums.naive))
        targets = zip(input.model.description.targets, all).enumerated().compactMap { number, target in
            guard let scaled = Scaled(target.1, sums.season), let own = Own(target.1, sums.season) else {
                return nil
            }
            return Target(
                name: target.0, scaled: scaled, own: own,
                steps: (0..<sums.horizon).map { Own(sums.cell(step: $0, target: number), sums.season) })
        }
        steps = (0..<sums.horizon).map { Scaled(sums.ofStep($0), sums.season) }
        self.notes = notes
    }
}

extension ModelEvaluation.Scaled {
    init?(_ cell: EvaluationSums.Cell, _ season: Int?) {
        guard let measures = ForecastMeasures(cell.model) else { return nil }
        self.init(
            measures: measures,
            naive: NaiveSummary(
                NaiveErrors(
                    lastValue: cell.lastValue, season: season, lastSeason: season.map { _ in cell.lastSeason }
                )))
    }

    private enum Key: String, CodingKey { case naive }

    package init(from decoder: any Decoder) throws {
        measures = try ForecastMeasures(from: decoder)
        naive = try decoder.container(keyedBy: Key.self).decode(NaiveSummary.self, forKey: .naive)
    }

    package func encode(to encoder: any Encoder) throws {
        try measures.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(naive, forKey: .naive)
    }
}

extension ModelEvaluation.Own {
    init?(_ cell: EvaluationSums.Cell, _ season: Int?) {
        guard cell.own.count > 0 else { return nil }
        (mse, mae, rmse) = (cell.own.mse, cell.own.mae, cell.own.rmse)
        naive = NaiveSummary(
            NaiveErrors(
                lastValue: cell.ownLastValue, season: season,
                lastSeason: season.map { _ in cell.ownLastSeason }))
    }
}

/// The windows of a part, of the rows that a run was trained on or of a file.
struct EvaluatedWindows {
    let series: ForecastSeries
    /// Rows of the windows' first targets.
    let origins: [UInt32]
    /// Windows of a slice: with a run's own rows, that of its training.
    let sliceSize: Int
    /// What reading did.
    let notes: [String]

    init(_ input: ModelInput, csv: String?, part: ModelEvaluation.Part) throws {
        let plan: WorkPlan?
        if csv == nil, input.run != nil {
            let job = try input.trainedOn()
            (series, plan, notes) = (job.series, job.plan, [])
        } else {
            let table = try input.table(csv, isSplit: part != .all)
            (series, notes) = (table.series, table.notes)
            // Slices as training had them, where the rows have its parts.
            plan = series.windowCount(.train) > 0 ? try PreparedJob(input.job, series: series).plan : nil
        }
        origins = try series.origins(of: part).map { UInt32($0) }
        let purpose: Purpose = part == .validation ? .validate : .test
        sliceSize =
            plan?.sliceSize(purpose) ?? max(32, (32 + series.samplesPerWindow - 1) / series.samplesPerWindow)
    }
}

extension ForecastSeries {
    /// Rows of the first targets of a part's windows.
    ///
    /// - Throws: `LaunchError.notFound` where there are none.
    func origins(of part: ModelEvaluation.Part) throws(LaunchError) -> [Int] {
        let parts = part.ofSeries.map { [$0] } ?? Part.allCases
        let origins = parts.flatMap { part in
            (0..<windowCount(part)).map { firstTargetRow(of: $0, part) }
        }
        guard !origins.isEmpty else {
            throw LaunchError(
                .notFound,
                "\(part == .all ? "all rows together have" : "the \(part.rawValue) part has") no window of "
                    + "\(lookback) rows in and \(horizon) out"
                    + (part == .all ? "" : "; name another one by --part, or --part all"))
        }
        return parts.count > 1 ? origins.sorted() : origins
    }
}
