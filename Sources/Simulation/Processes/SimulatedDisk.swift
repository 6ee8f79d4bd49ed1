import Neural
import Training

/// A coordinator's disk: runs and their checkpoints, the term, results; and the thread that works on it, one
/// task after the other.
///
/// A write goes through the steps of the real store: temporary file, contents, sync, rename, sync of the
/// folder. What a process wrote outlives its death; what was not synced, or what a lying disk did not sync,
/// may not outlive a power cut.
struct SimulatedDisk {
    struct File {
        let checkpoint: Checkpoint
        /// Bits have been lost: reading it finds another digest.
        var isDamaged = false
        /// It is gone, or torn, after the next power cut.
        var isVolatile: Bool
    }

    /// What the thread has to do.
    enum Task {
        case checkpoint(Checkpoint, isLost: Bool, Stage)
        case submit(String)
        case open(String)
        /// Of a run that has ended.
        case result(String, RunState)
        /// Of an order, at their place among all.
        case outputs(String, Vector, place: Int)
        /// All outputs of an order, so many, are written.
        case finish(String, numbers: Int)
        case remove(String)

        enum Stage { case contents, sync, rename, folderSync, prune }
    }

    /// By run, then by step, oldest first.
    private var files: [String: [File]] = [:]
    /// The runs that were accepted, in the order in which they came, and where they stand.
    private(set) var runs: [(id: String, state: RunState)] = []
    /// The first one is under way.
    private(set) var tasks: [Task] = []
    /// Outputs of orders, as far as they are written, and whether they are all.
    private var outputs: [String: (numbers: [Int: Float], count: Int?)] = [:]
    /// The last term used. It is on disk before anybody hears of it.
    private(set) var term: UInt64 = 0

    mutating func nextTerm() -> UInt64 {
        term += 1
        return term
    }

    func state(of run: String) -> RunState? { runs.first { $0.id == run }?.state }

    /// Runs that have not ended, in the order in which they came.
    var unfinished: [String] { runs.filter { !$0.state.isEnded }.map(\.id) }

    /// The run whose turn it is once all is done that the thread has to do.
    var next: String? {
        unfinished.first { id in
            !tasks.contains { if case .result(let run, _) = $0 { run == id } else { false } }
        }
    }

    /// Whether a checkpoint of a run is being written, or is to be.
    func isWriting(_ run: String) -> Bool {
        tasks.contains {
            if case .checkpoint(let checkpoint, _, _) = $0 { checkpoint.identity.id == run } else { false }
        }
    }

    func hasCheckpoint(of run: String, step: Int) -> Bool {
        files[run, default: []].contains { $0.checkpoint.state.step == step }
    }

    /// Keeps a run that is to be worked on.
    mutating func accept(_ run: String) { if state(of: run) == nil { runs.append((run, .queued)) } }

    // MARK: The thread

    /// - Returns: whether the thread had nothing to do.
    mutating func add(_ task: Task) -> Bool {
        tasks.append(task)
        return tasks.count == 1
    }

    /// Takes the first task one stage on.
    ///
    /// - Returns: the task, once it is done.
    mutating func advance() -> Task? {
        guard let task = tasks.first else { return nil }
        switch task {
        case .checkpoint(let checkpoint, let isLost, let stage):
            if let next = advance(checkpoint, isLost: isLost, stage) {
                tasks[0] = .checkpoint(checkpoint, isLost: isLost, next)
                return nil
            }
        case .submit(let run): accept(run)
        case .open: break
        case .result(let run, let state):
            if let place = runs.firstIndex(where: { $0.id == run }) { runs[place].state = state }
        case .outputs(let order, let numbers, let place):
            for (index, number) in numbers.enumerated() {
                outputs[order, default: ([:], nil)].numbers[place + index] = number
            }
        case .finish(let order, let count): outputs[order]?.count = count
        case .remove(let order): outputs[order] = nil
        }
        return tasks.removeFirst()
    }

    /// - Returns: the next stage; nil after the last.
    private mutating func advance(
        _ checkpoint: Checkpoint, isLost: Bool, _ stage: Task.Stage
    ) -> Task.Stage? {
        let step = checkpoint.state.step
        var files = files[checkpoint.identity.id, default: []]
        defer { self.files[checkpoint.identity.id] = files }
        switch stage {
        case .contents: return .sync
        case .sync: return .rename
        case .rename:
            files.removeAll { $0.checkpoint.state.step == step }
            files.append(File(checkpoint: checkpoint, isVolatile: true))
            files.sort { $0.checkpoint.state.step < $1.checkpoint.state.step }
            return .folderSync
        case .folderSync:
            if let index = files.firstIndex(where: { $0.checkpoint.state.step == step }) {
                files[index].isVolatile = isLost
            }
            return .prune
        case .prune:
            let old = files.filter { $0.checkpoint.state.step <= step }.dropLast(Limits.checkpoints)
            files.removeAll { file in
                old.contains { $0.checkpoint.state.step == file.checkpoint.state.step }
            }
            return nil
        }
    }

    /// What an order came to; nil before all is there. A number that was not written is nil.
    func outputs(of order: String) -> [Float?]? {
        guard let (numbers, count) = outputs[order], let count else { return nil }
        return (0..<count).map { numbers[$0] }
    }

    /// What a coordinator before this one has left of orders goes: whoever waits asks again.
    mutating func removeOutputs() { outputs = [:] }

    // MARK: Ends

    /// The process died: a write under way stays as it is, its temporary file is a leftover.
    mutating func die() { tasks = [] }

    /// The power went: what was not safe is gone or torn, as chance will have it.
    mutating func losePower(_ chance: inout Chance) {
        tasks = []
        for run in files.keys.sorted() {
            var kept = files[run, default: []]
            for index in kept.indices.reversed() where kept[index].isVolatile {
                if chance.happens(0.5) {
                    kept.remove(at: index)
                } else if chance.happens(0.5) {
                    kept[index].isDamaged = true
                }
            }
            for index in kept.indices { kept[index].isVolatile = false }
            files[run] = kept
        }
    }

    /// A run's newest checkpoint that is whole, and why newer ones had to be passed over.
    func newestGood(of run: String, flippedBit: Double, _ chance: inout Chance) -> (Checkpoint?, [String]) {
        var problems: [String] = []
        for file in files[run, default: []].reversed() {
            guard !file.isDamaged, !chance.happens(flippedBit) else {
                problems.append("the checkpoint of step \(file.checkpoint.state.step) has another digest")
                continue
            }
            return (file.checkpoint, problems)
        }
        return (nil, problems)
    }
}
