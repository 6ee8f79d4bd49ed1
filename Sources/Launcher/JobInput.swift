import Foundation
package import Jobs
import System

/// A job as a command line names it: a file, or nothing for the embedded demo.
package struct JobInput: Sendable {
    package var job: JobFile
    /// Absolute path of the job file, or of the folder's would-be file for the demo.
    package let path: String
    /// The job as it was read, before `csv` took the place of its data.
    let text: String

    /// - Parameters:
    ///   - file: Path of the job file; nil: the embedded demo.
    ///   - csv: Path of a CSV file that takes the place of the job's own.
    /// - Throws: `JobError` with place and remedy; `LaunchError.notFound`.
    package init(file: String?, csv: String?) throws {
        let folder = FileManager.default.currentDirectoryPath
        if let file {
            path = Folder.absolute(file, in: folder)
            text = try Self.text(of: path, named: file)
        } else {
            path = "\(folder)/demo"
            text = DemoJob.text
        }
        job = try JobReader.read(text, file: file ?? "the embedded demo")
        if let csv { job.job.data.source = .csv(Folder.absolute(csv, in: folder)) }
    }

    /// The folder from which the job's relative paths count.
    package var folder: String { Folder.parent(of: path) }

    private static func text(of path: String, named name: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LaunchError(
                .notFound,
                "\(name): no such job file, or it cannot be read; lockstep train without a job trains the "
                    + "demo"
            )
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw LaunchError(.notFound, "\(name) is no job file: it is not UTF-8 text")
        }
        return text
    }
}
