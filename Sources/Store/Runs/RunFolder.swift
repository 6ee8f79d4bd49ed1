import Glibc
package import Jobs
import System
import Training

/// The folder of one run.
package struct RunFolder: Sendable {
    package let id: String
    package let path: String
    let fileSystem: any FileSystem

    /// The fully resolved job file.
    package var jobFile: String { path + "/job.yaml" }
    /// The trained model, once the run has finished.
    package var modelFile: String { path + "/final.safetensors" }
    /// The model that the run started from, where it did.
    package var startFile: String { path + "/" + StartSettings.copy }
    /// What `train --json` printed.
    package var resultFile: String { path + "/result.json" }
    /// One line for each step or epoch.
    package var metrics: JSONLines { JSONLines(path: path + "/metrics.jsonl") }
    /// One line for each incident.
    package var events: JSONLines { JSONLines(path: path + "/events.jsonl") }
    package var checkpoints: CheckpointStore {
        CheckpointStore(folder: path + "/checkpoints", fileSystem: fileSystem)
    }
    private var dataFile: String { path + "/data.json" }
    private var recordFile: String { path + "/run.json" }

    /// - Throws: `SystemError.notFound` for a run whose creation was cut short, `.storage`;
    ///   `StoreError.corrupt`.
    package func record() throws -> RunRecord {
        let bytes = try OpenFile(recordFile, O_RDONLY | O_NOFOLLOW).readAll(limit: Limits.recordBytes)
        do {
            return try JSON.decode(RunRecord.self, from: bytes)
        } catch {
            throw StoreError(.corrupt, "\(recordFile) does not hold a run's record: \(error)")
        }
    }

    /// Replaces the record in one step.
    ///
    /// - Throws: `SystemError.diskFull` or `.storage`; the old record is then still there.
    package func write(_ record: RunRecord) throws {
        let json = try JSON.encode(record, isPretty: true)
        try AtomicFile.write(json.span.bytes, to: recordFile, fileSystem: fileSystem)
    }

    /// What reading the run's data did; nil where nobody kept it.
    package func dataReport() -> DataReport? {
        guard
            let bytes = try? OpenFile(dataFile, O_RDONLY | O_NOFOLLOW).readAll(limit: Limits.dataReportBytes)
        else {
            return nil
        }
        return try? JSON.decode(DataReport.self, from: bytes)
    }

    /// - Throws: `SystemError.diskFull` or `.storage`.
    func write(_ report: DataReport) throws {
        let json = try JSON.encode(report, isPretty: true)
        try AtomicFile.write(json.span.bytes, to: dataFile, fileSystem: fileSystem)
    }

    /// Writes the result in one step.
    ///
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder) or `.storage`.
    package func writeResult(_ json: [UInt8]) throws {
        try AtomicFile.write(json.span.bytes, to: resultFile, fileSystem: fileSystem)
    }

    /// The resolved job file's text.
    ///
    /// - Throws: `SystemError.notFound`, `.storage`; `.corrupt` for more than `Limits.recordBytes`.
    package func jobText() throws -> String {
        String(
            decoding: try OpenFile(jobFile, O_RDONLY | O_NOFOLLOW).readAll(limit: Limits.recordBytes),
            as: UTF8.self)
    }

    /// Removes what dead processes left in the folder. The caller holds the state directory's lock.
    ///
    /// - Throws: `SystemError.storage`.
    package func removeLeftovers() throws {
        for folder in [path, checkpoints.folder] where Folder.exists(folder) {
            try TemporaryFile.removeLeftovers(in: folder)
        }
    }
}
