/// What has come in of the piece of work at hand: the sums that count, and those that wait for a second
/// opinion.
struct Tally<Value: Reducible>: Sendable {
    /// What an arriving node did.
    enum Outcome: Sendable {
        /// It counts, or would count if it were not there already; or the tree has no such node.
        case inserted(ReductionTree<Value>.Insertion)
        /// It waits for another worker's answer.
        case held
        /// Two workers agree: their value counts, and whoever sent another one computes wrongly.
        case decided(agreed: [String], liars: [String])
    }

    private(set) var tree: ReductionTree<Value>
    /// Nodes that wait for a second opinion, from left to right.
    private(set) var audits: [Audit<Value>] = []
    /// Whether every node needs a second opinion: the sum of all was not finite at the first attempt.
    let isDoubleChecked: Bool

    init(leaves: Int, isDoubleChecked: Bool = false) {
        tree = ReductionTree(leaves: leaves)
        self.isDoubleChecked = isDoubleChecked
    }

    /// For each leaf, whether some answer is there for it, checked or not.
    var answered: [Bool] {
        guard !audits.isEmpty else { return tree.isCovered }
        var answered = tree.isCovered
        for audit in audits { for leaf in audit.node.range { answered[leaf] = true } }
        return answered
    }

    func audit(of node: TreeNode) -> Audit<Value>? { audits.first { $0.node == node } }

    /// Takes in a worker's answer.
    ///
    /// - Parameters:
    ///   - isAudited: whether it needs a second opinion; one for a node that overlaps a disputed one always
    ///     does.
    mutating func take(
        _ value: Value, at node: TreeNode, from worker: String, isAudited: Bool, at now: Instant
    ) -> Outcome {
        if let index = audits.firstIndex(where: { $0.node == node }) {
            audits[index].add(value, from: worker)
            if planted(.disputesEndWithTheFirstAnswer), audits[index].isDisputed { accept(node) }
            guard index < audits.count, let verdict = audits[index].verdict else { return .held }
            audits.remove(at: index)
            _ = insert(verdict.value, at: node)
            return .decided(agreed: verdict.agreed, liars: verdict.liars)
        }
        let isNews = node.path(leaves: tree.leaves) != nil && node.range.contains { !tree.isCovered[$0] }
        if planted(.auditedSumsCountAtOnce) { return .inserted(insert(value, at: node)) }
        if isNews, isAudited || audits.contains(where: { $0.isDisputed && $0.node.overlaps(node) }) {
            let place = audits.firstIndex { $0.node.lower > node.lower } ?? audits.endIndex
            audits.insert(Audit(node: node, since: now, first: value, from: worker), at: place)
            return .held
        }
        return .inserted(insert(value, at: node))
    }

    /// Takes note that a worker has been asked for a second opinion.
    mutating func asked(_ worker: String, about node: TreeNode) {
        guard let index = audits.firstIndex(where: { $0.node == node }) else { return }
        audits[index].asked(worker)
    }

    /// Lets an answer count that nobody else is there to check.
    mutating func accept(_ node: TreeNode) {
        guard let index = audits.firstIndex(where: { $0.node == node }) else { return }
        let audit = audits.remove(at: index)
        if let first = audit.answers.first { _ = insert(first.value, at: node) }
    }

    /// Removes and returns the sum over all leaves, once every leaf is covered.
    mutating func takeRoot() -> Value? { tree.takeRoot() }

    private mutating func insert(_ value: Value, at node: TreeNode) -> ReductionTree<Value>.Insertion {
        let insertion = tree.insert(value, at: node)
        // What others have covered meanwhile needs no opinion any more, unless it is disputed.
        if insertion == .used, !audits.isEmpty {
            audits.removeAll { !$0.isDisputed && $0.node.range.allSatisfy { tree.isCovered[$0] } }
        }
        return insertion
    }
}

/// A node that is computed by two workers, and by a third where these do not agree.
struct Audit<Value: Reducible>: Sendable {
    let node: TreeNode
    let since: Instant
    /// In the order in which they came; of one worker several only where it contradicts itself.
    private(set) var answers: [(worker: String, value: Value)]
    /// How often each worker has been asked for a second opinion.
    private(set) var questions: [String: Int] = [:]

    init(node: TreeNode, since: Instant, first: Value, from worker: String) {
        self.node = node
        self.since = since
        answers = [(worker, first)]
    }

    /// Whether several workers have answered and no two agree.
    var isDisputed: Bool { answers.contains { $0.worker != answers[0].worker } }

    func hasAnswer(of worker: String) -> Bool { answers.contains { $0.worker == worker } }

    mutating func asked(_ worker: String) { questions[worker, default: 0] += 1 }

    /// Takes in an answer; the same one again, as a message that came twice brings it, tells nothing new.
    mutating func add(_ value: Value, from worker: String) {
        if answers.contains(where: { $0.worker == worker && $0.value.hasSameBits(as: value) }) { return }
        answers.append((worker, value))
    }

    /// What two different workers agree on; nil while no two do.
    var verdict: (value: Value, agreed: [String], liars: [String])? {
        for (index, first) in answers.enumerated() {
            for second in answers[..<index] where second.worker != first.worker {
                guard first.value.hasSameBits(as: second.value) else { continue }
                let liars = answers.filter { !$0.value.hasSameBits(as: first.value) }.map(\.worker)
                return (first.value, [second.worker, first.worker], Set(liars).sorted())
            }
        }
        return nil
    }
}
