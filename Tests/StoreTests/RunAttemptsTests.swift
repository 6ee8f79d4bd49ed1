import Pace
import Store
import System
import TestFiles
import Testing
import Training

/// Runs that coordinators die over: tried again, but not for ever.
@Suite(.blocking) struct RunAttemptsTests {
    private let folder: TemporaryFolder
    private let run: RunFolder

    init() throws {
        folder = try TemporaryFolder()
        run = try RunStore(folder: folder.path).create(
            name: "big", job: "name: big\n", jobDigest: "j", dataDigest: "d", created: "2025-01-01T00:00:00Z")
    }

    private func change(_ body: (inout RunRecord) -> Void) throws {
        var record = try run.record()
        body(&record)
        try run.write(record)
    }

    @Test func twoDeathsBeforeAStep_areEnough() throws {
        for _ in 0..<2 { try run.takeUp() }
        let error = #expect(throws: StoreError(.deadly, "")) { try run.takeUp() }
        #expect(error?.message.contains("died 2 times in a row when it took the run up") == true)
        #expect(error?.isUsersFault == true)
    }

    @Test func deathsAfterAStep_countLess() throws {
        for _ in 0..<8 {
            try run.takeUp()
            try change { $0.attempts?.bearFruit() }
        }
        let error = #expect(throws: StoreError(.deadly, "")) { try run.takeUp() }
        #expect(error?.message.contains("died 8 times in a row over the run") == true)
    }

    @Test func whoWasKilled_didNotDieOfTheRun() throws {
        for _ in 0..<8 { try run.takeUp(wasKilled: true) }
        #expect(throws: StoreError(.deadly, "")) { try run.takeUp(wasKilled: true) }
    }

    @Test func newCheckpointAndOrderlyEnd_forgiveAll() throws {
        for step in 1...3 {
            for _ in 0..<2 { try run.takeUp() }
            try run.checkpoints.write(Sample.checkpoint(step: step))
        }
        try run.takeUp()
        try change { $0.end(as: .interrupted) }
        #expect(try run.record().attempts == nil)
        for _ in 0..<2 { try run.takeUp() }
    }

    @Test func recordOfAnEarlierRelease_hasNoAttempts() throws {
        #expect(try run.record().attempts == nil)
        #expect(try !String(decoding: bytes(of: run.path + "/run.json"), as: UTF8.self).contains("attempts"))
    }
}
