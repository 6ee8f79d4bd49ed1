/// A node that is computed by two workers, and by a third where these do not agree.
package struct Audit: Sendable {
    package let node: TreeNode
    package let since: Instant
    /// In the order in which they came; of one worker several only where it contradicts itself.
    package private(set) var answers: [(worker: String, value: NodeSum)]
    /// How often each worker has been asked for a second opinion.
    package private(set) var questions: [String: Int] = [:]

    package init(node: TreeNode, since: Instant, first: NodeSum, from worker: String) {
        self.node = node
        self.since = since
        answers = [(worker, first)]
    }

    /// Whether several workers have answered and no two agree.
    package var isDisputed: Bool { answers.contains { $0.worker != answers[0].worker } }

    package func hasAnswer(of worker: String) -> Bool { answers.contains { $0.worker == worker } }

    package mutating func asked(_ worker: String) { questions[worker, default: 0] += 1 }

    /// Takes in an answer; the same one again, as a message that came twice brings it, tells nothing new.
    package mutating func add(_ value: NodeSum, from worker: String) {
        if answers.contains(where: { $0.worker == worker && $0.value.hasSameBits(as: value) }) { return }
        answers.append((worker, value))
    }

    /// What two different workers agree on; nil while no two do.
    package var verdict: (value: NodeSum, agreed: [String], liars: [String])? {
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
