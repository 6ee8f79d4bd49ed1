import Training

/// A coordinator's disk: checkpoints, the term, and whether the run is done.
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

    /// A write under way.
    struct Write {
        enum Stage: Int, CaseIterable {
            case contents, sync, rename, folderSync, prune
        }
        let checkpoint: Checkpoint
        let isLost: Bool
        var stage = Stage.contents
    }

    /// By step, oldest first.
    private(set) var files: [File] = []
    private(set) var write: Write?
    /// The last term used. It is on disk before anybody hears of it.
    private(set) var term: UInt64 = 0
    /// The result has been written: nothing is left to do.
    var isDone = false

    mutating func nextTerm() -> UInt64 {
        term += 1
        return term
    }

    mutating func begin(_ checkpoint: Checkpoint, isLost: Bool) {
        write = Write(checkpoint: checkpoint, isLost: isLost)
    }

    /// Takes the write under way one stage on.
    ///
    /// - Returns: whether it is complete.
    mutating func advance() -> Bool {
        guard var write else { return false }
        let step = write.checkpoint.state.step
        switch write.stage {
        case .contents: write.stage = .sync
        case .sync: write.stage = .rename
        case .rename:
            files.removeAll { $0.checkpoint.state.step == step }
            files.append(File(checkpoint: write.checkpoint, isVolatile: true))
            files.sort { $0.checkpoint.state.step < $1.checkpoint.state.step }
            write.stage = .folderSync
        case .folderSync:
            if let index = files.firstIndex(where: { $0.checkpoint.state.step == step }) {
                files[index].isVolatile = write.isLost
            }
            write.stage = .prune
        case .prune:
            let old = files.filter { $0.checkpoint.state.step <= step }.dropLast(Limits.checkpoints)
            for file in old {
                files.removeAll { $0.checkpoint.state.step == file.checkpoint.state.step }
            }
            self.write = nil
            return true
        }
        self.write = write
        return false
    }

    /// The process died: a write under way stays as it is, its temporary file is a leftover.
    mutating func die() { write = nil }

    /// The power went: what was not safe is gone or torn, as chance will have it.
    mutating func losePower(_ chance: inout Chance) {
        write = nil
        for index in files.indices.reversed() where files[index].isVolatile {
            if chance.happens(0.5) {
                files.remove(at: index)
            } else if chance.happens(0.5) {
                files[index].isDamaged = true
            }
        }
        for index in files.indices { files[index].isVolatile = false }
    }

    /// The newest checkpoint that is whole, and how many newer ones had to be passed over.
    mutating func newestGood(flippedBit: Double, _ chance: inout Chance) -> (Checkpoint?, [String]) {
        var problems: [String] = []
        for file in files.reversed() {
            guard !file.isDamaged, !chance.happens(flippedBit) else {
                problems.append("the checkpoint of step \(file.checkpoint.state.step) has another digest")
                continue
            }
            return (file.checkpoint, problems)
        }
        return (nil, problems)
    }
}
