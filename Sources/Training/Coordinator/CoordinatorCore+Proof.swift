package import Neural

/// What a simulator looks at from the inside, to hold the coordinator to its promises.
extension CoordinatorCore {
    /// Updates applied; nil without a run.
    package var currentStep: Int? { run?.state.step }

    /// Everything that training has arrived at, and the last step's gradient over its samples; nil without a
    /// run.
    package var arrived: (TrainingState, mean: Vector)? { run.map { ($0.state, $0.meanGradient) } }

    package var currentTerm: UInt64 { term }

    /// Leaves of the work at hand for which an answer is there.
    package var answeredCount: Int {
        switch phase {
        case .training(let tally): tally.answered.count { $0 }
        case .evaluating(let tally): tally.answered.count { $0 }
        case .idle, .stopping, .stopped: 0
        }
    }

    /// Workers that have the job and are trusted, other than one of them.
    package func readyWorkers(besides name: String) -> Int {
        members.sorted.count { $0.isAble && $0.hello.name != name }
    }

    /// What in the state contradicts itself or exceeds a limit; nil while all is well.
    ///
    /// - Parameter isThorough: whether to look at each member and order, too.
    package func contradiction(isThorough: Bool) -> String? {
        if members.count > Limits.workers { return "\(members.count) members" }
        if incidents.newest.count > Limits.incidents { return "\(incidents.newest.count) incidents are kept" }
        if missing.count > Limits.workers { return "\(missing.count) missing workers are remembered" }
        let names = isThorough ? members.sorted[...] : []
        for (first, second) in zip(names, names.dropFirst()) where first.hello.name == second.hello.name {
            return "two members are called \(first.hello.name)"
        }
        let leaves: Int
        let audits: Int
        switch phase {
        case .training(let tally):
            (leaves, audits) = (tally.tree.leaves, tally.audits.count)
            if board.purpose != .train || board.step != run?.state.step {
                return "step \(board.step) is computed after \(run?.state.step ?? -1) updates"
            }
        case .evaluating(let tally):
            (leaves, audits) = (tally.tree.leaves, tally.audits.count)
            if board.purpose == .train { return "a step is evaluated" }
        case .idle, .stopping, .stopped: return nil
        }
        if audits > 2 * leaves { return "\(audits) second opinions for \(leaves) leaves" }
        for (peer, order) in isThorough ? board.orders : [:] {
            guard let member = members[peer] else { return "somebody who is no member has work" }
            if member.isQuarantined { return "\(member.hello.name) is in quarantine and has work" }
            if order.leaves.isEmpty || order.leaves.lowerBound < 0 || order.leaves.upperBound > leaves {
                return "\(member.hello.name) has \(order.leaves) of \(leaves) leaves"
            }
        }
        return nil
    }
}
