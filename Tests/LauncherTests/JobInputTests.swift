import Foundation
import Jobs
import Launcher
import TestFiles
import Testing

struct JobInputTests {
    private let folder: TemporaryFolder
    private static let job = """
        data: {csv: a.csv, lookback: 2, horizon: 1}
        model: [dense: {units: 1}]
        """

    init() throws {
        folder = try TemporaryFolder()
        try put(Array(Self.job.utf8), at: folder("job.yaml"))
    }

    @Test func noFile_isTheEmbeddedDemo() throws {
        let input = try JobInput(file: nil, csv: nil)
        #expect(input.job.job.name == "demo")
        #expect(input.folder == FileManager.default.currentDirectoryPath)
    }

    @Test func file_isReadAndItsFolderIsWhereRelativePathsBegin() throws {
        let input = try JobInput(file: folder("job.yaml"), csv: nil)
        #expect(input.path == folder("job.yaml"))
        #expect(input.folder == folder.path)
        #expect(input.job.job.data.source == .csv("a.csv"))
    }

    @Test func csvOfTheCommandLine_takesThePlaceOfTheJobsAndBeginsWhereTheCommandRuns() throws {
        let absolute = try JobInput(file: folder("job.yaml"), csv: "/b.csv")
        #expect(absolute.job.job.data.source == .csv("/b.csv"))
        let relative = try JobInput(file: folder("job.yaml"), csv: "b.csv")
        let here = FileManager.default.currentDirectoryPath
        #expect(relative.job.job.data.source == .csv("\(here)/b.csv"))
    }

    @Test func fileThatIsNotThere_isNamedAsItWasGiven() {
        let error = #expect(throws: LaunchError(.notFound, "")) {
            try JobInput(file: "no/job.yaml", csv: nil)
        }
        #expect(error?.message.hasPrefix("no/job.yaml: no such job file") == true)
    }

    @Test func fileThatIsNoText_isRefused() throws {
        try put([0xFF, 0xFE, 0x00], at: folder("job.yaml"))
        let error = #expect(throws: LaunchError(.notFound, "")) {
            try JobInput(file: folder("job.yaml"), csv: nil)
        }
        #expect(error?.message.contains("not UTF-8") == true)
    }

    @Test func badJob_isRefusedWithItsPlace() throws {
        try put(Array("data: {lokback: 2}\n".utf8), at: folder("job.yaml"))
        let error = #expect(throws: JobError.self) { try JobInput(file: folder("job.yaml"), csv: nil) }
        #expect(error.map { "\($0)".hasPrefix("\(folder("job.yaml")):1") } == true)
    }
}
