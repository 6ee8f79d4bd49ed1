package import Forecasting
import Neural
package import Series
package import Tables

/// A job fitted to its data: everything resolved, windows cut, model built. Nothing can be wrong with it any
/// more.
package struct PreparedJob: Sendable {
    /// The job with every default filled in.
    package let job: Job
    package let series: ForecastSeries
    package let plan: WorkPlan
    /// Columns that were made from the time.
    package let calendar: CalendarColumns
    /// What reading the data did; nil where they were read before.
    package let dataReport: DataReport?

    /// Fits a job to the table that its data settings name.
    ///
    /// - Parameter start: the model that the job says it starts from.
    /// - Throws: `JobError` with the job file's line where the model, the start model or the split does not
    ///   fit, `TableError` or `SeriesError` where the table does not.
    package init(_ file: JobFile, table: Table, name: String, start: TrainedModel? = nil) throws {
        var job = file.job
        let keptScaling = try job.startFrom?.scaling == .keep ? start.map { try StartScaling($0, file) } : nil
        let selected = try Self.select(job.data, from: table, file: file)
        let (regular, times) = try Self.regular(selected, job.data, file: file, name: name)
        if job.data.season == nil { job.data.season = times?.season ?? job.data.usualSeason }
        job.data.features = regular.features.map { regular.columns[$0] }
        job.data.targets = regular.targets.map { regular.columns[$0] }
        if job.data.series != nil, job.data.scalingPer == nil {
            job.data.scalingPer = keptScaling?.scope ?? .series
        }
        calendar = try job.data.calendarColumns()
        let dated = try regular.appending(calendar, name: name)
        let splits = try Self.splits(&job.data, table: dated, file: file)
        let masked =
            job.data.missing == .mask
            ? dated.columnsToMask(training: splits.map(\.train), channels: job.data.channels) : []
        let table = try dated.appending(masksOf: masked, name: name)
        self.job = job
        try Self.check(job.data, table: table, file: file)
        let made = try Self.series(
            job.data, table: table, pieces: times?.stretches, splits: splits, scaling: keptScaling, name: name
        )
        series = made.series
        let plan = try Self.plan(job, series: series, file: file)
        self.plan = plan
        let startNotes = try start.map { [try StartWeights($0, plan, file: file).note] } ?? []
        dataReport = DataReport(
            table.report, times: times, series: series,
            notes: made.notes + Self.unused(splits, rows: dated.rows) + Self.maskNotes(table)
                + Self.constants(series) + Self.flats(series) + startNotes)
    }

    /// The same from a resolved job and the series that was made for it, as a worker or a restarted
    /// coordinator has them.
    ///
    /// - Throws: `JobError` where the two do not belong together, `SeriesError` where the job's holidays have
    ///   not been read.
    package init(_ file: JobFile, series: ForecastSeries) throws {
        job = file.job
        self.series = series
        calendar = try job.data.calendarColumns()
        dataReport = nil
        guard series.options == job.data.windows else {
            throw file.error(.inconsistent, "the windows are cut otherwise than the job asks", key: "data")
        }
        guard series.named.isEmpty == (job.data.series == nil) else {
            throw file.error(
                .inconsistent, "the data are of \(series.named.count) series, the job has another table",
                key: "data.series")
        }
        plan = try Self.plan(job, series: series, file: file)
    }

    /// The table with the features and targets that the job names: a CSV file was read with them, the
    /// embedded series always has all.
    ///
    /// - Throws: `JobError` where a name is no column's, or the columns' parts contradict each other.
    package static func select(_ data: DataSettings, from table: Table, file: JobFile) throws(JobError)
        -> Table
    {
        func indices(_ names: [String]?, key: String, else usual: [Int]) throws(JobError) -> [Int] {
            guard let names else { return usual }
            var indices: [Int] = []
            for name in names {
                guard let index = table.columns.firstIndex(of: name), !indices.contains(index) else {
                    throw file.error(
                        .badValue,
                        "'\(name)' stands twice or is no column; there are: "
                            + table.columns.joined(separator: ", "),
                        key: key)
                }
                indices.append(index)
            }
            guard !indices.isEmpty else { throw file.error(.badValue, "names no column", key: key) }
            return indices
        }
        guard case .demo = data.source else { return table }
        let features = try indices(data.features, key: "data.features", else: table.features)
        let known = try data.known.isEmpty ? [] : indices(data.known, key: "data.known", else: [])
        let targets = try indices(
            data.targets, key: "data.targets", else: features.filter { !known.contains($0) })
        if let both = known.first(where: targets.contains) {
            throw file.error(
                .inconsistent,
                "'\(table.columns[both])' is a target, too; what is to be forecast is not known",
                key: "data.known")
        }
        return Table(
            columns: table.columns, values: table.values,
            features: features + known.filter { !features.contains($0) }, targets: targets, known: known)
    }

    /// The table with a row for each time, as the job asks.
    ///
    /// - Throws: `JobError` where the table has no times to go by, `TableError` for what the job does not
    ///   allow.
    package static func regular(
        _ table: Table, _ data: DataSettings, file: JobFile, name: String
    ) throws -> (table: Table, times: TimeReport?) {
        guard let rows = table.timedRows(name: name) else {
            if [.insert, .cut].contains(data.gaps) {
                throw file.error(
                    .inconsistent,
                    "gaps: \(data.gaps.rawValue) goes by the step of the times, and no time column holds "
                        + "dates; name one, say by time_format how digits are dates, or leave gaps out",
                    key: "data.gaps")
            }
            return try table.distinct(data.duplicates, name: name) ?? (table, nil)
        }
        let regular = try table.regular(rows, duplicates: data.duplicates, gaps: data.gaps)
        if regular.report.insertedRows > 0, [.error, .drop].contains(data.missing) {
            throw file.error(
                .inconsistent,
                "gaps: insert puts in \(regular.report.insertedRows) rows without values, which missing: "
                    + "\(data.missing.rawValue) does not allow; set missing to forward_fill, interpolate, "
                    + "mask or cut",
                key: "data.gaps")
        }
        return (regular.table, regular.report)
    }

    private static func unused(_ splits: [Split], rows: Int) -> [String] {
        let used = splits.reduce(0) { $0 + $1.rows.count }
        return used < rows ? ["Rows in no part of the split: \(rows - used)."] : []
    }

    /// The parts of each series; those of a single one are written out in rows.
    ///
    /// - Throws: `JobError` where the rows do not suffice, or have no times where parts end at times.
    package static func splits(
        _ data: inout DataSettings, table: Table, file: JobFile
    ) throws(JobError) -> [Split] {
        let wanted = data.split
        var ending: [Split]?
        do throws(SplitTimes.Problem) {
            ending = try SplitTimes(data)?.splits(table)
        } catch {
            throw file.error(error.code, error.message, key: error.key)
        }
        if let ending { return try calibrated(ending, wanted, table: table, file: file) }
        let splits: [Split]
        do {
            splits =
                table.series.isEmpty
                ? [
                    try Split.resolve(
                        train: wanted.train, validation: wanted.validation, test: wanted.test,
                        rows: table.rows)
                ]
                : try Split.resolve(
                    train: wanted.train, validation: wanted.validation, test: wanted.test,
                    series: table.series.map(\.rows))
        } catch {
            throw file.error(.inconsistent, error.message, key: "data.split")
        }
        let all = try calibrated(splits, wanted, table: table, file: file)
        guard table.series.isEmpty, let split = splits.first else { return all }
        data.split.train = .rows(split.train.count)
        data.split.validation = .rows(split.validation.count)
        data.split.calibration = .rows(all[0].calibration.count)
        data.split.test = .rows(split.test.count)
        return all
    }

    /// Splits of which the end of validation is for calibration.
    private static func calibrated(
        _ splits: [Split], _ wanted: SplitSettings, table: Table, file: JobFile
    ) throws(JobError) -> [Split] {
        let amount = wanted.calibration
        guard !amount.isNone else { return splits }
        let rows = table.series.isEmpty ? [table.rows] : table.series.map(\.rows.count)
        let longest = splits.map(\.validation.count).max() ?? 0
        let calibrated = zip(splits, rows).map { $0.calibrated(amount, rows: $1) }
        let taken = calibrated.map(\.calibration.count).max() ?? 0
        if case .rows(let count) = amount, count > longest {
            throw file.error(
                .inconsistent,
                "takes \(count) rows from the end of validation, which has \(longest); make it smaller, or "
                    + "validation larger", key: "data.split.calibration")
        }
        guard taken > 0 else {
            throw file.error(
                .inconsistent,
                "takes no row from the end of validation, which has \(longest); make both larger",
                key: "data.split.calibration")
        }
        return calibrated
    }

    /// What windows are cut from, and what is worth knowing of how it was made.
    private static func series(
        _ data: DataSettings, table: Table, pieces: [Range<Int>]?, splits: [Split], scaling: StartScaling?,
        name: String
    ) throws -> (series: ForecastSeries, notes: [String]) {
        guard !table.series.isEmpty else {
            let series = try ForecastSeries(
                table: table, pieces: pieces, options: data.windows, split: splits[0],
                scaling: data.scaling, given: scaling?.scaler(of: nil, table), name: name)
            return (series, [])
        }
        let scope = data.scalingPer ?? .series
        let selection = SeriesSelection(
            table, splits: splits, pieces: pieces, options: data.windows, scaling: data.scaling, per: scope)
        let series = try ForecastSeries(
            table: table, selection: selection, options: data.windows, scaling: data.scaling, per: scope,
            given: scaling?.scalers(of: selection.kept.map(\.name), table), name: name)
        return (series, selection.lines)
    }

    private static func maskNotes(_ table: Table) -> [String] {
        let names = table.masks.map { table.columns[$0.column] }
        return names.isEmpty
            ? [] : ["Inputs that say where a value is missing: \(listed(names, at: 10))."]
    }

    /// Columns that tell a model nothing, all in all or in some series.
    private static func constants(_ series: ForecastSeries) -> [String] {
        guard series.scalers[0].scaling != .none else { return [] }
        func isConstant(_ column: Int, _ stretches: Range<Int>) -> Bool {
            // Such a column is scaled to 0; a missing value is not equal to anything.
            series.stretches[stretches].allSatisfy { stretch in
                stretch.train.allSatisfy {
                    !(series.values[$0 * series.columns.count + column].magnitude > 0)
                }
            }
        }
        let masks = Set(series.roles.masks.map(\.column))
        return series.columns.indices.filter { !masks.contains($0) }.compactMap { column in
            let name = "Column \"\(series.columns[column])\" is constant over the training rows"
            if isConstant(column, series.stretches.indices) { return "\(name): it is 0 there." }
            guard series.scalers.count > 1 else { return nil }
            let named = series.named.filter { isConstant(column, $0.stretches) }.map(\.name)
            return named.isEmpty
                ? nil : "\(name) of \(named.count) series (\(listed(named, at: 10))): it is 0 there."
        }
    }

    /// Columns that robust scaling treats otherwise.
    private static func flats(_ series: ForecastSeries) -> [String] {
        guard series.scalers[0].scaling == .robust else { return [] }
        return series.flatColumns.map {
            "Column \"\(series.columns[$0])\" has no distance between its quartiles over the training rows: "
                + "it is divided by its deviation."
        }
    }

    /// Whether windows can be cut as the job asks.
    private static func check(_ data: DataSettings, table: Table, file: JobFile) throws(JobError) {
        if let problem = data.windows.problem {
            throw file.error(.inconsistent, problem.message, key: "data.\(problem.key)")
        }
        let own = Set(table.features).subtracting(table.known + table.masks.map(\.column))
        guard data.channels == .independent, own != Set(table.targets) else { return }
        let others = table.features.filter { own.subtracting(table.targets).contains($0) }.map {
            table.columns[$0]
        }
        throw file.error(
            .inconsistent,
            "with channels: independent each target has a sample of its own past and what is known, and "
                + (others.isEmpty
                    ? "each target is a feature, too; leave features out, or name all targets"
                    : "\(others.joined(separator: ", ")) would be no target's; make them targets or known, "
                        + "or leave them out"),
            key: "data.features")
    }

    private static func plan(_ job: Job, series: ForecastSeries, file: JobFile) throws(JobError)
        -> WorkPlan
    {
        if let monitor = job.training.earlyStopping?.monitor, monitor.needsValidation,
            series.windowCount(.validation) == 0
        {
            throw file.error(
                .inconsistent,
                "early stopping watches the \(monitor.words), but no validation window fits into the split",
                key: "training.early_stopping")
        }
        let rate = job.training.optimizer.learningRate
        let rateKey = "training.optimizer.\(job.training.optimizer.kind).learning_rate"
        if rate.needsValidation && series.windowCount(.validation) == 0 {
            throw file.error(
                .inconsistent,
                "reduce_on_plateau watches the validation loss, but no validation window fits into the split",
                key: rateKey)
        }
        let plan: WorkPlan
        do {
            plan = try WorkPlan(
                job: job, features: series.modelFeatures, known: series.modelKnown,
                samplesPerWindow: series.samplesPerWindow, series: series.modelSeries,
                windows: WorkPlan.WindowCounts(series))
        } catch {
            let key = error.layer.map { file.path(layer: $0, option: error.option) } ?? "model"
            throw file.error(.badValue, error.message, key: key)
        }
        if let problem = rate.problem(stepsPerEpoch: plan.stepsPerEpoch) {
            throw file.error(
                .inconsistent, problem.message, key: "\(rateKey).\(rate.kind).\(problem.option)")
        }
        try check(plan, series: series, file: file)
        let targets = series.targets.map { series.columns[$0] }
        for name in job.training.lossWeights.keys.sorted() where !targets.contains(name) {
            throw file.error(
                .inconsistent, "'\(name)' is no target; there are: \(listed(targets))",
                key: "training.loss_weights.\(name)")
        }
        return plan
    }

    private static func check(_ plan: WorkPlan, series: ForecastSeries, file: JobFile) throws(JobError) {
        if let layer = plan.model.shapes.firstIndex(where: { $0.rows > Int(Int32.max) / plan.capacity }) {
            throw file.error(
                .inconsistent,
                "\(plan.capacity) samples side by side, each of \(plan.model.shapes[layer].rows) rows before "
                    + "layer \(layer), are more rows than can be counted; make batch_size smaller or "
                    + "microbatches more",
                key: "training.batch_size")
        }
        let form = plan.job.training.loss.form
        let wanted = series.outputs * form.width
        let last = "model[\(plan.model.layers.count - 1)]"
        guard plan.model.outputShape.count == 1 else {
            throw file.error(
                .inconsistent,
                plan.model.layers.contains { if case .reshape = $0 { true } else { false } }
                    ? "the model's output is \(plan.model.outputShape) numbers a sample; it needs one row of "
                        + "\(wanted): put a flatten, or dense: {units: \(wanted)} behind one, last"
                    : "the model's output is a sequence; the last recurrent layer before a final "
                        + "dense: {units: \(wanted)} needs return_sequences: false, or a flatten stands last",
                key: last)
        }
        guard plan.model.outputShape == [wanted] else {
            throw file.error(
                .inconsistent,
                "the model ends in \(plan.model.outputShape[0]) outputs, but "
                    + "\(needed(by: series, form)) needs \(wanted); \(remedy(plan.model, wanted))",
                key: last)
        }
        for (index, option, segments) in Self.segments(plan.model.layers)
        where series.modelKnown > 0 && !series.horizon.isMultiple(of: segments) {
            throw file.error(
                .inconsistent,
                "\(segments) segments do not divide a horizon of \(series.horizon), of which "
                    + "something is known", key: file.path(layer: index, option: option))
        }
        guard !plan.model.parameters.trained.isEmpty else {
            throw file.error(
                .inconsistent,
                plan.model.parameters.count == 0
                    ? "no layer has weights, so there is nothing to train; add one that has, such as dense"
                    : "every layer with weights has trainable: false, so there is nothing to train; take it "
                        + "from one",
                key: "model")
        }
        guard plan.model.parameters.count <= JobLimits.parameters else {
            throw file.error(
                .inconsistent,
                "the model has \(plan.model.parameters.count) parameters; at most "
                    + "\(JobLimits.parameters) are allowed",
                key: "model")
        }
    }

    /// The segments of all decoders, each with the layer that is or holds it, and the option's place there.
    private static func segments(_ layers: [Layer]) -> [(layer: Int, option: String, segments: Int)] {
        layers.enumerated().flatMap { index, layer -> [(layer: Int, option: String, segments: Int)] in
            switch layer {
            case .parallelDecoder(let decoder): [(index, "segments", decoder.segments)]
            case .residual(let residual):
                segments(residual.layers).map { (index, "layers[\($0.layer)].\($0.option)", $0.segments) }
            default: []
            }
        }
    }

    /// What gives a model so many outputs.
    private static func remedy(_ model: Model, _ wanted: Int) -> String {
        if case .residual = model.layers.last {
            return "make the last layer in the residual dense: {units: \(wanted)}"
        }
        guard case .flatten = model.layers.last else {
            return "make the last layer dense: {units: \(wanted)}"
        }
        let rows = model.shapes[model.layers.count - 1].rows
        return "before the flatten stands a sequence of \(rows), "
            + (wanted.isMultiple(of: rows)
                ? "so its last dense needs {units: \(wanted / rows)}" : "which does not divide \(wanted)")
    }

    private static func needed(by series: ForecastSeries, _ form: TargetForm) -> String {
        let each = form == .point ? "" : " x \(form), which the loss asks for,"
        return series.options.channels == .independent
            ? "a horizon of \(series.horizon)\(each.isEmpty ? "," : each) with independent channels,"
            : "a horizon of \(series.horizon) x \(series.targets.count) target(s)\(each)"
    }
}
