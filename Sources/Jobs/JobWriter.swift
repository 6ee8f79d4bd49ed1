import Yams

/// Writes a job as YAML with every key spelled out, so that the file alone says what was run.
package enum JobWriter {
    /// The job file that `JobReader` reads back as an equal job.
    package static func write(_ job: Job) -> String {
        // Serialising a tree of mappings, sequences and scalars cannot fail; an empty text would not be read
        // back.
        (try? Yams.serialize(node: .keys(Job.rows.write(job)), width: -1)) ?? ""
    }
}
