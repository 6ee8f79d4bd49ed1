import Foundation
import Jobs
import Series
import Store
import System
import Tables
import Training

/// `lockstep init`: looks a CSV file over, tries what a job for it could be, and writes the best.
package struct JobDrafting {
    private let csv: String
    private let draft: JobDraft
    private let workers: Int

    /// What came of it.
    package struct Outcome {
        /// The job file.
        package let text: String
        /// The chosen candidate's name.
        package let name: String
        /// The columns that it forecasts, of so many numeric ones, and why; nil where somebody named them.
        package let targets: [String]
        package let targetsReason: String?
        package let columns: Int
        /// Of the validation windows, on the scaled series; nil where nothing was measured.
        package let loss: Double?
        /// What the better naive forecast gets wrong there; nil where there is none.
        package let naive: Double?
        /// What was found out about the file, a sentence each.
        package let notes: [String]
    }

    /// - Parameters:
    ///   - csv: path of the file.
    ///   - place: where the job file is to lie: it names the job, and files beside it without a path.
    ///   - targets: columns to forecast; none: chosen.
    /// - Throws: `LaunchError.notFound` where there is no such file, or no numeric column of a target's name;
    ///   `TableError` for what cannot be read.
    package init(csv: String, place: JobFilePlace, targets: [String] = [], workers: Int) throws {
        self.csv = Folder.absolute(csv, in: FileManager.default.currentDirectoryPath)
        self.workers = workers
        let data: DataDraft
        do {
            data = try RunPreparation.read(self.csv, name: csv) { try DataDraft($0, name: csv) }
        } catch let error as SystemError where error.code == .notFound {
            throw LaunchError(.notFound, "\(csv): no such file, or it cannot be read")
        }
        let path = Folder.parent(of: self.csv) == place.folder ? Folder.name(of: self.csv) : self.csv
        for target in targets where !data.columns.contains(target) {
            throw LaunchError(
                .notFound,
                "--target \(target) is no numeric column of \(csv); there are: \(listed(data.columns))")
        }
        draft = JobDraft(data, csv: path, name: place.jobName, targets: targets)
    }

    /// The best of the candidates by validation loss; without time to measure, the first.
    ///
    /// - Parameters:
    ///   - seconds: for measuring, all candidates together.
    ///   - say: takes lines for a person who waits.
    /// - Throws: whatever `lockstep train` would refuse a candidate for; `SystemError`.
    package func best(seconds: Double, say: (String) -> Void) throws -> Outcome {
        var trials: [(candidate: JobDraft.Candidate, trial: JobDraft.Trial)] = []
        let first = try prepare(draft.candidates[0])
        let series = first.job.series
        let naive =
            series.windowCount(.validation) > 0
            ? NaiveSummary(series.naiveErrors(.validation, season: first.job.job.data.season)) : nil
        if seconds > 0, naive != nil {
            for (index, candidate) in draft.candidates.enumerated() {
                say("trying \(candidate.name): \(candidate.idea)")
                let prepared = try index == 0 ? first : prepare(candidate)
                let trial = try measure(
                    candidate, prepared, seconds: seconds / Double(draft.candidates.count))
                guard let trial else { continue }
                say("  validation MSE \(NumberText.loss(trial.loss)) after \(trial.epochs) epoch(s)")
                trials.append((candidate, trial))
            }
        }
        let chosen = trials.min { $0.trial.loss < $1.trial.loss }
        let candidate = chosen?.candidate ?? draft.candidates[0]
        let remarks = remarks(trials.map(\.trial), chosen: candidate.name, naive: naive)
        return Outcome(
            text: draft.text(candidate, epochs: Self.epochs, remarks: remarks), name: candidate.name,
            targets: draft.targets, targetsReason: draft.targetsReason,
            columns: draft.data.columns.count, loss: chosen?.trial.loss,
            naive: naive?.best, notes: (first.job.dataReport?.notes ?? []) + draft.data.notes + timeNotes)
    }

    private var timeNotes: [String] {
        if draft.data.time.isEmpty {
            return [
                "No column was found to hold times, so rows are taken in the file's order; name one by "
                    + "data.time, how it is written by data.time_format."
            ]
        }
        guard let changes = draft.data.clockChanges else { return [] }
        return [
            "Clocks were changed: \(changes.words). Name your zone by data.time_zone, such as "
                + "\(changes.zone): the job has a line for it."
        ]
    }

    /// Of the job that is written; early stopping ends most before.
    private static let epochs = 30

    private func job(_ candidate: JobDraft.Candidate, epochs: Int, stride: Int = 1) throws -> JobFile {
        var file = try JobReader.read(draft.text(candidate, epochs: epochs), file: "the drafted job")
        file.job.data.source = .csv(csv)
        file.job.data.stride = stride
        return file
    }

    private func prepare(_ candidate: JobDraft.Candidate) throws -> (job: PreparedJob, data: [UInt8]) {
        try RunPreparation.prepare(job(candidate, epochs: 1), relativeTo: "/")
    }

    /// Trains a candidate for about as long as it is given, on a cluster of its own that leaves nothing
    /// behind; nil where it came to nothing.
    ///
    /// - Parameter prepared: its job of one epoch.
    private func measure(
        _ candidate: JobDraft.Candidate, _ prepared: (job: PreparedJob, data: [UInt8]), seconds: Double
    ) throws -> JobDraft.Trial? {
        let check = JobCheck(prepared.job, dataBytes: prepared.data.count, workers: workers, threads: 1)
        guard let estimate = check.estimatedSeconds else { return nil }
        // Starting takes some of it, and an estimate is one.
        let share = 0.6 * seconds / max(estimate, 1e-6)
        let epochs = max(1, min(Self.epochs, Int(share)))
        let stride = share < 1 ? Int((1 / share).rounded(.up)) : 1
        let state = try Folder.makeTemporary("lockstep-init")
        defer { try? FileManager.default.removeItem(atPath: state) }
        let session = try TrainSession(state: state, workers: workers, threads: 1)
        let run = try session.create(job(candidate, epochs: epochs, stride: stride), relativeTo: "/")
        let summary = try session.train(run, isQuiet: true)
        switch summary.status {
        case .finished:
            return summary.validationLoss.map {
                .init(name: candidate.name, loss: $0, epochs: summary.epochs)
            }
        case .interrupted: throw LaunchError(.process, "interrupted; nothing was written")
        default: return nil
        }
    }

    private func remarks(_ trials: [JobDraft.Trial], chosen: String, naive: NaiveSummary?) -> [String] {
        var lines = [
            "Written by lockstep init. Everything here is a guess to begin with, and yours to change."
        ]
        if !trials.isEmpty {
            lines.append("Mean squared error over the validation windows, after a short training:")
            lines += trials.map { trial in
                "  \(NumberText.loss(trial.loss))  \(trial.name), \(trial.epochs) epoch(s)"
                    + (trial.name == chosen ? ", which this is" : "")
            }
        }
        if let words = naive?.words { lines.append("Naive forecasts over the same windows: \(words).") }
        if let best = naive?.best, let least = trials.map(\.loss).min(), least >= best {
            lines.append(
                "NONE IS BETTER THAN THE NAIVE FORECAST. A longer lookback, more rows, known inputs may help."
            )
        }
        return lines
    }
}
