import Foundation
import Neural
import Pace
import Store
import System
import TestFiles
import Testing
import Training

@Suite(.blocking) struct StoreCheckpointTests {
    private let folder: TemporaryFolder
    private var store: CheckpointStore { CheckpointStore(folder: folder.path) }

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [true, false])
    func checkpoint_comesBackBitForBit(hasBest: Bool) throws {
        let checkpoint = Sample.checkpoint(step: 7, hasBest: hasBest)
        try store.write(checkpoint)
        let (found, problems) = try store.newestSample()
        #expect(problems.isEmpty)
        #expect(found.map(Sample.bits) == Sample.bits(checkpoint))
        #expect(try folder.names() == ["step-00000007.safetensors"])
    }

    @Test func sameCheckpoint_givesTheSameBytes() throws {
        try store.write(Sample.checkpoint(step: 7))
        let first = try bytes(of: store.path(step: 7))
        try store.write(Sample.checkpoint(step: 7))
        #expect(try bytes(of: store.path(step: 7)) == first)
    }

    @Test func freshState_comesBack() throws {
        let state = TrainingState(weights: Vector(zeros: 10), slots: [])
        let checkpoint = Checkpoint(
            of: Sample.identity, fingerprint: "", state: state)
        try store.write(checkpoint, tensors: Sample.tensors, slotNames: [])
        let found = try store.newestGood(
            of: Sample.identity, parameters: Sample.tensors, slots: [])
        #expect(found.checkpoint == checkpoint)
    }

    @Test func noFolderAndNoFile_areNoCheckpoint() throws {
        #expect(try store.newestSample().checkpoint == nil)
        let missing = CheckpointStore(folder: folder("missing"))
        #expect(try missing.newestSample().checkpoint == nil)
        #expect(throws: SystemError(.notFound, "")) { try missing.write(Sample.checkpoint(step: 1)) }
    }

    @Test func onlyTheNewestFilesAreKept() throws {
        try put([0], at: folder("notes.txt"))
        for step in [5, 9, 10, 99, 100, 123_456_789] { try store.write(Sample.checkpoint(step: step)) }
        #expect(
            try folder.names() == [
                "notes.txt", "step-00000099.safetensors", "step-00000100.safetensors",
                "step-123456789.safetensors",
            ])
        #expect(try store.newestSample().checkpoint?.state.step == 123_456_789)
    }

    @Test func damagedFilesOfALaterStep_doNotPushOutWhatIsWritten() throws {
        for step in 900..<905 { try put([0], at: store.path(step: step)) }
        try store.write(Sample.checkpoint(step: 10))
        let (found, problems) = try store.newestSample()
        #expect(found?.state.step == 10)
        #expect(problems.count == 5)
    }

    @Test func everyFlippedBitOfTheHeaderAndSampledOnesOfTheData_areDetected() throws {
        let before = Sample.checkpoint(step: 1)
        try store.write(before)
        try store.write(Sample.checkpoint(step: 2))
        let path = store.path(step: 2)
        let good = try bytes(of: path)
        let headerEnd = 8 + Int(good[0]) + Int(good[1]) << 8
        let flips =
            (0..<headerEnd).map { ($0, UInt8(1) << ($0 % 8)) } + (0..<headerEnd).map { ($0, UInt8(32)) }
            + stride(from: headerEnd, to: good.count, by: 3).map { ($0, UInt8(1) << ($0 % 8)) }
        for (index, mask) in flips {
            var bad = good
            bad[index] ^= mask
            try put(bad, at: path)
            let (found, problems) = try store.newestSample()
            #expect(found.map(Sample.bits) == Sample.bits(before), "byte \(index) ^ \(mask)")
            #expect(problems.count == 1 && problems[0].contains(path))
        }
    }

    @Test func fileCutOffAnywhereOrMadeLonger_isDetected() throws {
        let before = Sample.checkpoint(step: 1)
        try store.write(before)
        try store.write(Sample.checkpoint(step: 2))
        let path = store.path(step: 2)
        let good = try bytes(of: path)
        for bad in good.indices.map({ Array(good[..<$0]) }) + [good + [0], good + good] {
            try put(bad, at: path)
            let (found, problems) = try store.newestSample()
            #expect(found.map(Sample.bits) == Sample.bits(before), "\(bad.count) of \(good.count) bytes")
            #expect(problems.count == 1)
        }
    }

    @Test func filesThatDoNotBelong_arePassedOverWithTheReason() throws {
        let good = Sample.checkpoint(step: 1)
        try store.write(good)
        try store.write(Sample.checkpoint(step: 2, run: "other-1"))
        try store.write(Sample.checkpoint(step: 3, job: Digest.sha256([])))
        try FileManager.default.moveItem(atPath: store.path(step: 2), toPath: store.path(step: 12))
        try FileManager.default.copyItem(atPath: store.path(step: 1), toPath: store.path(step: 13))
        let (found, problems) = try store.newestSample()
        #expect(found.map(Sample.bits) == Sample.bits(good))
        #expect(
            problems == [
                "\(store.path(step: 13)) holds step 1",
                "\(store.path(step: 12)) belongs to another job: its run is other-1, not demo-1",
                "\(store.path(step: 3)) belongs to another job: its job_sha256 is \(Digest.sha256([])), "
                    + "not \(Sample.job)",
            ])
    }

    @Test func otherModelOrOptimizer_isPassedOver() throws {
        try store.write(Sample.checkpoint(step: 1))
        func problems(_ tensors: [TensorInfo], _ slots: [String]) throws -> [String] {
            let found = try store.newestGood(
                of: Sample.identity, parameters: tensors, slots: slots)
            #expect(found.checkpoint == nil)
            return found.problems
        }
        let path = store.path(step: 1)
        #expect(
            try problems(
                [TensorInfo(name: "lstm/kernel", shape: [3, 2])] + Sample.tensors.dropFirst(), Sample.slots)
                == ["\(path): tensor weights/lstm/kernel has the shape [2, 3]; the model has [3, 2]"])
        #expect(try problems(Sample.tensors, ["m", "w"]) == ["\(path): it has no tensor slot/w/lstm/kernel"])
        #expect(try problems(Sample.tensors, ["m"]).count == 1)
    }

    @Test(arguments: Fault.allCases)
    func faultAtAnyOperationOfAWrite_leavesACheckpointAndTrainingGoesOn(fault: Fault) throws {
        let scratch = try TemporaryFolder()
        let counter = FaultyFileSystem(at: nil)
        for step in 1...4 {
            try CheckpointStore(folder: scratch.path, fileSystem: counter).write(
                Sample.checkpoint(step: step))
        }
        for number in counter.operations.indices {
            let folder = try TemporaryFolder()
            let faulty = CheckpointStore(folder: folder.path, fileSystem: FaultyFileSystem(fault, at: number))
            var lastWritten = 0
            for step in 1...4 {
                do {
                    try faulty.write(Sample.checkpoint(step: step))
                    lastWritten = step
                } catch  where fault.isDeath {
                    break
                } catch {}
            }
            let store = CheckpointStore(folder: folder.path)
            let (found, problems) = try store.newestSample()
            let step = found?.state.step ?? 0
            #expect(step >= lastWritten && step <= lastWritten + 1, "\(fault) at operation \(number)")
            #expect(problems.isEmpty, "\(fault) at operation \(number)")
            if let found { #expect(Sample.bits(found) == Sample.bits(Sample.checkpoint(step: step))) }
            try TemporaryFile.removeLeftovers(in: folder.path)
            for next in step + 1...step + 3 { try store.write(Sample.checkpoint(step: next)) }
            #expect(try store.newestSample().checkpoint?.state.step == step + 3)
            #expect(try folder.names().count == Limits.checkpoints)
        }
    }
}
