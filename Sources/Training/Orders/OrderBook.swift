/// The orders that a coordinator knows: one is computed, the others wait or have come to an end.
package struct OrderBook: Sendable {
    /// What has become of an order.
    package enum End: Sendable, Equatable {
        /// Its outputs are being put in their place.
        case keeping
        /// They are there.
        case kept
        case failed(String)
    }

    /// Those that are computed next, the next one first.
    package private(set) var waiting: [ForecastOrder] = []
    /// The one that is computed; nil where none is.
    package var work: OrderWork?
    /// Workers that compute the order, and nothing for the run at work once they hold it.
    package private(set) var lent: Set<PeerID> = []
    /// How many there were when it was decided which of them compute for the order beside a run.
    package private(set) var lentOf = 0
    /// Whether those that are lent have had no slices since a step's border.
    package private(set) var isFresh = false
    private var ends: [String: (order: ForecastOrder, end: End)] = [:]
    /// When somebody asked for each of them last.
    private var askedAt: [String: Instant] = [:]

    package init() {}

    /// Those of them that have no time for the run: whoever still fetches what the order is computed from
    /// computes for the run meanwhile.
    package var taken: Set<PeerID> {
        guard let work else { return [] }
        return lent.filter { work.isHeld(by: $0) }
    }

    /// Lends workers to the order; what others have in hand of it they need not compute any more.
    ///
    /// - Parameter count: of workers among whom they were chosen.
    package mutating func lend(_ peers: some Sequence<PeerID>, of count: Int) {
        lent = Set(peers)
        lentOf = count
        isFresh = true
        guard let work else { return }
        for (peer, _) in Array(work.handouts.all) where !lent.contains(peer) { self.work?.release(peer) }
    }

    /// Takes in that slices were given to all that could have some.
    package mutating func given() { isFresh = false }

    /// Takes those back that have nothing of the order in hand, or are late with it.
    package mutating func takeBack() {
        guard let work else { return }
        lend(lent.filter { work.handouts[$0] != nil && work.lates(of: $0) == 0 }, of: lentOf)
        isFresh = false
    }

    /// A worker is gone, or another has its address.
    package mutating func forget(_ peer: PeerID) {
        if planted(.lostSlicesStayGiven) { return }
        work?.forget(peer)
        lent.remove(peer)
    }

    /// Takes in that a worker cannot compute the order.
    package mutating func isUnable(_ member: Member, because reason: String) {
        work?.isUnable(member, because: reason)
        lent.remove(member.peer)
    }

    /// Takes in that somebody asks for an order.
    ///
    /// - Returns: whether it is one that is not known.
    package mutating func ask(_ order: ForecastOrder, at now: Instant) -> Bool {
        guard askedAt[order.digest] == nil else {
            askedAt[order.digest] = now
            return false
        }
        guard askedAt.count < Limits.orders else { return false }
        askedAt[order.digest] = now
        waiting.append(order)
        return true
    }

    /// Takes in that somebody asks how far an order is.
    package mutating func asked(_ digest: String, at now: Instant) {
        if askedAt[digest] != nil { askedAt[digest] = now }
    }

    /// Begins the next order where none is computed.
    package mutating func beginNext(at now: Instant) {
        guard work == nil, !waiting.isEmpty else { return }
        work = OrderWork(waiting.removeFirst(), at: now)
        lent = []
    }

    /// Ends the one that is computed.
    package mutating func end(_ end: End) {
        guard let order = work?.order else { return }
        ends[order.digest] = (order, end)
        work = nil
        lent = []
    }

    /// Takes in that an order's outputs are in their place, or could not be put there.
    package mutating func kept(_ digest: String, problem: String?) {
        if let problem {
            if work?.order.digest == digest { return end(.failed(problem)) }
            if let known = ends[digest] { ends[digest] = (known.order, .failed(problem)) }
        } else if let known = ends[digest], known.end == .keeping {
            ends[digest] = (known.order, .kept)
        }
    }

    /// Gives up the orders that nobody has asked about for so long that nobody waits for them.
    ///
    /// - Returns: their digests.
    package mutating func forgetUnwanted(at now: Instant) -> [String] {
        let unwanted = askedAt.filter { $0.value + Limits.orderPatience <= now }.keys.sorted()
        for digest in unwanted {
            askedAt[digest] = nil
            ends[digest] = nil
            waiting.removeAll { $0.digest == digest }
            if work?.order.digest == digest {
                work = nil
                lent = []
            }
        }
        return unwanted
    }

    /// Takes in that nobody could be heard for so long.
    package mutating func excuse(_ time: Duration) {
        askedAt = askedAt.mapValues { $0 + time }
        work?.excuse(time)
    }

    /// How far an order is; nil for one that is not known.
    package func progress(of digest: String, at now: Instant) -> OrderProgress? {
        if let work, work.order.digest == digest { return work.progress(at: now) }
        if let order = waiting.first(where: { $0.digest == digest }) {
            return OrderProgress(state: .waiting, slices: order.slices, answered: 0, workers: 0)
        }
        guard let (order, end) = ends[digest] else { return nil }
        func progress(_ state: OrderProgress.State, reason: String? = nil) -> OrderProgress {
            OrderProgress(
                state: state, slices: order.slices, answered: order.slices, workers: 0, reason: reason)
        }
        return switch end {
        case .keeping: progress(.computing)
        case .kept: progress(.done)
        case .failed(let reason): progress(.failed, reason: reason)
        }
    }
}
