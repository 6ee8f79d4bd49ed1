import Foundation
import Pace
import Store
import System
import TestFiles
import Testing
import Training

@Suite(.blocking) struct StoreRunTests {
    private let folder: TemporaryFolder
    private var store: RunStore { RunStore(folder: folder.path) }

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func create(_ name: String, at created: String = "2025-01-01T00:00:00Z") throws -> RunFolder {
        try store.create(
            name: name, job: "name: \(name)\n", jobDigest: "j", dataDigest: "d", created: created)
    }

    @Test func newRun_hasItsJobAndARecord() throws {
        let run = try create("demo")
        #expect(run.id == "demo-1")
        #expect(try run.jobText() == "name: demo\n")
        var record = try run.record()
        #expect(
            record
                == RunRecord(
                    id: "demo-1", name: "demo", status: .queued, dataDigest: "d", jobDigest: "j",
                    created: "2025-01-01T00:00:00Z"))
        record.status = .failed
        record.fingerprint = "f"
        record.ended = "2025-01-02T00:00:00Z"
        record.pid = 7
        try run.write(record)
        #expect(try run.record() == record)
        try run.checkpoints.write(Sample.checkpoint(step: 3))
        #expect(try run.checkpoints.newestSample().checkpoint?.state.step == 3)
        try run.writeResult([1, 2])
        #expect(try bytes(of: run.resultFile) == [1, 2])
    }

    @Test func leftoversOfAFinishedRun_areRemovedWithAllOthers() throws {
        let run = try create("demo")
        try put([1], at: "\(run.path)/.result.json.tmp-1-5")
        try put([1], at: run.resultFile)
        try store.removeLeftovers()
        #expect(!Folder.exists("\(run.path)/.result.json.tmp-1-5"))
        #expect(try bytes(of: run.resultFile) == [1])
    }

    @Test func summaryOfAnEarlierRelease_hasNullForWhatItDidNotKnow() throws {
        let run = try create("demo")
        let summary = RunSummary(run: run.id, status: .finished, parameters: 7)
        var json = String(decoding: try JSON.encode(summary), as: UTF8.self)
        json.replace(/"model_sha256" *: *null,?/, with: "")
        try run.writeResult(Array(json.utf8))
        let read = try #require(try run.summary())
        #expect(read.parameters == 7 && read.modelSha256 == nil)
    }

    @Test func damagedSummary_isRefusedWithItsPath() throws {
        let run = try create("demo")
        try run.writeResult(Array("{".utf8))
        let error = #expect(throws: StoreError(.corrupt, "")) { try run.summary() }
        #expect(error?.message.hasPrefix(run.resultFile) == true)
    }

    @Test func leftoversInARun_areRemoved() throws {
        let run = try create("a")
        try put([1], at: run.path + "/.run.json.tmp-1-1")
        try put([1], at: run.checkpoints.folder + "/.step-00000001.safetensors.tmp-1-1")
        try run.removeLeftovers()
        let names = try FileManager.default.contentsOfDirectory(atPath: run.path).sorted()
        #expect(names == ["checkpoints", "job.yaml", "run.json"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.folder).isEmpty)
    }

    @Test func numbersGrowPerName_andAreNeverUsedAgain() throws {
        #expect(try create("a").id == "a-1")
        #expect(try create("a").id == "a-2")
        #expect(try create("a-2").id == "a-2-1")
        #expect(try create("b").id == "b-1")
        try FileManager.default.removeItem(atPath: folder("a-1"))
        #expect(try create("a").id == "a-3")
        try FileManager.default.createDirectory(atPath: folder("a-10"), withIntermediateDirectories: false)
        #expect(try create("a").id == "a-11")
    }

    @Test(arguments: [
        ("ETTh1 (Zürich)", "etth1--z-rich--1"), ("../../etc", "etc-1"), ("", "run-1"), ("...", "run-1"),
        ("/", "run-1"),
        ("a.b_c-d", "a.b_c-d-1"),
    ])
    func jobName_becomesASafeIdentifier(name: String, id: String) throws {
        let run = try create(name)
        #expect(run.id == id)
        #expect(try run.record().name == name)
        #expect(try store.find(id).path == folder(id))
    }

    @Test func longJobName_becomesAShortIdentifier() throws {
        try jobName_becomesASafeIdentifier(
            name: String(repeating: "x", count: 500), id: String(repeating: "x", count: 64) + "-1")
    }

    @Test func runs_areListedInOrderOfCreation() throws {
        #expect(try store.list().runs.isEmpty)
        for (name, day) in [("b", 3), ("a", 5), ("c", 1), ("b", 4)] {
            try create(name, at: "2025-01-0\(day)T00:00:00Z")
        }
        for _ in 0..<11 { try create("z", at: "2025-01-06T00:00:00Z") }
        try FileManager.default.createDirectory(atPath: folder("cut-1"), withIntermediateDirectories: false)
        try put([], at: folder("stray"))
        let (runs, problems) = try store.list()
        #expect(runs.map(\.id) == ["c-1", "b-1", "b-2", "a-1"] + (1...11).map { "z-\($0)" })
        #expect(problems.isEmpty)
        #expect(try store.list().runs.last?.id == "z-11")
    }

    @Test func damagedRecord_isNamedAndHidesNoOtherRun() throws {
        try create("a")
        try create("b")
        try put(Array("{".utf8), at: folder("a-1/run.json"))
        let (runs, problems) = try store.list()
        #expect(runs.map(\.id) == ["b-1"])
        #expect(problems.count == 1 && problems[0].contains(folder("a-1/run.json")))
    }

    @Test(arguments: ["a-2", "", "..", "../a-1", "a-1/../a-1", "a"])
    func unknownRun_isAnErrorThatListsTheRuns(id: String) throws {
        try create("a")
        do {
            let run = try store.find(id)
            Issue.record("found \(run.path)")
        } catch let error as StoreError {
            #expect(error.code == .notFound)
            #expect(error.message.hasSuffix("there are: a-1"))
        }
    }

    @Test func runsCreatedAtOnce_haveDifferentIdentifiers() async throws {
        let store = store
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    try store.create(name: "x", job: "", jobDigest: "", dataDigest: "", created: "now").id
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids == Set((1...24).map { "x-\($0)" }))
        #expect(try store.list().runs.count == 24)
    }

    @Test(arguments: Fault.allCases)
    func faultWhileARunIsCreated_leavesAWholeRunOrNone(fault: Fault) throws {
        for number in 0..<10 {
            let folder = try TemporaryFolder()
            let faulty = RunStore(folder: folder.path, fileSystem: FaultyFileSystem(fault, at: number))
            #expect(throws: SystemError.self) {
                try faulty.create(name: "x", job: "job", jobDigest: "", dataDigest: "", created: "now")
            }
            let store = RunStore(folder: folder.path)
            let (runs, problems) = try store.list()
            #expect(problems.isEmpty)
            for run in runs { #expect(try store.find(run.id).jobText() == "job") }
            let next = try store.create(name: "x", job: "job", jobDigest: "", dataDigest: "", created: "now")
            #expect(next.id == "x-2")
        }
    }

    @Test func metrics_comeBackInOrderWithNumbersThatAreNotFinite() throws {
        let lines = try create("a").metrics
        #expect(try lines.read(Metric.self).values.isEmpty)
        let metrics = [
            Metric(step: 1, loss: 0.1), Metric(step: 2, loss: .infinity), Metric(step: 3, loss: -0.5),
        ]
        let writer = try lines.writer()
        for metric in metrics { try writer.append(metric) }
        try writer.sync()
        #expect(try lines.read(Metric.self).values == metrics)
        #expect(try bytes(of: lines.path).starts(with: Array("{\"loss\":0.1,\"step\":1}\n".utf8)))
    }

    @Test func tornLastLine_isPassedOverAndCutOffByTheNextWriter() throws {
        let lines = JSONLines(path: folder("metrics.jsonl"))
        let first = try lines.writer()
        try first.append(Metric(step: 1, loss: 1))
        try first.append(Metric(step: 2, loss: 2))
        let whole = try bytes(of: lines.path)
        let firstLine = try #require(whole.firstIndex(of: 10)) + 1
        for length in 0..<whole.count {
            try put(Array(whole[..<length]), at: lines.path)
            let kept = length < firstLine ? [] : [Metric(step: 1, loss: 1)]
            let (values, problems) = try lines.read(Metric.self)
            #expect(values == kept)
            #expect(problems.isEmpty)
            try lines.writer().append(Metric(step: 9, loss: 9))
            #expect(try lines.read(Metric.self).values == kept + [Metric(step: 9, loss: 9)])
        }
    }

    @Test func longTornLine_isCutOff() throws {
        let lines = JSONLines(path: folder("events.jsonl"))
        try put(Array("\"a\"\n".utf8) + [UInt8](repeating: 65, count: 200_000), at: lines.path)
        try lines.writer().append("b")
        #expect(try lines.read(String.self).values == ["a", "b"])
    }

    @Test func malformedLine_isNamedAndHidesNoOther() throws {
        let lines = JSONLines(path: folder("events.jsonl"))
        try put(Array("\"a\"\nnonsense\n\"c\"\n".utf8), at: lines.path)
        let (values, problems) = try lines.read(String.self)
        #expect(values == ["a", "c"])
        #expect(problems.count == 1 && problems[0].hasPrefix("\(lines.path):2: "))
    }

    private struct Metric: Codable, Equatable {
        let step: Int
        let loss: Double
    }
}
