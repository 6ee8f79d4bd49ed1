import Glibc
import Pace
import Store
import System
import TestFiles
import Testing
import Training

/// `metrics.jsonl` has each epoch once, whatever happened between.
@Suite(.blocking) struct EpochLinesTests {
    private let folder: TemporaryFolder
    private var lines: JSONLines { JSONLines(path: folder("metrics.jsonl")) }

    init() throws { folder = try TemporaryFolder() }

    private func record(_ epoch: Int) -> EpochRecord {
        EpochRecord(step: 10 * epoch, trainLoss: 1 / Double(epoch), validationLoss: epoch == 2 ? .nan : 0.5)
    }

    private func metrics(_ epoch: Int, at time: String = "then") -> EpochMetrics {
        EpochMetrics(epoch: epoch, record(epoch), samplesPerSecond: 7, time: time)
    }

    /// Opens the file as a run does that goes on behind so many epochs.
    private func open(behind epochs: Int) throws -> EpochLines {
        try EpochLines(lines, epochs: (1...10).prefix(epochs).map(record), time: "now")
    }

    private func epochs() throws -> [Int] {
        let read = try lines.read(EpochMetrics.self)
        #expect(read.problems.isEmpty)
        return read.values.map(\.epoch)
    }

    @Test func epochThatComesAgain_hasOneLine() throws {
        let first = try open(behind: 0)
        for epoch in 1...4 { first.append(metrics(epoch)) }
        // Killed before the checkpoint of the third epoch was written.
        let second = try open(behind: 2)
        #expect(try epochs() == [1, 2])
        for epoch in 3...5 { second.append(metrics(epoch, at: "later")) }
        try second.sync()
        #expect(try epochs() == [1, 2, 3, 4, 5])
        #expect(
            try lines.read(EpochMetrics.self).values.map(\.time) == ["then", "then"] + [
                "later", "later", "later",
            ])
        let whole = try bytes(of: lines.path)
        _ = try open(behind: 5)
        #expect(try bytes(of: lines.path) == whole)
    }

    @Test func linesThatAreMissingOrTwice_areMended() throws {
        let writer = try lines.writer()
        for epoch in [1, 1, 3, 2, 3, 9] { try writer.append(metrics(epoch)) }
        _ = try open(behind: 4)
        let mended = try lines.read(EpochMetrics.self).values
        #expect(mended.map(\.epoch) == [1, 2, 3, 4])
        #expect(mended.map(\.step) == [10, 20, 30, 40])
        #expect(mended.map(\.time) == ["then", "then", "then", "now"])
        #expect(mended[3].samplesPerSecond == nil && mended[3].trainLoss == 0.25)
    }

    @Test func lineOfAnotherStep_isNotOfThisRunsEpoch() throws {
        let writer = try lines.writer()
        try writer.append(
            EpochMetrics(
                epoch: 1, EpochRecord(step: 3, trainLoss: 9, validationLoss: nil), samplesPerSecond: 7,
                time: "then"))
        _ = try open(behind: 1)
        #expect(try lines.read(EpochMetrics.self).values.map(\.step) == [10])
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounting file systems is not allowed"))
    func lineThatFoundNoRoom_comesWithTheNext() throws {
        let disk = try SmallDisk()
        let lines = JSONLines(path: disk("metrics.jsonl"))
        let epochs = try EpochLines(lines, epochs: [], time: "now")
        epochs.append(metrics(1))
        #expect(throws: (any Error).self) {
            try put([UInt8](repeating: 65, count: 1 << 17), at: disk("filler"))
        }
        // What fits into the file's last page is taken.
        for epoch in 2...200 { epochs.append(metrics(epoch)) }
        let few = try lines.read(EpochMetrics.self).values.count
        #expect(few < 200)
        unlink(disk("filler"))
        epochs.append(metrics(201))
        try epochs.sync()
        #expect(try lines.read(EpochMetrics.self).values.map(\.epoch) == Array(1...201))
    }
}
