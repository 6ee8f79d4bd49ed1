import Jobs
import Neural
import System

/// What `lockstep check` found, for people.
package enum CheckText {
    /// - Parameters:
    ///   - file: the job file as the user named it; nil for the demo.
    ///   - csv: the CSV file that the user named beside it.
    package static func lines(_ check: JobCheck, file: String?, csv: String? = nil) -> [String] {
        var lines = ["\(check.job): nothing is wrong with it", ""]
        for note in check.data?.notes ?? [] { lines.append("  data       \(note)") }
        if let windows = check.data?.windows {
            lines.append(
                "  windows    \(NumberText.grouped(windows.train)) to train on, "
                    + "\(NumberText.grouped(windows.validation)) to validate, "
                    + (windows.calibration.map { "\(NumberText.grouped($0)) to calibrate, " } ?? "")
                    + "\(NumberText.grouped(windows.test)) to test")
        }
        lines.append(
            "  a window   \(check.samplesPerWindow) sample(s) of \(check.timeSteps) time steps x "
                + "\(check.features) numbers" + (check.known > 0 ? ", and \(check.known) known ones" : ""))
        let layers = check.layers.map { layer in
            [
                "", layer.kind, "(\(layer.output.map { "\($0)" }.joined(separator: ", ")))",
                NumberText.grouped(layer.parameters), NumberText.grouped(layer.trained),
            ]
        }
        let total = [
            "", "in all", "", NumberText.grouped(check.parameters), NumberText.grouped(check.trained),
        ]
        let heads = ["", "layer", "a sample's output", "parameters", "trained"]
        // Where all are trained, nobody asks.
        let columns = check.trained == check.parameters ? heads.count - 1 : heads.count
        lines += ["", "  the model"]
        lines += StatusTable.columns(([heads] + layers + [total]).map { Array($0.prefix(columns)) })
            .map { "  \($0)" }
        lines.append("")
        lines.append(
            "  steps      \(NumberText.grouped(check.stepsPerEpoch)) an epoch, "
                + "\(NumberText.grouped(check.stepsPerEpoch * check.epochs)) in \(check.epochs) epochs, each "
                + "of \(check.batchSize) windows in \(check.microbatches) microbatches")
        lines.append(
            "  memory     each worker \(Memory.words(check.workerBytes)) or more, "
                + "the coordinator \(Memory.words(check.coordinatorBytes))")
        if let seconds = check.estimatedSeconds {
            lines.append(
                "  time       about \(NumberText.time(seconds)) on this machine with "
                    + "\(check.workers) worker(s) x \(check.threads) thread(s), unless it stops early")
        } else {
            lines += [
                "  time       NOT ON THIS MACHINE: a worker needs more memory than there is. Smaller layers,",
                "             a smaller batch_size or more microbatches need less.",
            ]
        }
        lines += check.warnings.map { "  note       \($0)" }
        let words = [file, csv.map { "--csv \($0)" }].compactMap(\.self)
        return lines + ["", (["Train it: lockstep train"] + words).joined(separator: " ")]
    }
}
