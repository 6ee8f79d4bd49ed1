import Device
import Foundation
import Jobs
import Store
import System
import Training

/// Where the models of a backtest's folds are trained: on the cluster that is up in a state directory, or on
/// one of its own that leaves nothing behind.
struct FoldTrainer {
    private enum Place {
        case running(Submission, StateDirectory)
        case own(TrainSession, folder: String)
    }

    private let place: Place

    /// - Parameters:
    ///   - state: path of the directory in which a cluster may be up.
    ///   - workers, threads, devices: of a cluster of its own.
    /// - Throws: `SystemError`, `StoreError`, `DeviceError` where neither can be.
    init(state path: String, workers: Int, threads: Int, devices: [DeviceName]) throws {
        if let state = try? StateDirectory(existing: path), try state.isLocked() {
            place = .running(try Submission(state: path), state)
            return
        }
        let folder = try Folder.makeTemporary("lockstep-backtest")
        do {
            let session = try TrainSession(
                state: folder, workers: workers, threads: threads, devices: devices)
            place = .own(session, folder: folder)
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// Trains one model, and hands over its run, which is gone afterwards.
    ///
    /// - Parameter job: called as its runs; its files lie relative to `folder`.
    /// - Throws: `LaunchError.interrupted`, `.process` where the training does not finish, with the run's
    ///   reason; what `use` throws; as `TrainSession` and `Submission`.
    func train<Value>(
        _ job: JobFile, relativeTo folder: String, use: (ModelInput) throws -> Value
    ) throws -> Value {
        let run: RunFolder
        let summary: RunSummary
        switch place {
        case .running(let submission, let state):
            let id = try submission.submit(job, relativeTo: folder)
            run = try RunStore(folder: state.runs).find(id)
            summary = try submission.wait(for: id)
        case .own(let session, _):
            run = try session.create(job, relativeTo: folder)
            summary = try session.train(run, isQuiet: true)
        }
        guard summary.status == .finished else {
            throw LaunchError(
                summary.status == .interrupted ? .interrupted : .process,
                "its training is \(summary.status.rawValue)" + (summary.reason.map { ": \($0)" } ?? ""))
        }
        // No later "latest" is a fold's.
        defer { try? FileManager.default.removeItem(atPath: run.path) }
        return try use(ModelInput(run))
    }

    /// Removes what a cluster of its own has left.
    func end() {
        guard case .own(_, let folder) = place else { return }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
