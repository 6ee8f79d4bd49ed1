import Series
import Tables

/// The workers that a coordinator has admitted, in the order of their names, so that decisions depend on
/// nothing else; and what is remembered of those that are gone.
package struct Crew: Sendable {
    package private(set) var sorted: [Member] = []
    private var names: [PeerID: String] = [:]
    /// The speeds that are known, in ascending order.
    private(set) var speeds: [Double] = []
    /// Of all members together.
    package private(set) var load = Load()
    /// When workers were lost that have not come back, by name.
    package private(set) var missing: [String: Instant] = [:]
    /// Names of workers that compute wrongly.
    private var quarantined: Set<String> = []

    package init() {}

    package subscript(peer: PeerID) -> Member? { place(of: peer).map { sorted[$0] } }

    package var isEmpty: Bool { sorted.isEmpty }
    package var count: Int { sorted.count }

    package func named(_ name: String) -> Member? {
        let place = place(of: name)
        return place < sorted.count && sorted[place].hello.name == name ? sorted[place] : nil
    }

    /// Members that have said nothing for `Limits.silence`, and a member's own `patience` beyond that.
    package func silent(at now: Instant, patience: (Member) -> Duration = { _ in .zero }) -> [Member] {
        sorted.filter { $0.lastSeen + Limits.silence + patience($0) <= now }
    }

    /// Takes in that nobody could be heard for so long.
    package mutating func excuse(_ time: Duration) { updateAll { $0.lastSeen = $0.lastSeen + time } }

    /// Members that work may be given to, whether they have some or not.
    package var able: [Member] { sorted.filter(\.isAble) }

    /// Whether anybody else is there who could give a second opinion on a worker's answers, and answers what
    /// he is given: one that lives and hands in nothing would hold up everybody for ever.
    package func hasSecond(to name: String) -> Bool {
        sorted.contains { $0.hello.name != name && $0.isAble && !$0.answersNothing }
    }

    /// Whether work will be done sooner or later: somebody is there who is trusted.
    package var isDeserted: Bool { sorted.allSatisfy(\.isQuarantined) }

    package mutating func update(_ peer: PeerID, _ change: (inout Member) -> Void) {
        guard let place = place(of: peer) else { return }
        let before = (speed: sorted[place].speed.microbatches, load: sorted[place].load)
        change(&sorted[place])
        noteSpeed(sorted[place].speed.microbatches, insteadOf: before.speed)
        load.replace(before.load, by: sorted[place].load)
    }

    package mutating func updateAll(_ change: (inout Member) -> Void) {
        for peer in sorted.map(\.peer) { update(peer, change) }
    }

    // MARK: Coming and going

    /// Adds a worker, in place of one with the same address.
    ///
    /// - Returns: since when it had been missing; nil where nobody missed it.
    package mutating func admit(_ hello: Hello, from peer: PeerID, at now: Instant) -> Instant? {
        remove(peer)
        var member = Member(peer: peer, hello: hello, at: now)
        member.isQuarantined = quarantined.contains(hello.name)
        sorted.insert(member, at: place(of: hello.name))
        names[peer] = hello.name
        return missing.removeValue(forKey: hello.name)
    }

    @discardableResult
    package mutating func remove(_ peer: PeerID) -> Member? {
        guard let place = place(of: peer) else { return nil }
        names[peer] = nil
        noteSpeed(nil, insteadOf: sorted[place].speed.microbatches)
        load.replace(sorted[place].load, by: Load())
        return sorted.remove(at: place)
    }

    /// Remembers that a worker has gone without a word.
    package mutating func miss(_ name: String, since now: Instant) {
        if missing.count >= Limits.workers { missing = missing.filter { now < $0.value + Limits.missed } }
        if missing.count < Limits.workers { missing[name] = now }
    }

    /// Gives a worker no work any more, whatever address it comes back from.
    ///
    /// - Returns: the worker, where it is there.
    package mutating func quarantine(_ name: String) -> Member? {
        if !planted(.quarantineEndsWithTheConnection) { quarantined.insert(name) }
        guard let member = named(name) else { return nil }
        update(member.peer) { $0.isQuarantined = true }
        return member
    }

    /// Where the first member stands whose name is not before `name`.
    private func place(of name: String) -> Int { sorted.partitioningIndex { $0.hello.name >= name } }

    private func place(of peer: PeerID) -> Int? { names[peer].map { place(of: $0) } }

    /// Keeps `speeds` in order.
    private mutating func noteSpeed(_ speed: Double?, insteadOf before: Double?) {
        guard speed != before else { return }
        if let before { speeds.remove(at: speeds.partitioningIndex { $0 >= before }) }
        if let speed { speeds.insert(speed, at: speeds.partitioningIndex { $0 >= speed }) }
    }
}
