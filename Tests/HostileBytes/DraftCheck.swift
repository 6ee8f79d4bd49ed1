import Jobs
import Series
import Tables

/// CSV files that nobody has described: what `lockstep init` makes of them. Of the three jobs that it tries,
/// the file's size chooses the one that is looked at.
enum DraftCheck {
    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        let file = Array(bytes)
        let draft: JobDraft
        do { draft = JobDraft(try DataDraft(file.span, name: "t.csv"), csv: "t.csv", name: "a") } catch {
            try promise(
                !error.message.isEmpty && error.file == "t.csv", "an error without words or file: \(error)")
            return .refused
        }
        try promise(draft.lookback >= 1 && draft.horizon >= 1, "\(draft.lookback) in, \(draft.horizon) out")
        try promise(draft.candidates.count == 3, "\(draft.candidates.count) candidates")
        let candidate = draft.candidates[file.count % draft.candidates.count]
        try check(draft.text(candidate, epochs: 2), of: file)
        return .accepted
    }

    /// A draft is a job that can be read and that fits its file, unless the file is too short for any.
    private static func check(_ text: String, of file: [UInt8]) throws {
        let job = try unfailing("reading the draft\n\(text)") { try JobReader.read(text, file: "job.yaml") }
        let table = try unfailing("reading the table of the draft\n\(text)") {
            try Table.csv(file.span, name: "t.csv", options: job.job.data.tableOptions)
        }
        do {
            _ = try PreparedJob(job, table: table, name: "t.csv")
        } catch let error as SeriesError {
            try promise(
                error.code == .tooFewRows || error.code == .notNumeric, "refused as \(error)\n\(text)")
        } catch let error as JobError {
            try promise(error.key == "training.early_stopping", "refused as \(error)\n\(text)")
        } catch {
            throw BrokenPromise("preparing the draft failed: \(error)\n\(text)")
        }
    }

    static let seeds: [[UInt8]] = {
        func table(_ head: String, _ rows: Int, _ row: (Int) -> String) -> [UInt8] {
            Array(([head] + (0..<rows).map(row)).joined(separator: "\n").utf8)
        }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return [
            table("time,load,heat", 30) {
                "2024-01-\(two($0 / 24 + 1)) \(two($0 % 24)):00,\($0 * 37 % 101),\($0 % 7)"
            },
            table("date,a", 20) { "2024-\(two($0 % 12 + 1))-01,\($0)" },
            table("a,b", 20) { "\($0 % 5),\($0)" },
            table("year,month,day,hour,co", 24) {
                "2024,1,1,\($0),\($0 % 5 == 3 ? "-200" : "\($0 * 31 % 97)")"
            },
            table("d;station;x", 24) {
                "\(two($0 / 2 + 1)).01.2024;\($0 % 2 == 0 ? "n" : "s");\($0 * 7 % 11),5"
            },
            table("Date,Time,y", 20) { "2024-01-01,\(two($0)):00,\($0 == 7 ? "" : "\($0 * $0)")" },
        ]
    }()
}
