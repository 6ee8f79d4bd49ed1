package import Device
import Forecasting
import Foundation
import Jobs
import Series
import Store
import System
import Tables
import Training
import Transport

/// `lockstep backtest`: what forecasts from several origins would have got wrong, each by a model that knows
/// nothing behind its origin.
package struct Backtest: Codable, Sendable {
    package struct Fold: Codable, Sendable {
        /// The first time that is forecast; nil without times.
        package let from: String?
        /// Series that have rows for a forecast there, of so many.
        package let series: Int
        package let ofSeries: Int
        /// Scaled as the fold's model scales.
        package let scaled: ModelEvaluation.Scaled
    }

    package struct Target: Codable, Sendable {
        package let name: String
        /// Of all folds, in the target's own units.
        package let own: ModelEvaluation.Own
        package let steps: [ModelEvaluation.Own?]
    }

    package enum Refit: String, CaseIterable, Sendable {
        case never, each
    }

    /// How the folds are cut.
    package struct Cut: Sendable {
        /// At least 1.
        package var folds = 1
        /// Rows that are forecast in each, at least 1; nil: the model's horizon.
        package var horizon: Int?
        /// Rows from one fold to the next, at least 1; nil: `horizon`.
        package var step: Int?

        package init() {}
    }

    /// What is backtested: a run, a model file or a job.
    package let model: String
    package let refit: String
    package let horizon: Int
    package let step: Int
    package let folds: [Fold]
    /// Of all folds.
    package let together: ModelEvaluation.Scaled
    package let targets: [Target]
    /// For each step ahead, all targets and folds together.
    package let steps: [ModelEvaluation.Scaled?]

    // MARK: One model for all folds

    /// The folds of a model as it is, none with a target in what it was trained or validated on.
    ///
    /// - Parameters:
    ///   - csv: path of a file; nil: the one that the run was trained on.
    ///   - engine: computes the forecasts.
    /// - Throws: `LaunchError.badRequest` where a fold lies in those rows, or rows do not suffice; whatever
    ///   is wrong with the file.
    package init(_ input: ModelInput, csv: String?, _ cut: Cut, engine: ForecastEngine) throws {
        let file = try input.jobWithRows(csv)
        let (horizon, step) = try Self.lengths(cut, modelHorizon: input.model.description.horizon)
        let folds = try BacktestFolds(
            RunPreparation.regularRows(file, relativeTo: "/"), of: file, count: cut.folds, horizon: horizon,
            step: step)
        for (number, fold) in folds.folds.enumerated() {
            guard let overlap = try folds.overlap(fold) else { continue }
            throw LaunchError(
                .badRequest,
                "fold \(number + 1) begins in rows that the model was trained or validated on"
                    + (overlap.series.map { ", of series \(quoted($0))" } ?? "")
                    + "; ask for fewer folds or smaller steps, or train anew for each: --refit each")
        }
        let table = try input.table(csv, rowsToCome: input.model.description.horizon)
        let sums = try folds.folds.map {
            try Self.sums($0, table, season: file.job.data.season, steps: horizon, engine)
        }
        try self.init(
            input.name, .never, horizon: horizon, step: step,
            Array(zip(folds.folds, sums)), targets: input.model.description.targets)
    }

    // MARK: A model for each fold

    /// Trains a model for each fold, one after the other, on what lies before it: on the cluster that is up,
    /// or on one of its own; neither keeps a run of it.
    ///
    /// - Parameters:
    ///   - name: of a run, a model file or a job file: whose job is trained.
    ///   - csv: path of a file; nil: the one that the job names.
    ///   - state: path of the state directory that has the run, and may have a cluster that is up.
    ///   - workers: of a cluster of its own; `threads` of each, `devices` in turn.
    ///   - say: takes lines for a person who waits.
    /// - Throws: as above; `LaunchError.process` where a training fails, `interrupted` where it is stopped.
    package init(
        _ name: String, isJob: Bool, csv: String?, state: String, _ cut: Cut, workers: Int, threads: Int,
        devices: [DeviceName], say: (String) -> Void
    ) throws {
        let engine = try ForecastEngine(state: state, threads: max(1, Host.processors))
        let file: JobFile
        let folder: String
        if isJob {
            let input = try JobInput(file: name, csv: csv)
            (file, folder) = (input.job, input.folder)
        } else {
            let input = try ModelInput(name, state: state)
            var own = try input.jobWithRows(csv)
            if let run = input.run { own.job.startFrom?.model = run.startFile }
            (file, folder) = (own, "/")
        }
        let (horizon, step) = try Self.lengths(cut, modelHorizon: file.job.data.horizon)
        let folds = try BacktestFolds(
            RunPreparation.regularRows(file, relativeTo: folder), of: file, count: cut.folds,
            horizon: horizon, step: step)
        let trainer = try FoldTrainer(state: state, workers: workers, threads: threads, devices: devices)
        defer { trainer.end() }
        var made: [(BacktestFolds.Fold, EvaluationSums)] = []
        var targets: [String] = []
        for (number, fold) in folds.folds.enumerated() {
            var job = folds.job(before: fold)
            job.job.name = "fold"
            say("fold \(number + 1) of \(cut.folds)" + (fold.time.map { ", from \($0)" } ?? ""))
            do {
                try trainer.train(job, relativeTo: folder) { input in
                    let table = try input.table(nil, rowsToCome: input.model.description.horizon)
                    targets = input.model.description.targets
                    let season = input.job.job.data.season
                    made.append((fold, try Self.sums(fold, table, season: season, steps: horizon, engine)))
                }
            } catch let error as LaunchError {
                throw LaunchError(error.code, "fold \(number + 1): \(error.message)")
            }
        }
        try self.init(name, .each, horizon: horizon, step: step, made, targets: targets)
    }

    private static func lengths(_ cut: Cut, modelHorizon: Int) throws -> (horizon: Int, step: Int) {
        let horizon = cut.horizon ?? modelHorizon
        guard horizon <= modelHorizon else {
            throw LaunchError(
                .badRequest, "--horizon is \(horizon), and the model forecasts \(modelHorizon) rows at most")
        }
        return (horizon, cut.step ?? horizon)
    }

    private static func sums(
        _ fold: BacktestFolds.Fold, _ table: ModelTable, season: Int?, steps: Int,
        _ engine: ForecastEngine
    ) throws -> EvaluationSums {
        // Before each series stand the rows to come of those before it.
        let origins = fold.origins.enumerated().compactMap { place, origin in
            origin.map { $0 + place * table.rowsToCome }
        }
        let work = try ForecastWork(
            table.model, series: table.series, origins: origins.map { UInt32($0) }, windowsAtOnce: 32)
        var sums = EvaluationSums(table.series, form: work.form, season: season, steps: steps)
        try engine.run(work) { slice, outputs in
            sums.add(work.slice(slice).windows.map { origins[$0] }, outputs: outputs)
        }
        return sums
    }

    private init(
        _ name: String, _ refit: Refit, horizon: Int, step: Int,
        _ made: [(fold: BacktestFolds.Fold, sums: EvaluationSums)], targets names: [String]
    ) throws {
        model = name
        self.refit = refit.rawValue
        (self.horizon, self.step) = (horizon, step)
        let season = made.first?.sums.season
        func pooled(_ cell: (EvaluationSums) -> EvaluationSums.Cell) -> EvaluationSums.Cell {
            made.reduce(EvaluationSums.Cell()) { $0 + cell($1.sums) }
        }
        folds = made.compactMap { fold, sums in
            ModelEvaluation.Scaled(sums.together, season).map {
                Fold(
                    from: fold.time, series: fold.origins.compactMap(\.self).count,
                    ofSeries: fold.origins.count, scaled: $0)
            }
        }
        guard let together = ModelEvaluation.Scaled(pooled(\.together), season) else {
            throw LaunchError(.badRequest, "no target of the folds has a value to hold a forecast against")
        }
        self.together = together
        targets = names.enumerated().compactMap { number, name in
            ModelEvaluation.Own(pooled { $0.ofTarget(number) }, season).map { own in
                Target(
                    name: name, own: own,
                    steps: (0..<horizon).map { step in
                        ModelEvaluation.Own(pooled { $0.cell(step: step, target: number) }, season)
                    })
            }
        }
        steps = (0..<horizon).map { step in
            ModelEvaluation.Scaled(pooled { $0.ofStep(step) }, season)
        }
    }
}
