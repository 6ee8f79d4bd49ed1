import Neural
import Series
import Yams

/// Reads a job file: YAML to a `JobFile`, every key checked.
package enum JobReader {
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: Its name, for messages.
    /// - Throws: `TrainingError` with file, line, key, the offending value and what would be right.
    package static func read(_ text: String, file: String) throws(TrainingError) -> JobFile {
        let node = try parse(text, file: file)
        var root = try JobSection(node, file: file, path: "")
        let name = try root.text("name")
        var job = Job(
            name: name ?? "job", seed: try root.seed("seed") ?? 0, data: try data(of: &root),
            model: try JobLayers.read(&root), training: try JobTraining.read(&root),
            mixedHardware: try root.flag("mixed_hardware") ?? false,
            audit: try root.number("audit", in: 0...1) ?? 0)
        if name == nil, case .demo = job.data.source { job.name = "demo" }
        try root.finish()
        let read = JobFile(job: job, file: file, root: node)
        if job.training.earlyStopping != nil, job.data.split.validation.isNone {
            throw read.error(
                .inconsistent,
                "early stopping watches the validation loss, but data.split.validation is 0; "
                    + "give it rows",
                key: "training.early_stopping")
        }
        return read
    }

    private static func parse(_ text: String, file: String) throws(TrainingError) -> Node {
        try checkAliases(text, file: file)
        do {
            if let node = try Yams.compose(yaml: text) { return node }
        } catch {
            throw syntaxError(error, file: file)
        }
        throw TrainingError(.syntax, "the job file is empty", file: file, line: 1)
    }

    /// An alias stands for all that its anchor holds, other aliases' contents included, and YAML's own rule that
    /// no key stands twice has every key looked at as a whole: a few lines of aliases of aliases would take for
    /// ever.
    private static func checkAliases(_ text: String, file: String) throws(TrainingError) {
        var aliases = 0
        var line = 1
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") { line += 1 }
            let isLetter = byte | 0x20 &- UInt8(ascii: "a") < 26
            let isDigit = byte &- UInt8(ascii: "0") < 10
            let beginsName =
                isLetter || isDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            if previous == UInt8(ascii: "*") && beginsName { aliases += 1 }
            previous = byte
            guard aliases <= Limits.aliases else {
                throw TrainingError(
                    .syntax,
                    "more than \(Limits.aliases) aliases (*name); write out what they stand for", file: file,
                    line: line)
            }
        }
    }

    private static func syntaxError(_ error: any Error, file: String) -> TrainingError {
        guard let error = error as? YamlError else { return TrainingError(.syntax, "\(error)", file: file) }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return TrainingError(.syntax, "not valid YAML: \(problem)", file: file, line: mark.line)
        case .duplicatedKeysInMapping(let duplicates, let context):
            return TrainingError(
                .syntax, "key stands twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))",
                file: file,
                line: context.mark.line)
        default:
            return TrainingError(.syntax, "not valid YAML: \(error)", file: file)
        }
    }

    // MARK: Data

    private static func data(of root: inout JobSection) throws(TrainingError) -> DataSettings {
        let found = try root.section("data")
        var section = try root.required(
            "data", found, example: "{csv: series.csv, lookback: 96, horizon: 24}")
        let lookback = try section.integer("lookback", in: 1...Limits.windowSteps)
        let horizon = try section.integer("horizon", in: 1...Limits.windowSteps)
        var data = DataSettings(
            source: try source(of: &section),
            lookback: try section.required("lookback", lookback, example: "96"),
            horizon: try section.required("horizon", horizon, example: "24"))
        data.time = try section.texts("time") ?? []
        if case .demo = data.source, !data.time.isEmpty {
            throw section.error(
                .inconsistent, "names columns of a CSV file; the embedded series has none, leave it out",
                at: "time")
        }
        data.features = try section.texts("features")
        data.targets = try section.texts("targets")
        data.scaling = try section.choice("scaling", Scaling.self) ?? data.scaling
        data.missing = try section.choice("missing", MissingPolicy.self) ?? data.missing
        data.missingValues = try section.texts("missing_values")
        if var split = try section.section("split") {
            data.split.train = try amount("train", of: &split) ?? data.split.train
            data.split.validation = try amount("validation", of: &split) ?? .rows(0)
            data.split.test = try amount("test", of: &split) ?? .rows(0)
            try split.finish()
        }
        try section.finish()
        return data
    }

    private static func source(of section: inout JobSection) throws(TrainingError) -> DataSettings.Source {
        let csv = try section.text("csv")
        let demo = try section.section("demo")
        switch (csv, demo) {
        case (.some(let path), nil): return .csv(path)
        case (nil, .some(var options)):
            var demo = DemoOptions()
            demo.rows = try options.integer("rows", in: DemoOptions.rowRange) ?? demo.rows
            demo.channels = try options.integer("channels", in: DemoOptions.channelRange) ?? demo.channels
            demo.noise = try options.number("noise", in: DemoOptions.noiseRange) ?? demo.noise
            demo.seed = try options.seed("seed") ?? demo.seed
            try options.finish()
            return .demo(demo)
        case (.some, .some):
            throw section.error(.inconsistent, "stands beside csv; a job has one of the two", at: "demo")
        case (nil, nil):
            throw section.error(
                .missingKey, "is missing; csv: FILE, or demo: {} for the embedded series", at: "csv")
        }
    }

    /// Rows where written as a whole number above 1, a fraction of all rows where written from 0 to 1 with a point.
    private static func amount(_ key: String, of split: inout JobSection) throws(TrainingError)
        -> SplitAmount?
    {
        guard let node = split.node(key) else { return nil }
        if let rows = node.plainText.flatMap({ Int($0) }), rows >= 0 { return .rows(rows) }
        if let fraction = node.plainText.flatMap({ Double($0) }), (0...1).contains(fraction) {
            return .fraction(fraction)
        }
        throw split.error(
            .badValue, "\(node.asWritten) is neither a number of rows nor a fraction from 0.0 to 1.0", at: key
        )
    }
}

extension SplitAmount {
    /// Whether the part is empty by intent.
    var isNone: Bool {
        switch self {
        case .rows(let rows): rows == 0
        case .fraction(let fraction): fraction == 0
        }
    }
}
