import Cluster
import Foundation
import Neural
import Synchronization
import Training

/// A folder of a test's own, removed with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array(
            (FileManager.default.temporaryDirectory.path + "/lockstep-store-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a name in the folder.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

func put(_ bytes: [UInt8], at path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

/// What happens at one operation of a `FaultyFileSystem`.
enum Fault: CaseIterable {
    /// The process dies before the operation.
    case deathBefore
    /// The process dies in the middle of a write; before any other operation.
    case deathTorn
    /// The process dies after the operation.
    case deathAfter
    /// The disk is full: half of a write is done, and the process lives on.
    case diskFull

    var isDeath: Bool { self != .diskFull }
}

/// The local files, with a fault at the operation of one number. After a death nothing is done any more.
final class FaultyFileSystem: FileSystem {
    private struct State {
        var operations: [String] = []
        var isDead = false
    }

    private let local = LocalFileSystem()
    private let fault: Fault
    private let number: Int?
    private let state = Mutex(State())

    /// - Parameter number: the operation to fail, from 0; nil: none, to count them.
    init(_ fault: Fault = .deathBefore, at number: Int?) {
        self.fault = fault
        self.number = number
    }

    /// The operations begun so far, by their names.
    var operations: [String] { state.withLock { $0.operations } }

    func create(_ path: String, mode: mode_t) throws(ClusterError) -> OpenFile {
        let isDue = try begin("create")
        let file = try local.create(path, mode: mode)
        try end(isDue)
        return file
    }

    func write(_ bytes: RawSpan, to file: borrowing OpenFile) throws(ClusterError) {
        let isDue = try begin("write")
        let isTorn = isDue && (fault == .deathTorn || fault == .diskFull)
        try local.write(isTorn ? bytes.extracting(first: bytes.byteCount / 2) : bytes, to: file)
        try end(isDue)
    }

    func sync(_ file: borrowing OpenFile) throws(ClusterError) {
        let isDue = try begin("sync")
        try local.sync(file)
        try end(isDue)
    }

    func rename(_ path: String, to destination: String) throws(ClusterError) {
        let isDue = try begin("rename")
        try local.rename(path, to: destination)
        try end(isDue)
    }

    func syncFolder(_ path: String) throws(ClusterError) {
        let isDue = try begin("syncFolder")
        try local.syncFolder(path)
        try end(isDue)
    }

    func remove(_ path: String) throws(ClusterError) {
        let isDue = try begin("remove")
        try local.remove(path)
        try end(isDue)
    }

    /// Counts an operation; returns whether the fault is due after (or within) it.
    private func begin(_ operation: String) throws(ClusterError) -> Bool {
        let (isDead, isDue) = state.withLock { state in
            defer { state.operations.append(operation) }
            return (state.isDead, state.operations.count == number)
        }
        if isDead { throw ClusterError(.storage, "dead") }
        guard isDue else { return false }
        if fault == .deathBefore || (operation != "write" && fault != .deathAfter) { try end(true) }
        return true
    }

    private func end(_ isDue: Bool) throws(ClusterError) {
        guard isDue else { return }
        if fault.isDeath { state.withLock { $0.isDead = true } }
        throw ClusterError(fault == .diskFull ? .diskFull : .storage, "injected: \(fault)")
    }
}

/// A small model's checkpoints, full of numbers that are easily lost.
enum Sample {
    static let tensors = [
        TensorInfo(name: "lstm/kernel", shape: [2, 3]),
        TensorInfo(name: "lstm/b\u{e9}ta \"0\"\\\n", shape: [3]),
        TensorInfo(name: "empty", shape: [0, 4]), TensorInfo(name: "scale", shape: []),
    ]
    static let slots = ["m", "v"]
    static let job = String(repeating: "ab", count: 32)
    static let data = String(repeating: "01", count: 32)

    static func checkpoint(step: Int, run: String = "demo-1", job: String = job, hasBest: Bool = true)
        -> Checkpoint
    {
        let weights: Vector = [
            1.5, -0.0, .infinity, -.leastNonzeroMagnitude, Float(bitPattern: 0x7fc0_1234), .pi, 7, 8, 9,
            Float(step),
        ]
        var state = TrainingState(
            weights: weights, slots: [Vector(weights.reversed()), Vector(weights.map { -$0 })])
        state.step = step
        state.epochLoss = Double(bitPattern: 0x7ff8_dead_beef_0001)
        state.epochSamples = 77
        state.epochs = [
            EpochRecord(step: 3, trainLoss: 0.1 + 0.2, validationLoss: nil),
            EpochRecord(step: 6, trainLoss: Double(bitPattern: 0xfff8_0000_0000_0007), validationLoss: .nan),
            EpochRecord(step: 9, trainLoss: -.infinity, validationLoss: -0.0),
        ]
        state.bestWeights = hasBest ? Vector(weights.map { $0 * 2 }) : nil
        state.stoppedEarly = step % 2 == 1
        return Checkpoint(run: run, jobDigest: job, dataDigest: data, fingerprint: "f1\t\u{1}", state: state)
    }

    /// Everything in a checkpoint, numbers as their bits: equal exactly when the checkpoints are.
    static func bits(_ checkpoint: Checkpoint) -> [String] {
        let state = checkpoint.state
        let floats = [state.weights, state.bestWeights ?? []] + state.slots
        let epochs = state.epochs.map {
            "\($0.step) \($0.trainLoss.bitPattern) \($0.validationLoss.map { String($0.bitPattern) } ?? "none")"
        }
        return [checkpoint.run, checkpoint.jobDigest, checkpoint.dataDigest, checkpoint.fingerprint]
            + ["\(state.step) \(state.epochSamples) \(state.stoppedEarly) \(state.epochLoss.bitPattern)"]
            + epochs + floats.map { "\($0.map(\.bitPattern))" } + ["\(state.bestWeights == nil)"]
    }
}

extension CheckpointStore {
    func write(_ checkpoint: Checkpoint) throws {
        try write(checkpoint, tensors: Sample.tensors, slotNames: Sample.slots)
    }

    func newestSample() throws -> (checkpoint: Checkpoint?, problems: [String]) {
        try newestGood(
            run: "demo-1", jobDigest: Sample.job, dataDigest: Sample.data, parameters: Sample.tensors,
            slots: Sample.slots)
    }
}
