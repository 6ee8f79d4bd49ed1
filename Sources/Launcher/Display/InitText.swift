import Tables

/// What `lockstep init` did, for people.
package enum InitText {
    package static func lines(_ outcome: JobDrafting.Outcome, file: String) -> [String] {
        var lines = outcome.notes.map { "  data       \($0)" }
        let reason = outcome.targetsReason ?? "of \(outcome.columns) numeric column(s)"
        lines.append("  targets    \(listed(outcome.targets)), \(reason); --target names others")
        if let loss = outcome.loss {
            lines.append("  chosen     \(outcome.name), validation MSE \(NumberText.loss(loss))")
        } else {
            lines.append("  chosen     \(outcome.name), unmeasured")
        }
        if let naive = outcome.naive {
            lines.append("  naive      MSE \(NumberText.loss(naive)) over the same windows")
        }
        if let loss = outcome.loss, let naive = outcome.naive, loss >= naive {
            lines += [
                "",
                "NONE OF THE MODELS IS BETTER than repeating what was. A longer lookback, more rows, known",
                "inputs or other columns may help: \(file) is a beginning.",
            ]
        }
        return lines + ["", "Wrote \(file). Train it: lockstep train \(file)"]
    }
}
