import Training

/// The keys of a job file, from the documentation and from the code.
enum JobReference {
    struct Row {
        let key: String
        /// The value in the default's cell; nil where there is none, such as for a key that must be given.
        let defaultValue: String?
    }

    /// The rows of all tables whose first cell is a key in backquotes: | `key` | value | default | meaning |.
    static func rows(_ markdown: String) -> [Row] {
        markdown.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { quoted($0) }
            guard line.hasPrefix("| `"), cells.count >= 5, let key = cells[1] else { return nil }
            return Row(key: key, defaultValue: cells[3])
        }
    }

    /// What stands between the first two backquotes.
    private static func quoted(_ cell: Substring) -> String? {
        let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
        return parts.count >= 3 ? String(parts[1]) : nil
    }

    /// Every section of a job, with a job in which only that section holds a key that no job has.
    private static var sections: [(path: String, job: String)] {
        var sections = [
            ("", job() + "zzz: 1\n"), ("data", job(data: "demo: {}, zzz: 1")),
            ("data.demo", job(data: "demo: {zzz: 1}")),
            ("data.split", job(data: "demo: {}, split: {zzz: 1}")),
            ("training", job(training: "zzz: 1")),
            ("training.loss.huber", job(training: "loss: {huber: {zzz: 1}}")),
            ("training.early_stopping", job(training: "early_stopping: {patience: 1, zzz: 1}")),
        ]
        for (name, options) in layers {
            sections.append(("model[].\(name)", job(layer: "\(name): {\(options), zzz: 1}")))
        }
        for name in optimizers {
            sections.append(("training.optimizer.\(name)", job(training: "optimizer: {\(name): {zzz: 1}}")))
        }
        return sections
    }

    private static let layers = [
        ("dropout", "rate: 0.5"), ("spatial_dropout1d", "rate: 0.5"), ("lstm", "units: 2"),
        ("dense", "units: 2"),
    ]
    private static let optimizers = ["sgd", "adam", "adamw", "rmsprop"]

    private static func job(
        data: String = "demo: {}", layer: String = "dense: {units: 2}", training: String = ""
    ) -> String {
        """
        data: {lookback: 2, horizon: 1, \(data)}
        model: [{\(layer)}]
        training: {\(training)}

        """
    }

    /// The path of every key, as `JobReader` lists them where it turns an unknown one down.
    static func knownKeys() throws -> Set<String> {
        var keys: Set<String> = []
        for (path, job) in sections {
            do {
                _ = try JobReader.read(job, file: "job.yaml")
                throw Unexpected(what: "an unknown key in '\(path)' was accepted")
            } catch let error as TrainingError {
                guard error.code == .unknownKey, let list = error.message.split(separator: ": ").last else {
                    throw error
                }
                for key in list.split(separator: ", ") {
                    keys.insert(path.isEmpty ? "\(key)" : "\(path).\(key)")
                }
            }
        }
        return keys
    }

    /// The values of all keys in jobs that leave out whatever may be left out.
    static func resolvedDefaults() throws -> [String: String] {
        var values: [String: String] = [:]
        let variants =
            layers.map { job(layer: "\($0.0): {\($0.1)}") }
            + optimizers.map { job(training: "optimizer: \($0)") }
            + [job(training: "loss: huber"), job(training: "early_stopping: {patience: 1}"), job()]
        for variant in variants {
            let file = try JobReader.read(variant, file: "job.yaml")
            values.merge(flattened(JobWriter.write(file.job))) { _, new in new }
        }
        return values
    }

    /// The scalars of block-style YAML by their paths; list entries count as `[]`.
    private static func flattened(_ yaml: String) -> [String: String] {
        var values: [String: String] = [:]
        var open: [(indent: Int, path: String)] = []
        for line in yaml.split(separator: "\n") {
            var text = line.drop { $0 == " " }
            var indent = line.count - text.count
            let isEntry = text.hasPrefix("- ")
            // An entry of a list at the indentation of its key belongs to that key.
            while let last = open.last, isEntry ? last.indent > indent : last.indent >= indent {
                open.removeLast()
            }
            var parent = open.last?.path ?? ""
            if isEntry {
                parent += "[]"
                text = text.dropFirst(2)
                indent += 2
            }
            guard let colon = text.firstIndex(of: ":") else { continue }
            let path = parent.isEmpty ? "\(text[..<colon])" : "\(parent).\(text[..<colon])"
            let value = text[text.index(after: colon)...].drop { $0 == " " }
            if value.isEmpty { open.append((indent, path)) } else { values[path] = String(value) }
        }
        return values
    }

    struct Unexpected: Error {
        let what: String
    }
}
