import Neural
import Yams

/// The model whose weights a job's begin with.
package struct StartSettings: Sendable, Equatable {
    /// How the columns are scaled.
    package enum Columns: String, CaseIterable, Sendable {
        /// As the model scales them, so that its weights see the numbers that they know.
        case keep
        /// By the job's own training rows.
        case refit
    }

    /// Path of the model file, or a run that has one; of a resolved job, the copy beside the job's file.
    package var model: String
    /// SHA-256 of the model file, 64 hexadecimal digits; nil: of whichever file is found.
    package var sha256: String?
    package var scaling = Columns.keep
    /// Layers that begin with initial weights, though the model may have them, such as `dense_2`.
    package var anew: [String] = []

    package init(model: String) { self.model = model }

    /// The copy's name in the folder of a run.
    package static let copy = "start.safetensors"
}

// MARK: Keys

extension StartSettings {
    static let template = StartSettings(model: "")

    static let rows: [JobRow<StartSettings>] = [
        JobRow(
            "model", .other, example: "base.safetensors",
            read: { (section: inout JobSection) throws(JobError) in try section.text("model") },
            set: { $0.model = $1 }, write: { .quoted($0.model) }),
        JobRow(
            "sha256", .other,
            read: { (section: inout JobSection) throws(JobError) in
                guard let text = try section.text("sha256") else { return nil }
                let isDigest = text.utf8.count == 64 && text.allSatisfy { "0123456789abcdef".contains($0) }
                guard isDigest else {
                    throw section.error(
                        .badValue,
                        "'\(text.prefix(80))' is no SHA-256: 64 digits from 0 to 9 and a to f, as sha256sum "
                            + "tells them of the file", at: "sha256")
                }
                return text
            }, set: { $0.sha256 = $1 }, write: { $0.sha256.map { .quoted($0) } }),
        .key(.word("scaling", \.scaling)),
        .texts("anew", get: { $0.anew.isEmpty ? nil : $0.anew }, set: { $0.anew = $1 }),
    ]

    /// A path alone, or with what else is to be said.
    static let row: JobRow<Job> = {
        let section = JobRow<Job>.section("start_from", \.startFrom, from: template, rows: rows)
        return JobRow(
            name: section.name,
            read: { (root: inout JobSection, job: inout Job) throws(JobError) in
                guard root.node("start_from")?.scalar != nil else { return try section.read(&root, &job) }
                if let path = try root.text("start_from") { job.startFrom = StartSettings(model: path) }
            }, write: section.write, lines: section.lines)
    }()
}
