import Forecasting
import Glibc
import Jobs
import System

/// The model that a job starts from, as it was found.
struct StartModel {
    let model: TrainedModel
    /// Of its file.
    let path: String
    /// SHA-256 of the file.
    let digest: String

    /// Finds and reads the model that a job names: a file, or a run that has one.
    ///
    /// - Parameters:
    ///   - folder: from which a relative path counts.
    ///   - runs: where runs are looked for; nil: nowhere.
    /// - Throws: `JobError` with place and remedy where there is no such model, or it is another one than the
    ///   job says.
    init(_ start: StartSettings, of job: JobFile, relativeTo folder: String, runs: RunStore?) throws {
        let named = Folder.absolute(start.model, in: folder)
        let run = Folder.exists(named) ? nil : try? runs?.find(start.model)
        path = run?.modelFile ?? named
        do {
            guard Folder.exists(path) else {
                throw StoreError(
                    .notFound, run.map { "run \($0.id) has no model yet" } ?? "\(path) is not there")
            }
            guard !Folder.isFolder(path) else {
                throw StoreError(
                    .notFound,
                    "\(path) is a folder: name its final.safetensors, \(start.model)/final.safetensors")
            }
            (model, digest) = try Self.read(path)
        } catch let error as any CommandError {
            throw job.error(
                .badValue,
                "\(error.message); start_from names a model file (final.safetensors of a run), by a path "
                    + "that counts from the job file's folder, or a finished run of the state directory",
                key: "start_from")
        }
        guard start.sha256 ?? digest == digest else {
            throw job.error(
                .inconsistent,
                "\(path) has the SHA-256 \(digest), and the job asks for \(start.sha256 ?? ""); find that "
                    + "file, or take sha256 out", key: "start_from")
        }
    }

    /// The file's bytes, for a copy.
    ///
    /// - Throws: `SystemError.corrupt` where the file has changed since it was read.
    func bytes() throws -> [UInt8] {
        let bytes = try OpenFile(path, O_RDONLY).readAll()
        guard Digest.sha256(bytes) == digest else {
            throw SystemError(.corrupt, "\(path) changed while it was read; try again once it is whole")
        }
        return bytes
    }

    /// The copy in a run's folder.
    ///
    /// - Throws: `StoreError.corrupt` where it is not the one that the job names; `SystemError`.
    init(copyOf start: StartSettings, in run: RunFolder) throws {
        path = run.startFile
        (model, digest) = try Self.read(path)
        guard digest == start.sha256 else {
            throw StoreError(
                .corrupt,
                "\(path) has been changed since the run began: its SHA-256 is \(digest), the job's "
                    + "\(start.sha256 ?? "none"); begin the job anew")
        }
    }

    private static func read(_ path: String) throws -> (TrainedModel, digest: String) {
        let digest = try Digest.sha256(file: path)
        return (try ModelFile.read(path), digest)
    }
}
