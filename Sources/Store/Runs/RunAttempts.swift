import Training

/// How often coordinators took a run up, in a row, none of which came to a new checkpoint or an orderly end.
///
/// A run that needs more memory than there is, or meets a fault of ours, would else end every coordinator
/// that comes to it, and no other run would ever get its turn.
package struct RunAttempts: Codable, Sendable, Equatable {
    /// Step of the checkpoint that they went on from; 0 for none.
    package private(set) var step: Int
    package private(set) var count = 1
    /// Of them the last ones in a row that did not get as far as a step, or lived for a while.
    package private(set) var fruitless = 1

    /// A first one.
    package init(step: Int) { self.step = step }

    /// One after others.
    ///
    /// - Parameters:
    ///   - step: of the newest checkpoint.
    ///   - wasKilled: whether the one before was killed by somebody: it did not die of the run.
    /// - Returns: why there is to be none; nil where the run is to be taken up once more.
    package mutating func begin(step: Int, wasKilled: Bool) -> String? {
        guard step <= self.step else {
            self = RunAttempts(step: step)
            return nil
        }
        if wasKilled { fruitless = 0 }
        if fruitless >= Limits.fruitlessAttempts {
            return "the coordinator died \(fruitless) times in a row when it took the run up, before it got "
                + "to a step"
        }
        if count >= Limits.attempts {
            return
                "the coordinator died \(count) times in a row over the run, before it got to a new checkpoint"
        }
        count += 1
        fruitless += 1
        return nil
    }

    /// The coordinator at work got somewhere.
    package mutating func bearFruit() { fruitless = 0 }
}

extension RunFolder {
    /// Keeps on the disk that a coordinator takes the run up, before it does so.
    ///
    /// - Parameter wasKilled: whether the coordinator that had it before was killed by somebody.
    /// - Throws: `StoreError.deadly` where coordinators died over the run too often, which is then not to be
    ///   taken up; `SystemError`, `StoreError` where the record cannot be read or written.
    package func takeUp(wasKilled: Bool = false) throws {
        var record = try record()
        let step = (try? checkpoints.newestStep()) ?? 0
        if var attempts = record.attempts {
            if let problem = attempts.begin(step: step, wasKilled: wasKilled) {
                throw StoreError(
                    .deadly,
                    "\(problem); its log says of what, most often there is too little memory. lockstep train "
                        + "--resume tries once more")
            }
            record.attempts = attempts
        } else {
            record.attempts = RunAttempts(step: step)
        }
        try write(record)
    }
}
