package import Forecasting
import Foundation
import Glibc
package import Jobs
import Neural
import Series
import System
package import Tables
import Training

/// From a job file to a run on disk, and from a run on disk to the plan that a coordinator begins with.
package enum RunPreparation {
    /// Reads a job and its data, checks everything and creates the run.
    ///
    /// Nothing is left behind where something is wrong.
    ///
    /// - Parameters:
    ///   - job: The job as it was read.
    ///   - folder: The folder from which relative paths count.
    ///   - state: Where the run is to live.
    ///   - progress: told now and then which share of the data is read; nil: nobody wants to know.
    /// - Returns: the run, its plan, and what reading the data did.
    /// - Throws: `JobError`, `TableError`, `SeriesError` or `StoreError` with place and remedy;
    ///   `SystemError`.
    package static func create(
        _ job: JobFile, relativeTo folder: String, in state: StateDirectory,
        progress: ((Double) -> Void)? = nil
    ) throws -> (run: RunFolder, plan: WorkPlan, data: DataReport?) {
        let runs = RunStore(folder: state.runs)
        let (prepared, bytes, start) = try fit(
            job, relativeTo: folder, runs: runs, progress: progress)
        if let problem = shortage(prepared.plan, dataBytes: bytes.count) {
            throw job.error(.inconsistent, problem, key: "model")
        }
        let startBytes = try start?.bytes()
        let dataDigest = Digest.sha256(bytes)
        let text = JobWriter.write(prepared.job)
        try DataCache(folder: state.data).store(bytes, digest: dataDigest)
        let run = try runs.create(
            name: prepared.job.name, job: text, jobDigest: Digest.sha256(Array(text.utf8)),
            dataDigest: dataDigest, dataReport: prepared.dataReport, start: startBytes,
            created: WallClock.now)
        return (run, prepared.plan, prepared.dataReport)
    }

    /// The job fitted to its data, and the encoded series.
    ///
    /// - Parameter runs: where a job may name a run to start from; nil: nowhere.
    /// - Throws: `JobError`, `TableError`, `SeriesError` with place and remedy; `SystemError` where a
    ///   compressed file is damaged.
    package static func prepare(
        _ file: JobFile, relativeTo folder: String, runs: RunStore? = nil
    ) throws -> (job: PreparedJob, data: [UInt8]) {
        let (job, data, _) = try fit(file, relativeTo: folder, runs: runs)
        return (job, data)
    }

    private static func fit(
        _ file: JobFile, relativeTo folder: String, runs: RunStore?, progress: ((Double) -> Void)? = nil
    ) throws -> (job: PreparedJob, data: [UInt8], start: StartModel?) {
        var file = file
        let start = try file.job.startFrom.map {
            try StartModel($0, of: file, relativeTo: folder, runs: runs)
        }
        file.job.startFrom?.model = StartSettings.copy
        file.job.startFrom?.sha256 = start?.digest
        let prepared: PreparedJob
        switch file.job.data.source {
        case .demo(let options):
            let table = Table.demo(options, seed: file.job.seed)
            prepared = try PreparedJob(file, table: table, name: "demo", start: start?.model)
        case .csv(let path):
            let absolute = Folder.absolute(path, in: folder)
            let table = try table(
                absolute, name: path, file.job.data.tableOptions, of: file, progress: progress)
            file.job.data.source = .csv(URL(fileURLWithPath: absolute).standardizedFileURL.path)
            if case .file(let list) = file.job.data.holidays {
                let absolute = Folder.absolute(list, in: folder)
                let bytes = try contents(of: absolute, key: "data.holidays", file: file)
                file.job.data.holidays = .dates(try HolidayDates.read(bytes.span, name: list))
            }
            do {
                prepared = try PreparedJob(file, table: table, name: path, start: start?.model)
            } catch let error as TableError where error.code == .duplicateTimes {
                throw try read(absolute, name: path) { file.job.data.advice(on: error, of: $0, name: path) }
            }
        }
        try check(JobWriter.write(prepared.job), of: file)
        return (prepared, prepared.series.encode(), start)
    }

    private static func table(
        _ path: String, name: String, _ options: TableOptions, of file: JobFile,
        progress: ((Double) -> Void)? = nil
    ) throws -> Table {
        let bytes = try contents(of: path, key: "data.csv", file: file)
        var options = options
        options.zone = try file.job.data.timeZone.map { try ZoneData.read($0, for: file) }
        return try unpacked(bytes, name: name) { [options] in
            try Table.csv($0, name: name, options: options, progress: progress)
        }
    }

    /// The rows of a job as its windows are cut from them, unscaled.
    ///
    /// - Throws: `JobError`, `TableError` with place and remedy; `SystemError` where a compressed file is
    ///   damaged.
    package static func regularRows(_ file: JobFile, relativeTo folder: String) throws -> Table {
        let read: Table
        let name: String
        switch file.job.data.source {
        case .demo(let options):
            (read, name) = (Table.demo(options, seed: file.job.seed), "demo")
        case .csv(let path):
            name = path
            read = try table(
                Folder.absolute(path, in: folder), name: path, file.job.data.tableOptions, of: file)
        }
        let selected = try PreparedJob.select(file.job.data, from: read, file: file)
        return try PreparedJob.regular(selected, file.job.data, file: file, name: name).table
    }

    /// Rows for a trained model: what the job's source holds, in the columns that the model reads, values
    /// that are missing unfilled.
    ///
    /// - Parameters:
    ///   - file: the job that trained the model, its path of a CSV file absolute.
    ///   - name: what messages call the file; nil: by its path.
    /// - Throws: `JobError`, `TableError` with place and remedy; `SystemError` where a compressed file is
    ///   damaged.
    package static func rows(
        for model: TrainedModel, _ file: JobFile, name: String?
    ) throws -> (table: Table, name: String) {
        switch file.job.data.source {
        case .demo(let options):
            let table = Table.demo(options, seed: file.job.seed)
            return (try PreparedJob.select(file.job.data, from: table, file: file), "the demo")
        case .csv(let path):
            var options = model.description.table
            // What a model does about missing values, it does once windows are cut.
            options.missing = .forwardFill
            return (try table(path, name: name ?? path, options, of: file), name ?? path)
        }
    }

    /// Why a coordinator on this machine cannot hold what it needs of a job; nil where it can.
    ///
    /// - Parameter most: bytes that a process may have.
    package static func shortage(_ plan: WorkPlan, dataBytes: Int, most: Int = Memory.most) -> String? {
        let needed = dataBytes + plan.vectorBytes
        guard needed > most else { return nil }
        return
            "its \(plan.model.parameters.count) weights, with the optimizer's slots, sums and a checkpoint, "
            + "and the data take \(Memory.words(needed)) of memory at the coordinator, which may have "
            + "\(Memory.words(most)); smaller layers need less"
    }

    private static func check(_ text: String, of job: JobFile) throws {
        // A job that cannot be read back would be a run that cannot be resumed.
        let resolved = try JobReader.read(text, file: "resolved job").job
        // Nor would one that no message holds ever reach a worker.
        guard text.utf8.count <= Limits.jobBytes else {
            throw job.error(
                .inconsistent,
                "with every default and column written out, the job takes \(text.utf8.count) bytes and a "
                    + "message to a worker holds \(Limits.jobBytes); name fewer columns, or use fewer layers",
                key: resolved.model.count > 100 ? "model" : "data.features")
        }
    }

    /// Reads a run's job, data and newest good checkpoint.
    ///
    /// - Throws: `StoreError` where something of the run is missing or damaged, or it does not fit the
    ///   memory.
    package static func open(_ run: RunFolder, in state: StateDirectory) throws -> OpenedRun {
        try run.removeLeftovers()
        let (record, text, file, job, dataBytes) = try read(run, in: state)
        if let problem = shortage(job.plan, dataBytes: dataBytes) { throw StoreError(.noMemory, problem) }
        let tensors = job.plan.model.parameters.tensors
        let slots = job.plan.job.training.optimizer.slotNames
        let (checkpoint, problems) = try run.checkpoints.newestGood(
            of: record.identity, parameters: tensors, slots: slots)
        let plan = PreparedRun(
            record.identity, plan: job.plan, jobText: text, dataBytes: dataBytes,
            fingerprint: record.fingerprint ?? "", state: checkpoint?.state,
            firstWeights: checkpoint == nil ? try startWeights(of: run, job.plan, file) : nil)
        let model = try job.modelDescription(
            origin: origin(
                of: job.job, dataDigest: record.dataDigest, times: run.dataReport()?.timeOrigin))
        return OpenedRun(plan: plan, model: model, job: job, problems: problems)
    }

    /// A run's job with the series that it was trained on, as both were then.
    ///
    /// - Throws: `StoreError` where something of the run is missing or damaged.
    package static func data(of run: RunFolder, in state: StateDirectory) throws -> PreparedJob {
        try read(run, in: state).job
    }

    private static func read(_ run: RunFolder, in state: StateDirectory) throws -> (
        record: RunRecord, text: String, file: JobFile, job: PreparedJob, dataBytes: Int
    ) {
        let record = try run.record()
        let text = try run.jobText()
        guard [record.jobDigest, record.finalJobDigest].contains(Digest.sha256(Array(text.utf8))) else {
            throw StoreError(
                .corrupt,
                "\(run.jobFile) has been changed since the run began; start it as a new job instead of "
                    + "resuming"
            )
        }
        let data = try DataCache(folder: state.data).read(record.dataDigest)
        let file = try JobReader.read(text, file: run.jobFile)
        let series = try ForecastSeries.decode(data.span, name: run.id, options: file.job.data.windows)
        return (record, text, file, try PreparedJob(file, series: series), data.count)
    }

    /// What a run's weights begin with; nil: initial ones.
    private static func startWeights(of run: RunFolder, _ plan: WorkPlan, _ file: JobFile) throws -> Vector? {
        guard let start = file.job.startFrom else { return nil }
        let model = try StartModel(copyOf: start, in: run).model
        return try StartWeights(model, plan, file: file).weights
    }

    /// Where the model comes from that a job trains.
    package static func origin(of job: PreparedJob, dataDigest: String) -> ModelOrigin {
        origin(of: job.job, dataDigest: dataDigest, times: job.dataReport?.timeOrigin)
    }

    /// Where the model comes from that a resolved job trains.
    ///
    /// - Parameter times: of the rows that the job was fitted to.
    package static func origin(of job: Job, dataDigest: String, times: TimeOrigin?) -> ModelOrigin {
        let text = job.portableText
        return ModelOrigin(
            release: Release.version, seed: job.seed, job: text,
            jobDigest: Digest.sha256(Array(text.utf8)), dataDigest: dataDigest, times: times)
    }
}

extension ParameterLayout {
    /// The tensors, as files name them.
    package var tensors: [TensorInfo] { entries.map { TensorInfo(name: $0.name, shape: $0.shape) } }
}
