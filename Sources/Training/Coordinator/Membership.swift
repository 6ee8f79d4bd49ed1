/// The address of a peer: the number of the socket that it came in by, and the bytes that name its connection
/// there. They mean nothing to the logic.
package struct PeerID: Hashable, Sendable {
    package let socket: Int
    package let identity: [UInt8]

    package init(socket: Int, identity: [UInt8]) {
        self.socket = socket
        self.identity = identity
    }
}

/// The workers that a coordinator has admitted, in the order of their names, so that decisions depend on
/// nothing else.
struct Membership: Sendable {
    private(set) var sorted: [Member] = []
    private var places: [PeerID: Int] = [:]

    subscript(peer: PeerID) -> Member? { places[peer].map { sorted[$0] } }

    var isEmpty: Bool { sorted.isEmpty }
    var count: Int { sorted.count }

    func named(_ name: String) -> Member? {
        let place = place(of: name)
        return place < sorted.count && sorted[place].hello.name == name ? sorted[place] : nil
    }

    func silent(at now: Instant) -> [Member] { sorted.filter { $0.lastSeen + Limits.silence <= now } }

    /// Adds a member, in place of one with the same address.
    mutating func add(_ member: Member) {
        _ = remove(member.peer)
        sorted.insert(member, at: place(of: member.hello.name))
        renumber()
    }

    mutating func remove(_ peer: PeerID) -> Member? {
        guard let place = places.removeValue(forKey: peer) else { return nil }
        defer { renumber() }
        return sorted.remove(at: place)
    }

    mutating func update(_ peer: PeerID, _ change: (inout Member) -> Void) {
        if let place = places[peer] { change(&sorted[place]) }
    }

    mutating func updateAll(_ change: (inout Member) -> Void) {
        for place in sorted.indices { change(&sorted[place]) }
    }

    /// Where the first member stands whose name is not before `name`.
    private func place(of name: String) -> Int {
        var (lower, upper) = (0, sorted.count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if sorted[middle].hello.name < name { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }

    private mutating func renumber() {
        for (place, member) in sorted.enumerated() { places[member.peer] = place }
    }
}
