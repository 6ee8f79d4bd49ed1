package import Forecasting
import Foundation
package import Jobs
package import Store
import System
import Tables
import Training

/// A trained model as a command line names it: a run, the newest one, or a model file.
package struct ModelInput: Sendable {
    package let model: TrainedModel
    /// As a command line may name it again.
    package let name: String
    /// The job that trained it.
    package let job: JobFile
    /// Where a run is named.
    package let run: RunFolder?
    /// The state directory that has it.
    private let state: StateDirectory?

    /// - Parameters:
    ///   - name: a run's identifier, `latest`, or the path of a model file.
    ///   - path: of the state directory that has the runs.
    /// - Throws: `LaunchError.notFound` where there is no such run or file, or the run has no model yet;
    ///   `StoreError`, `SystemError` and `JobError` for a file that cannot be read.
    package init(_ name: String, state path: String) throws {
        if Self.isFile(name) {
            self.name = name
            model = try ModelFile.read(Folder.absolute(name, in: FileManager.default.currentDirectoryPath))
            job = try JobReader.read(model.description.origin.job, file: "the job in \(name)")
            run = nil
            state = nil
            return
        }
        let run: RunFolder
        do {
            let state = try StateDirectory(existing: path)
            let store = RunStore(folder: state.runs)
            run = try name == "latest" ? Self.latest(store, state: path) : store.find(name)
            self.state = state
        } catch let error as StoreError where error.code == .notFound {
            throw LaunchError(
                .notFound,
                "\(quoted(name)) is no model file, and no run: \(error.message); name a run, latest, or a "
                    + "final.safetensors")
        }
        guard Self.isFile(run.modelFile) else {
            let status = (try? run.record().status.rawValue) ?? "damaged"
            throw LaunchError(
                .notFound,
                "run \(run.id) has no model: it is \(status); train it to its end first (lockstep train "
                    + "--resume goes on with the newest)")
        }
        self.name = run.id
        self.run = run
        model = try ModelFile.read(run.modelFile)
        job = try JobReader.read(run.jobText(), file: run.jobFile)
    }

    /// A run of this process's own.
    ///
    /// - Throws: as above.
    init(_ run: RunFolder) throws {
        name = run.id
        self.run = run
        state = nil
        model = try ModelFile.read(run.modelFile)
        job = try JobReader.read(run.jobText(), file: run.jobFile)
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }

    /// The newest run that has a model.
    private static func latest(_ store: RunStore, state: String) throws -> RunFolder {
        for record in try store.list().runs.reversed() {
            let run = try store.find(record.id)
            if isFile(run.modelFile) { return run }
        }
        throw LaunchError(
            .notFound,
            "no run in \(state) has a model; train one, name a model file, or another folder by --state")
    }

    /// What the columns of series and time are called; nil where there are none, or several of time.
    package var columns: (series: String?, time: String?) {
        let table = model.description.table
        return (table.series, table.time.count == 1 ? table.time[0] : nil)
    }

    // MARK: Rows

    /// The series that the run was trained on, as it was cut then.
    ///
    /// - Throws: `LaunchError.notFound` where a model file is named, which holds no rows; `StoreError` and
    ///   `SystemError` where the run's data cannot be read.
    func trainedOn() throws -> PreparedJob {
        guard let run, let state else {
            throw LaunchError(
                .notFound,
                "\(name) is a model alone, without the rows that it was trained on; name rows by --csv")
        }
        return try RunPreparation.data(of: run, in: state)
    }

    /// A CSV file as the model reads it.
    ///
    /// - Parameters:
    ///   - csv: its path; nil: the file that the run was trained on.
    ///   - rowsToCome: rows that are put behind those of the file.
    ///   - isSplit: whether the rows have the parts of the job.
    /// - Throws: `TableError`, `SeriesError`, `ForecastingError`, `JobError` for what is wrong with the file,
    ///   or does not fit the model; `LaunchError.notFound` where no file is named.
    func table(_ csv: String?, rowsToCome: Int = 0, isSplit: Bool = false) throws -> ModelTable {
        let (file, data) = (try jobWithRows(csv), job.job.data)
        let (table, name) = try RunPreparation.rows(for: model, file, name: csv)
        return try ModelTable(
            model, table: table, gaps: data.gaps, duplicates: data.duplicates, rowsToCome: rowsToCome,
            splits: isSplit
                ? { table in
                    var data = data
                    return try PreparedJob.splits(&data, table: table, file: file)
                } : nil, name: name)
    }

    /// The model's job, whose CSV file is the one that is named, or the run's.
    ///
    /// - Throws: `LaunchError.notFound` where there is none.
    func jobWithRows(_ csv: String?) throws -> JobFile {
        var file = job
        if let csv {
            file.job.data.source = .csv(Folder.absolute(csv, in: FileManager.default.currentDirectoryPath))
        } else if run == nil, case .csv = file.job.data.source {
            throw LaunchError(
                .notFound,
                "\(name) is a model alone, without the rows that it was trained on; name rows by --csv")
        }
        return file
    }
}
