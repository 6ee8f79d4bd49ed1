import Glibc
import Jobs
import Neural
import Store
import System
import Tables
import TestFiles
import Testing

@Suite struct RunPreparationTests {
    @Test func whatIsNoFile_isRefusedAndWaitedForByNobody() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder("pipe.csv"), 0o600) == 0)
        for path in [folder.path, folder("pipe.csv"), "/dev/zero"] {
            let error = #expect(throws: SystemError(.storage, "")) {
                try RunPreparation.read(path, name: path) { $0.count }
            }
            #expect(error?.message.contains("\(path) is no file that holds text") == true)
        }
        #expect(throws: SystemError(.notFound, "")) {
            try RunPreparation.read(folder("none.csv"), name: "none.csv") { $0.count }
        }
    }

    @Test func moreThanMemoryHolds_isRefusedByItsSize() throws {
        let folder = try TemporaryFolder()
        try put(Array("a,b\n1,2\n".utf8), at: folder("huge.csv"))
        #expect(truncate(folder("huge.csv"), 1 << 42) == 0)
        let error = #expect(throws: SystemError(.corrupt, "")) {
            try RunPreparation.read(folder("huge.csv"), name: "huge.csv") { $0.count }
        }
        #expect(error?.message.contains("huge.csv has 4.4 TB, and reading it takes about 8.8 TB") == true)
    }

    @Test func weightsThatMemoryDoesNotHold_areToldWithTheFigures() throws {
        let text = """
            data: {demo: {rows: 400}, lookback: 4, horizon: 1}
            model: [lstm: {units: 100}, dense: {units: 4}]
            """
        let (job, data) = try RunPreparation.prepare(JobReader.read(text, file: "job.yaml"), relativeTo: ".")
        let needed = data.count + job.plan.vectorBytes
        #expect(RunPreparation.shortage(job.plan, dataBytes: data.count, most: needed) == nil)
        let problem = RunPreparation.shortage(job.plan, dataBytes: data.count, most: 1_000_000)
        let weights = job.plan.model.parameters.count
        #expect(job.plan.vectorBytes == 36 * weights)
        #expect(problem?.hasPrefix("its \(weights) weights, with the optimizer's slots") == true)
        #expect(problem?.contains("take \(Memory.words(needed)) of memory") == true)
        #expect(problem?.contains("which may have 1 MB") == true)
    }

    /// A table as it is and compressed by `gzip.compress(text, 9, mtime=0)` of Python 3, under a name that
    /// does not tell.
    @Test func aCompressedTable_isReadAsTheOneThatIsNot() throws {
        let folder = try TemporaryFolder()
        let plain = "a,b\n" + String(repeating: "1,2\n3,5\n", count: 20)
        let packed: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4,
            0x31, 0xE2, 0x32, 0xD6, 0x31, 0x1D, 0xB4, 0x34, 0x00, 0x28, 0x39, 0x00, 0xBA, 0xA4, 0x00, 0x00,
            0x00,
        ]
        try put(Array(plain.utf8), at: folder("plain.csv"))
        try put(packed, at: folder("packed.csv"))
        func job(_ name: String) throws -> JobFile {
            try JobReader.read(
                "data: {csv: \(name), lookback: 2, horizon: 1}\nmodel: [lstm: {units: 1}, dense: {units: 2}]",
                file: "job.yaml")
        }
        let data = try ["plain.csv", "packed.csv"].map { name in
            try RunPreparation.prepare(job(name), relativeTo: folder.path).data
        }
        #expect(data[0] == data[1])
        try put(Array(packed.dropLast()), at: folder("packed.csv"))
        let error = #expect(throws: SystemError(.corrupt, "")) {
            try RunPreparation.prepare(job("packed.csv"), relativeTo: folder.path)
        }
        #expect(error?.message.hasPrefix("packed.csv ends in the middle") == true)
    }

    @Test func stackedTable_isToldTheColumnThatNamesItsSeries() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<400).map {
            "2024-01-\(10 + $0 / 48) \(10 + $0 / 4 % 12):00,\($0 % 4 == 0 ? "a" : "b"),\($0 % 7)"
        }
        let stacked = rows.enumerated().filter { $0.offset % 4 < 2 }.map(\.element)
        try put(Array((["t,station,x"] + stacked).joined(separator: "\n").utf8), at: folder("long.csv"))
        func refusal(_ more: String) throws -> TableError? {
            let text = """
                data: {csv: long.csv, time: t, lookback: 2, horizon: 1, gaps: ignore\(more)}
                model: [lstm: {units: 1}, dense: {units: 1}]
                """
            let job = try JobReader.read(text, file: "job.yaml")
            do { _ = try RunPreparation.prepare(job, relativeTo: folder.path) } catch let error as TableError
            {
                return error
            }
            return nil
        }
        let error = try #require(try refusal(""))
        #expect(error.code == .duplicateTimes && error.file == "long.csv")
        #expect(
            error.message.hasPrefix(
                "column \"station\" seems to name 2 series, each with times of its own: set series: "
                    + "\"station\"; otherwise: "))
        #expect(try refusal(", series: station") == nil)
        #expect(try refusal(", duplicates: first") == nil)
    }

    @Test func jobThatNoMessageHoldsOnceItIsWrittenOut_isRefused() throws {
        let folder = try TemporaryFolder()
        let names = (0..<6000).map { "column \($0)" }
        let values = names.map { _ in "1" }.joined(separator: ",") + "\n"
        let csv = names.joined(separator: ",") + "\n" + String(repeating: values, count: 8)
        try put(Array(csv.utf8), at: folder("wide.csv"))
        let text = """
            data: {csv: wide.csv, targets: [column 0], lookback: 1, horizon: 1, split: {train: 8}}
            model: [lstm: {units: 1}, dense: {units: 1}]
            """
        let job = try JobReader.read(text, file: "job.yaml")
        let state = try StateDirectory(creating: folder("state"))
        let error = #expect(throws: JobError(.inconsistent, "")) {
            try RunPreparation.create(job, relativeTo: folder.path, in: state)
        }
        #expect(error?.key == "data.features")
        #expect(error?.message.contains("a message to a worker holds 57344") == true)
        #expect(try RunStore(folder: state.runs).list().runs.isEmpty)
    }
}
