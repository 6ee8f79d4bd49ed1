import Glibc
package import System
package import Training

/// The checkpoints of one run: a folder with one file for each of the last few.
///
/// A value without state of its own: it may be used on any thread, by one writer at a time.
package struct CheckpointStore: Sendable {
    package let folder: String
    private let fileSystem: any FileSystem

    package init(folder: String) { self.init(folder: folder, fileSystem: LocalFileSystem()) }

    package init(folder: String, fileSystem: any FileSystem) {
        self.folder = folder
        self.fileSystem = fileSystem
    }

    /// Where the checkpoint taken after `step` updates is.
    package func path(step: Int) -> String {
        let digits = String(step)
        return
            "\(folder)/step-\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).safetensors"
    }

    /// Seconds since the checkpoint of a step was written; nil where there is none.
    package func age(step: Int) -> Double? {
        var status = stat()
        var now = timespec()
        guard stat(path(step: step), &status) == 0, clock_gettime(CLOCK_REALTIME, &now) == 0 else {
            return nil
        }
        let written = status.st_mtim
        return max(0, Double(now.tv_sec - written.tv_sec) + Double(now.tv_nsec - written.tv_nsec) / 1e9)
    }

    /// Writes a checkpoint, and once it is safe on the disk removes those that are too old to be kept.
    ///
    /// Files of a later step than this one stay: training never went past them, so they are not its own.
    /// - Parameters:
    ///   - tensors: what the weights are, in their order.
    ///   - slotNames: the optimizer's slots, in its order.
    /// - Returns: the file's path.
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder) or `.storage`; all checkpoints before are
    ///   still there.
    @discardableResult
    package func write(_ checkpoint: Checkpoint, tensors: [TensorInfo], slotNames: [String]) throws -> String
    {
        let state = checkpoint.state
        let parameters = tensors.totalCount
        precondition(
            state.slots.count == slotNames.count, "\(state.slots.count) slots, \(slotNames.count) names")
        precondition(
            ([state.weights, state.bestWeights ?? state.weights, state.judged] + state.slots).allSatisfy {
                $0.count == parameters
            },
            "weights and slots must have the \(parameters) numbers of the tensors")
        let path = path(step: state.step)
        let file = CheckpointFile(tensors: tensors, slotNames: slotNames).encode(checkpoint)
        try file.write(to: path, fileSystem: fileSystem)
        prune(upTo: state.step)
        return path
    }

    /// Removes old files. One that cannot be removed costs space and nothing else, and the next write tries
    /// again.
    private func prune(upTo step: Int) {
        let files = ((try? files()) ?? []).filter { $0.step <= step }
        for old in files.dropFirst(Limits.checkpoints) { try? fileSystem.remove(old.path) }
    }

    /// Reads the newest checkpoint that is whole and belongs to the run.
    ///
    /// - Returns: the checkpoint, nil if there is none; and for each newer file that had to be passed over,
    ///   its path and the reason.
    /// - Throws: `SystemError.storage` if the folder cannot be listed. A missing folder is an empty one.
    package func newestGood(
        of run: RunIdentity, parameters: [TensorInfo], slots: [String]
    ) throws -> (checkpoint: Checkpoint?, problems: [String]) {
        var problems: [String] = []
        for (step, path) in try files() {
            do {
                let file = try Safetensors(contentsOf: path, requireDigest: true)
                try requireSame("run", file, run.id, path)
                try requireSame("job_sha256", file, run.jobDigest, path)
                try requireSame("data_sha256", file, run.dataDigest, path)
                let checkpoint = try CheckpointFile(tensors: parameters, slotNames: slots).decode(
                    file, path: path)
                guard checkpoint.state.step == step else {
                    throw StoreError(.corrupt, "\(path) holds step \(checkpoint.state.step)")
                }
                return (checkpoint, problems)
            } catch {
                problems.append("\(error)")
            }
        }
        return (nil, problems)
    }

    /// The step of the newest file, good or not; nil if there is none.
    ///
    /// - Throws: `SystemError.storage` if the folder cannot be listed.
    package func newestStep() throws -> Int? { try files().first?.step }

    private func requireSame(_ key: String, _ file: Safetensors, _ expected: String, _ path: String) throws {
        let found = file.metadata[key] ?? "none"
        guard found == expected else {
            throw StoreError(
                .corrupt, "\(path) belongs to another job: its \(key) is \(found), not \(expected)")
        }
    }

    /// The checkpoint files, newest first.
    private func files() throws -> [(step: Int, path: String)] {
        guard Folder.exists(folder) else { return [] }
        let files = try Folder.names(in: folder).compactMap { name -> (step: Int, path: String)? in
            guard let step = Self.step(of: name) else { return nil }
            return (step, "\(folder)/\(name)")
        }
        return files.sorted { $0.step > $1.step }
    }

    private static func step(of name: String) -> Int? {
        guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
        let digits = name.dropFirst("step-".count).dropLast(".safetensors".count)
        return digits.utf8.count >= 8 && digits.allSatisfy(\.isASCIIDigit) ? Int(digits) : nil
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
