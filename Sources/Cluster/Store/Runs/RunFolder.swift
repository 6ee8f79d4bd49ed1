import Glibc
import Training

/// The folder of one run.
public struct RunFolder: Sendable {
    public let id: String
    public let path: String
    let fileSystem: any FileSystem

    /// The fully resolved job file.
    public var jobFile: String { path + "/job.yaml" }
    /// Trained weights, once the run has finished.
    public var finalWeights: String { path + "/final.safetensors" }
    /// What `train --json` printed.
    public var resultFile: String { path + "/result.json" }
    /// One line for each step or epoch.
    public var metrics: JSONLines { JSONLines(path: path + "/metrics.jsonl") }
    /// One line for each incident.
    public var events: JSONLines { JSONLines(path: path + "/events.jsonl") }
    public var checkpoints: CheckpointStore {
        CheckpointStore(folder: path + "/checkpoints", fileSystem: fileSystem)
    }
    private var recordFile: String { path + "/run.json" }

    /// - Throws: `ClusterError.notFound` for a run whose creation was cut short; `.corrupt`; `.storage`.
    public func record() throws -> RunRecord {
        let bytes = try OpenFile(recordFile, O_RDONLY).readAll(limit: Limits.recordBytes)
        do {
            return try JSON.decode(RunRecord.self, from: bytes)
        } catch {
            throw ClusterError(.corrupt, "\(recordFile) does not hold a run's record: \(error)")
        }
    }

    /// Replaces the record in one step.
    ///
    /// - Throws: `ClusterError.diskFull` or `.storage`; the old record is then still there.
    public func write(_ record: RunRecord) throws {
        let json = try JSON.encode(record, isPretty: true)
        try AtomicFile.write(json.span.bytes, to: recordFile, fileSystem: fileSystem)
    }

    /// Writes the result in one step.
    public func writeResult(_ json: [UInt8]) throws {
        try AtomicFile.write(json.span.bytes, to: resultFile, fileSystem: fileSystem)
    }

    /// The resolved job file's text.
    public func jobText() throws -> String {
        String(decoding: try OpenFile(jobFile, O_RDONLY).readAll(limit: Limits.recordBytes), as: UTF8.self)
    }

    /// Removes what dead processes left in the folder. The caller holds the state directory's lock.
    public func removeLeftovers() throws {
        for folder in [path, checkpoints.folder] where Folder.exists(folder) {
            try TemporaryFile.removeLeftovers(in: folder)
        }
    }
}
