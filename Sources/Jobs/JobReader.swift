import Neural
import Yams

/// Reads a job file: YAML to a `JobFile`, every key checked.
package enum JobReader {
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: Its name, for messages.
    /// - Throws: `JobError` with file, line, key, the offending value and what would be right.
    package static func read(_ text: String, file: String) throws(JobError) -> JobFile {
        let node = try parse(text, file: file)
        var root = try JobSection(node, file: file, path: "")
        var job = Job.template
        try Job.rows.read(&root, into: &job)
        try root.finish()
        if job.name.isEmpty { job.name = job.data.usualName }
        let read = JobFile(job: job, file: file, root: node)
        if let monitor = job.training.earlyStopping?.monitor, monitor.needsValidation,
            job.data.split.validation.isNone
        {
            throw read.error(
                .inconsistent,
                "early stopping watches the \(monitor.words), but data.split.validation is 0; "
                    + "give it rows",
                key: "training.early_stopping")
        }
        if job.training.optimizer.learningRate.needsValidation, job.data.split.validation.isNone {
            throw read.error(
                .inconsistent,
                "reduce_on_plateau watches the validation loss, but data.split.validation is 0; give it rows",
                key: "training.optimizer.\(job.training.optimizer.kind).learning_rate")
        }
        do {
            _ = try SplitTimes(job.data)
        } catch {
            throw read.error(error.code, error.message, key: error.key)
        }
        return read
    }

    private static func parse(_ text: String, file: String) throws(JobError) -> Node {
        try checkAliases(text, file: file)
        do {
            // The encoding is said: otherwise a variable of the environment would be asked for it, each time.
            if let node = try Yams.compose(yaml: text, .default, .default, .utf8) { return node }
        } catch {
            throw syntaxError(error, file: file)
        }
        throw JobError(.syntax, "the job file is empty", file: file, line: 1)
    }

    /// An alias stands for all that its anchor holds, other aliases' contents included, and YAML's own rule
    /// that no key stands twice has every key looked at as a whole: a few lines of aliases of aliases would
    /// take for ever. Without an anchor there is nothing to stand for, and `*` is a text's, as in a name.
    private static func checkAliases(_ text: String, file: String) throws(JobError) {
        var (aliases, line, lineOfLast) = (0, 1, 1)
        var hasAnchor = false
        var (last, previous) = (UInt8(ascii: " "), UInt8(ascii: " "))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if YAMLText.mayPrecedeNode(last), YAMLText.isOfName(byte) {
                if previous == UInt8(ascii: "*") {
                    aliases += 1
                    if aliases <= JobLimits.aliases + 1 { lineOfLast = line }
                }
                if previous == UInt8(ascii: "&") { hasAnchor = true }
            }
            (last, previous) = (previous, byte)
        }
        guard aliases <= JobLimits.aliases || !hasAnchor else {
            throw JobError(
                .syntax,
                "more than \(JobLimits.aliases) aliases (*name); write out what they stand for",
                file: file, line: lineOfLast)
        }
    }

    private static func syntaxError(_ error: any Error, file: String) -> JobError {
        guard let error = error as? YamlError else { return JobError(.syntax, "\(error)", file: file) }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return JobError(.syntax, "not valid YAML: \(problem)", file: file, line: mark.line)
        case .duplicatedKeysInMapping(let duplicates, let context):
            return JobError(
                .syntax, "key stands twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))",
                file: file,
                line: context.mark.line)
        default:
            return JobError(.syntax, "not valid YAML: \(error)", file: file)
        }
    }
}
