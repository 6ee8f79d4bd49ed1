import Foundation
package import Jobs
package import Store
import System
import Training

/// A run's summary for people.
package enum SummaryText {
    /// Prints a summary on standard output: one JSON object, or lines as `lines` makes them.
    ///
    /// - Throws: as `JSON.encode`.
    package static func print(_ summary: RunSummary, asJSON: Bool, state: String, isDemo: Bool) throws {
        if asJSON {
            Console.print(String(decoding: try JSON.encode(summary), as: UTF8.self))
        } else {
            // Without it, nothing but advice is poorer.
            let job = try? RunStore(folder: state + "/runs").find(summary.run).jobText()
            let file = job.flatMap { try? JobReader.read($0, file: "the run's job") }
            for line in lines(summary, job: file?.job, state: state, isDemo: isDemo) { Console.print(line) }
        }
    }

    /// - Parameters:
    ///   - job: What was trained, with its defaults; nil where it is not at hand.
    ///   - state: The state directory, as the user named it.
    ///   - isDemo: Whether the embedded demo was trained: then the next steps are a newcomer's.
    package static func lines(
        _ summary: RunSummary, job: Job? = nil, state: String, isDemo: Bool
    ) -> [String] {
        var lines = [head(summary), ""]
        let workers = summary.workers.map { "\($0) worker(s), " } ?? ""
        if let reason = summary.reason { lines += [reason, ""] }
        if summary.trainLoss != nil || summary.validationLoss != nil {
            let kept = summary.bestEpoch.map { ", weights of epoch \($0)" } ?? ""
            lines.append(
                "  loss       train \(NumberText.loss(summary.trainLoss)), "
                    + "validation \(NumberText.loss(summary.validationLoss))\(kept)"
            )
        }
        if let test = summary.test {
            lines.append(
                "  test       MSE \(NumberText.loss(test.measures.mse)), "
                    + "MAE \(NumberText.loss(test.measures.mae)) on the scaled series"
            )
            lines += others(test.measures) + naive(test, NaiveAdvice(summary, job: job))
            if job?.data.targets?.count ?? 1 > 1 {
                lines.append(
                    "             each target by itself: \(Installation.command) evaluate \(summary.run)"
                        + stateOption(state))
            }
        }
        lines.append(
            "  speed      \(NumberText.rate(summary.samplesPerSecond)) samples/s, "
                + "\(NumberText.time(summary.wallSeconds)) in all, \(workers)"
                + "\(NumberText.grouped(summary.parameters)) parameters"
        )
        if let digest = summary.weightsSha256 {
            lines.append("  weights    sha256 \(digest) of the numbers alone")
        }
        if let digest = summary.modelSha256 {
            lines.append("  model      sha256 \(digest) of final.safetensors")
        }
        lines.append("  run        \(state)/runs/\(summary.run)")
        lines.append("  incidents  \(incidents(summary.incidents))")
        return lines + [""] + next(summary, state: state, isDemo: isDemo)
    }

    /// What else was measured, as far as it was.
    private static func others(_ measures: ForecastMeasures) -> [String] {
        let parts = [
            measures.smape.map { "sMAPE \(NumberText.loss($0)) %" },
            measures.mase.map { "MASE \(NumberText.loss($0))" },
            measures.pinball.map { "pinball \(NumberText.loss($0))" },
            measures.coverage.map {
                "\(Int(($0 * 100).rounded())) % of what came lay between the outermost quantiles"
            },
        ].compactMap { $0 }
        return parts.isEmpty ? [] : ["             \(parts.joined(separator: ", "))"]
    }

    /// The naive forecasts beside the model, and what to try where it is no better.
    private static func naive(_ test: RunSummary.Test, _ advice: NaiveAdvice) -> [String] {
        guard let naive = test.naive, let words = naive.words else { return [] }
        var lines = ["  naive      \(words), over the same windows"]
        if let better = naive.whereBetter(test.measures.mse) {
            lines.append("             \(better)")
        } else {
            lines.append("             THE MODEL IS NO BETTER than repeating what was; try")
            lines += advice.lines.map { "             - \($0)" }
        }
        return lines
    }

    private static func head(_ summary: RunSummary) -> String {
        let progress = "\(summary.epochs) epoch(s), \(NumberText.grouped(summary.steps)) steps"
        switch summary.status {
        case .finished:
            return "\(summary.run) finished: \(progress)\(summary.stoppedEarly ? ", stopped early" : "")"
        case .interrupted: return "\(summary.run) interrupted after \(progress)"
        case .failed, .cancelled, .queued, .running, .waiting, .training, .validating, .testing:
            return "\(summary.run) \(summary.status.rawValue) after \(progress)"
        }
    }

    private static func incidents(_ incidents: [Incident]) -> String {
        guard let last = incidents.last else { return "none" }
        return "\(incidents.count), the last: \(last.message)"
    }

    private static func stateOption(_ state: String) -> String {
        state == ".lockstep" ? "" : " --state \(state)"
    }

    private static func next(_ summary: RunSummary, state: String, isDemo: Bool) -> [String] {
        let option = stateOption(state)
        switch summary.status {
        case .interrupted:
            return [
                "Go on with it: \(Installation.command) train --resume\(option)",
                "The result will be the same bits as without the interruption.",
            ]
        case .finished where isDemo:
            return [
                "Next: train it with another number of workers, and compare the weights' sha256:",
                "        \(Installation.command) train --workers \((summary.workers ?? 1) + 1)\(option)",
                "      or train on a CSV of your own: README.md, \"A first CSV of your own\"",
            ]
        case .finished: return ["The model lies in \(state)/runs/\(summary.run)/final.safetensors"]
        case .failed, .cancelled, .queued, .running, .waiting, .training, .validating, .testing:
            return ["Logs: \(state)/logs"]
        }
    }
}

extension NaiveSummary {
    /// By how much a model with such a mean squared error is better; nil where it is not.
    func whereBetter(_ mse: Double) -> String? {
        guard let best, mse < best else { return nil }
        let share = Int(((1 - mse / best) * 100).rounded(.down))
        return "the model's error is \(share) % below \(lastSeason == nil ? "that" : "the better of them")"
    }

    /// Both with their mean squared errors; nil where neither forecasts anything.
    var words: String? {
        var parts: [String] = []
        if let lastValue { parts.append("last value MSE \(NumberText.loss(lastValue.mse))") }
        if let lastSeason, let season {
            parts.append("last \(season) rows again MSE \(NumberText.loss(lastSeason.mse))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
