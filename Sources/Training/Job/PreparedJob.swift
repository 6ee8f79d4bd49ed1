import Neural
public import Series

/// A job fitted to its data: everything resolved, windows cut, model built. Nothing can be wrong with it any more.
public struct PreparedJob: Sendable {
    /// The job with every default filled in.
    public let job: Job
    public let series: ForecastSeries
    public let plan: WorkPlan

    /// Fits a job to the table that its data settings name.
    ///
    /// - Throws: `TrainingError` with the job file's line where the model or the split does not fit, `SeriesError` where
    ///   the table does not.
    public init(_ file: JobFile, table: Table, name: String) throws {
        var job = file.job
        let split = try Self.split(job.data.split, rows: table.rows, file: file)
        job.data.split.train = .rows(split.train.count)
        job.data.split.validation = .rows(split.validation.count)
        job.data.split.test = .rows(split.test.count)
        job.data.features = table.features.map { table.columns[$0] }
        job.data.targets = table.targets.map { table.columns[$0] }
        self.job = job
        series = try ForecastSeries(
            table: table, lookback: job.data.lookback, horizon: job.data.horizon, split: split,
            scaling: job.data.scaling, name: name)
        plan = try Self.plan(job, series: series, file: file)
    }

    /// The same from a resolved job and the series that was made for it, as a worker or a restarted coordinator has them.
    ///
    /// - Throws: `TrainingError` where the two do not belong together.
    public init(_ file: JobFile, series: ForecastSeries) throws {
        job = file.job
        self.series = series
        plan = try Self.plan(job, series: series, file: file)
    }

    private static func split(_ split: SplitSettings, rows: Int, file: JobFile) throws(TrainingError) -> Split
    {
        do {
            return try Split.resolve(
                train: split.train, validation: split.validation, test: split.test, rows: rows)
        } catch {
            throw file.error(.inconsistent, error.message, key: "data.split")
        }
    }

    private static func plan(_ job: Job, series: ForecastSeries, file: JobFile) throws(TrainingError)
        -> WorkPlan
    {
        guard job.data.lookback == series.lookback, job.data.horizon == series.horizon else {
            throw file.error(
                .inconsistent, "the data was cut for other windows than the job asks for", key: "data")
        }
        if job.training.earlyStopping != nil && series.windowCount(.validation) == 0 {
            throw file.error(
                .inconsistent,
                "early stopping watches the validation loss, but no validation window fits into the split",
                key: "training.early_stopping")
        }
        let plan: WorkPlan
        do {
            plan = try WorkPlan(
                job: job, features: series.features.count, windows: WorkPlan.WindowCounts(series))
        } catch {
            let layer = error.layer.map { "model[\($0)]" } ?? "model"
            throw file.error(
                .badValue, error.message,
                key: [layer, error.option ?? ""].filter { !$0.isEmpty }.joined(separator: "."))
        }
        try check(plan, series: series, file: file)
        return plan
    }

    private static func check(_ plan: WorkPlan, series: ForecastSeries, file: JobFile) throws(TrainingError) {
        let wanted = series.outputs
        let last = "model[\(plan.model.layers.count - 1)]"
        guard plan.model.outputShape.count == 1 else {
            throw file.error(
                .inconsistent,
                "the model's output is a sequence; the last LSTM before a final dense: {units: \(wanted)} needs "
                    + "return_sequences: false", key: last)
        }
        guard plan.model.outputShape == [wanted] else {
            throw file.error(
                .inconsistent,
                "the model ends in \(plan.model.outputShape[0]) outputs, but a horizon of \(series.horizon) x "
                    + "\(series.targets.count) target(s) needs \(wanted); make the last layer dense: {units: \(wanted)}",
                key: last)
        }
        guard plan.model.parameters.count <= Limits.parameters else {
            throw file.error(
                .inconsistent,
                "the model has \(plan.model.parameters.count) parameters; at most \(Limits.parameters) are allowed",
                key: "model")
        }
    }
}
