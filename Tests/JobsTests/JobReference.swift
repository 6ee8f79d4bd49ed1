import Jobs

/// The keys of a job file, from the documentation and from the code.
enum JobReference {
    struct Row {
        let key: String
        /// What the key takes, as a cell of the table says it.
        let takes: String
        /// The value in the default's cell; nil where there is none, such as for a key that must be given.
        let defaultValue: String?
    }

    /// The rows of all tables whose first cell is a key in backquotes: | `key` | value | default | meaning |.
    static func rows(_ markdown: String) -> [Row] {
        markdown.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard line.hasPrefix("| `"), cells.count >= 5, let key = quoted(cells[1]) else { return nil }
            return Row(key: key, takes: String(cells[2]), defaultValue: quoted(cells[3]))
        }
    }

    /// A row for each key that one stands for: `*` in it is any name, unless such a key has a row of its own.
    static func written(_ row: Row) -> [Row] {
        let names = row.key.split(separator: ".")
        guard names.contains("*") else { return [row] }
        let keys = lines.map(\.key).filter { key in
            let others = key.split(separator: ".")
            return others.count == names.count && zip(names, others).allSatisfy { $0 == "*" || $0 == $1 }
        }
        guard !keys.isEmpty else { return [row] }
        return keys.map { Row(key: $0, takes: row.takes, defaultValue: row.defaultValue) }
    }

    /// What stands between the first two backquotes.
    private static func quoted(_ cell: Substring) -> String? {
        let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
        return parts.count >= 3 ? String(parts[1]) : nil
    }

    // MARK: What the code says

    static let lines = Job.reference

    /// Whether a cell of the documentation says what the code takes.
    static func agrees(_ cell: String, with takes: JobKeyLine.Takes) -> Bool {
        switch takes {
        case .integers(let range):
            says(
                cell, Double(range.lowerBound),
                range.upperBound == .max ? .infinity : Double(range.upperBound))
        case .numbers(let range): says(cell, range.lowerBound, range.upperBound)
        case .words(let words): self.words(cell).starts(with: words)
        case .keys, .other: true
        }
    }

    /// "1 to 65,536", "0 to below 1", "at least 0".
    private static func says(_ cell: String, _ lower: Double, _ upper: Double) -> Bool {
        let numbers = cell.split(separator: " ").compactMap { word in
            Double(word.filter { $0 != "," })
        }
        if upper == .infinity { return cell.contains("at least") && numbers == [lower] }
        guard numbers.count >= 2, numbers[0] == lower, cell.contains(" to ") else { return false }
        // The largest number that there is below 1, near enough.
        return cell.contains("to below")
            ? numbers[1] == 1 && (0.999...1).contains(upper) : numbers[1] == upper
    }

    private static func words(_ cell: String) -> [String] {
        cell.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }

    // MARK: What the reader says

    /// The path of every section but the whole: of what has keys, and of layers that have none.
    private static var paths: [String] {
        Set(lines.compactMap { $0.key.parent == "model[]" ? $0.key : $0.key.parent }).sorted()
    }

    /// Every section of a job, with a job in which only that section holds a key that no job has.
    private static var sections: [(path: String, job: String)] {
        [("", job() + "zzz: 1\n")]
            + paths.map { path in
                let nested = nested(path, required(path) + ["zzz: 1"])
                switch path.prefix(while: { $0 != "." }) {
                case "data": return (path, job(data: path == "data" ? "demo: {}, zzz: 1" : dataWith(nested)))
                case "training": return (path, job(training: nested))
                case "start_from": return (path, job() + "start_from: {\(nested)}\n")
                default: return (path, job(layer: nested))
                }
            }
    }

    /// A section's keys inside the sections around it, each with the keys that it must have.
    private static func nested(_ path: String, _ keys: [String]) -> String {
        guard let parent = path.parent else { return keys.joined(separator: ", ") }
        let section = "\(path.lastName): {\(keys.joined(separator: ", "))}"
        return nested(parent, (parent.parent == nil ? [] : required(parent)) + [section])
    }

    private static func dataWith(_ section: String) -> String {
        section.hasPrefix("demo") ? section : "demo: {}, \(section)"
    }

    /// The keys that a section must have, with values.
    private static func required(_ path: String) -> [String] {
        lines.filter { $0.key.parent == path }.compactMap { line in
            line.example.map { "\(line.key.lastName): \($0)" }
        }
    }

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
            } catch let error as JobError {
                guard error.code == .unknownKey else { throw error }
                let list = error.message.split(separator: ": ").dropFirst().last ?? ""
                for key in list.split(separator: ", ") {
                    keys.insert(path.isEmpty ? "\(key)" : "\(path).\(key)")
                }
            }
        }
        return keys
    }

    // MARK: What the writer says

    /// The values of all keys in jobs that leave out whatever may be left out.
    static func resolvedDefaults() throws -> [String: String] {
        var values: [String: String] = [:]
        // A section that chooses something by its last name, with what it must have.
        let choices = paths.map { path in
            (path.prefix(while: { $0 != "." }), nested(path, required(path)))
        }
        let variants =
            choices.compactMap { root, text -> String? in
                switch root {
                case "model[]": job(layer: text)
                case "training" where !text.isEmpty: job(training: text)
                default: nil
                }
            } + [job()]
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

extension String {
    /// The path of the section that holds a key; nil at the top.
    fileprivate var parent: String? {
        lastIndex(of: ".").map { String(self[..<$0]) }
    }

    fileprivate var lastName: String {
        String(self[(lastIndex(of: ".").map(index(after:)) ?? startIndex)...])
    }
}
