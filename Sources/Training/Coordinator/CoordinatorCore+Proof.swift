import Jobs
package import Neural

/// What a simulator looks at from the inside, to hold the coordinator to its promises.
extension CoordinatorCore {
    /// The identifier of the run at work, or the last one.
    package var currentRun: String? { run?.id }

    /// The newest checkpoint that the coordinator takes for safe on disk.
    package var saved: (run: String, step: Int)? {
        run.flatMap { run in run.checkpoints.savedStep.map { (run.id, $0) } }
    }

    /// Whether there is something to be computed.
    package var isAtWork: Bool { work != nil }

    /// Whether anybody has a share of it in hand.
    package var isAnybodyAtWork: Bool { work?.handouts.isEmpty == false }

    /// Whether all has been answered, and what is missing is second opinions alone.
    package var awaitsOpinions: Bool {
        work.map { !$0.audits.isEmpty && !$0.answered.contains(false) } ?? false
    }

    /// A number that changes whenever something has been done for the run at work: a leaf is answered, or a
    /// second opinion given.
    package var progress: Int {
        let missing = (work?.audits ?? []).reduce(0) { $0 + max(1, 8 - $1.answers.count) }
        return ((run?.state.step ?? 0) << 20) + ((run?.state.epochs.count ?? 0) << 18) + 8 * answeredCount
            - missing
    }

    /// Updates applied; nil without a run.
    package var currentStep: Int? { run?.state.step }

    /// Everything that training has arrived at, and the last step's gradient over its samples; nil without a
    /// run.
    package var arrived: (TrainingState, mean: Vector)? { run.map { ($0.state, $0.meanGradient) } }

    package var currentTerm: UInt64 { term }

    /// Leaves of the work at hand for which an answer is there.
    package var answeredCount: Int {
        work?.answered.count { $0 } ?? 0
    }

    /// Workers that have the job, are trusted and answer what they are given, other than one of them.
    package func readyWorkers(besides name: String) -> Int {
        crew.able.count { $0.hello.name != name && !$0.answersNothing }
    }

    /// What in the state contradicts itself or exceeds a limit; nil while all is well.
    ///
    /// - Parameter isThorough: whether to look at each member and order, too.
    package func contradiction(isThorough: Bool) -> String? {
        if crew.count > Limits.workers { return "\(crew.count) members" }
        if incidents.newest.count > Limits.incidents { return "\(incidents.newest.count) incidents are kept" }
        if crew.missing.count > Limits.workers {
            return "\(crew.missing.count) missing workers are remembered"
        }
        let names = isThorough ? crew.sorted[...] : []
        for (first, second) in zip(names, names.dropFirst()) where first.hello.name == second.hello.name {
            return "two members are called \(first.hello.name)"
        }
        if let order = orders.work {
            for (peer, _) in order.handouts.all where !orders.lent.contains(peer) || crew[peer] == nil {
                return "somebody has slices who is not lent, or is no member"
            }
            if orders.lent.count > max(1, orders.lentOf / 2) {
                return "\(orders.lent.count) of \(orders.lentOf) workers are lent"
            }
        }
        guard let work, let run else { return nil }
        switch (run.stage, work.purpose) {
        case (.training, .train):
            if work.step != run.state.step {
                return "step \(work.step) is computed after \(run.state.step) updates"
            }
        case (.validating, .validate), (.testing, .test): break
        case (let stage, let purpose): return "the run is \(stage), and the work is to \(purpose)"
        }
        if work.audits.count > 2 * work.leaves {
            return "\(work.audits.count) second opinions for \(work.leaves) leaves"
        }
        for (peer, handout) in work.handouts.all where isThorough {
            guard let member = crew[peer] else { return "somebody who is no member has work" }
            if member.isQuarantined { return "\(member.hello.name) is in quarantine and has work" }
            if handout.leaves.isEmpty || handout.leaves.lowerBound < 0
                || handout.leaves.upperBound > work.leaves
            {
                return "\(member.hello.name) has \(handout.leaves) of \(work.leaves) leaves"
            }
        }
        return nil
    }
}
