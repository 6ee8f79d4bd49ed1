import Series
import Tables

extension JobDraft {
    /// The job of a candidate, with comments.
    ///
    /// - Parameters:
    ///   - epochs: at most.
    ///   - remarks: what is worth knowing of how it was chosen, a line each.
    package func text(_ candidate: Candidate, epochs: Int, remarks: [String] = []) -> String {
        let isIndependent = candidate.channels == .independent
        let features = isIndependent ? targets : data.columns
        let name = Self.quoted(name)
        var lines = remarks.map { "# \(Self.comment($0))" }
        lines += ["name: \(name)", "seed: 1", "data:", "  csv: \(Self.quoted(csv))"]
        lines += timeLines
        lines.append("  # Numeric columns: \(Self.comment(listed(data.columns, at: 40))).")
        lines += data.ignored.prefix(Self.ignoredShown).map {
            "  # Left out: \(Self.comment(listed([$0.column]))), which \($0.why)."
        }
        let reason = targetsReason.map { "\($0); " } ?? ""
        lines.append("  targets: \(Self.list(targets))   # what is forecast, \(reason)yours to choose")
        lines.append("  features: \(Self.list(features))   # what a forecast is made from")
        if !candidate.calendar.isEmpty {
            lines.append(
                "  calendar: \(Self.list(candidate.calendar.map(\.rawValue)))   # made from the times")
        }
        lines += windowLines(candidate)
        lines += rowLines
        lines.append(
            "model:   # the last layer puts out \(horizon) rows" + (isIndependent ? "" : " x targets"))
        lines += candidate.layers.map { "  - \($0)" }
        lines += [
            "training:", "  batch_size: 64         # windows a step",
            "  microbatches: 4        # more workers than this have nothing to do",
            "  epochs: \(epochs)             # at most",
            "  early_stopping: {patience: 3}   # ends after 3 epochs that were no better on validation",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Columns left out of which a draft says why.
    private static let ignoredShown = 20

    private func windowLines(_ candidate: Candidate) -> [String] {
        let segment = candidate.segment
        return [
            "  lookback: \(lookback)           # rows that a forecast is made from\(length(lookback))"
                + shortened(lookback, from: usual.lookback),
            "  horizon: \(horizon)             # rows that are forecast\(length(horizon))"
                + shortened(horizon, from: usual.horizon),
            "  split: {train: 0.7, validation: 0.15, test: 0.15}   # in time order: to learn from, to choose "
                + "the epoch by, to judge by",
            "  normalise: last          # of each window its last value is taken off, and put back",
            "  channels: \(candidate.channels.rawValue)"
                + (candidate.channels == .independent
                    ? "    # each target from its own past" : "       # each target from all features"),
            "  segment: \(segment)              "
                + (segment == 1
                    ? "# rows that the model sees as one step: each alone"
                    : "# rows that the model sees as one step: \(lookback / segment) steps in, "
                        + "\(horizon / segment) out"),
        ]
    }

    /// `, 1 week`; nothing where there is no step.
    private func length(_ rows: Int) -> String { data.step?.length(of: rows).map { ", \($0)" } ?? "" }

    private func shortened(_ rows: Int, from usual: Int) -> String {
        rows < usual ? "; the file is too short for the usual \(usual)" : ""
    }

    private var timeLines: [String] {
        guard !data.time.isEmpty else {
            return ["  # No column holds times: rows are taken in the file's order."]
        }
        var lines = ["  time: \(Self.list(data.time))" + (data.step.map { "   # a row every \($0)" } ?? "")]
        if let format = data.timeFormat {
            lines.append("  time_format: \(Self.quoted(format.pattern))   # \(format.reason)")
        }
        lines += zoneLines
        if let series = data.series {
            lines.append(
                "  series: \(Self.quoted(series))   # its values name \(data.table.series.count) series")
        }
        if let season { lines.append("  season: \(season)   # a row a day, of workdays") }
        return lines
    }

    /// Where clocks were changed: the key that takes them as they are, for a person to fill in.
    private var zoneLines: [String] {
        guard let changes = data.clockChanges else { return [] }
        return [
            "  # Clocks were changed: \(changes.words). Name your zone"
                + (data.duplicates == .error ? ":" : ", and take duplicates out below:"),
            "  # time_zone: \(changes.zone)   # your zone: the one whose clocks show these times",
        ]
    }

    private var rowLines: [String] {
        var lines: [String] = []
        if data.missing != .error {
            lines.append(
                "  missing: \(data.missing.rawValue)    # inputs alone; a missing target counts nowhere")
        }
        if data.gaps != .error {
            lines.append("  gaps: \(data.gaps.rawValue)          # \(gapWords)")
        }
        if data.duplicates != .error {
            lines.append(
                "  duplicates: \(data.duplicates.rawValue)    # of rows of one time the first is kept"
                    + (data.clockChanges == nil ? "" : "; not needed once time_zone is named"))
        }
        if !data.missingByColumn.isEmpty {
            let columns = data.missingByColumn.sorted { $0.key < $1.key }
            lines.append("  missing_values:          # far from all other values: taken for missing ones")
            lines += columns.map { column, values in
                let (key, list) = (Self.quoted(column), "[\(values.joined(separator: ", "))]")
                return key.count <= Self.keyLength ? "    \(key): \(list)" : "    ? \(key)\n    : \(list)"
            }
        }
        return lines
    }

    /// YAML takes 1024 characters for a key that is not marked as one.
    private static let keyLength = 1000

    private var gapWords: String {
        switch data.gaps {
        case .cut: "rows are missing: no window spans the holes"
        case .ignore: "rows are missing: what follows a hole is taken as the next step"
        case .error, .insert: "rows that the step asks for are not there; they are put in as missing"
        }
    }

    private static func list(_ texts: [String]) -> String {
        "[\(texts.map(quoted).joined(separator: ", "))]"
    }

    /// Whether YAML takes a scalar as it is, within a line.
    private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0xFEFF, 0xFFFE...0xFFFF: false
        case _: true
        }
    }

    /// A text as it may stand behind #.
    private static func comment(_ text: String) -> String {
        var comment = ""
        for scalar in text.unicodeScalars { comment.unicodeScalars.append(isReadable(scalar) ? scalar : " ") }
        return comment
    }

    /// A text as YAML takes it: as it is where nothing in it means something.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter ?? false
            && text.utf8.allSatisfy {
                ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F
            }
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        guard !isPlain else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"": escaped += "\\\(scalar)"
            // A reader that looks for aliases sees none.
            case "*" where escaped.utf8.last.map(YAMLText.mayPrecedeNode) ?? true: escaped += "\\x2a"
            case _ where isReadable(scalar): escaped.unicodeScalars.append(scalar)
            case _:
                let digits = String(scalar.value, radix: 16)
                escaped += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return "\"\(escaped)\""
    }
}
