import Series
import Tables

/// Who is much slower than the others, or late.
extension Crew {
    /// A worker that has been slow for so long that people should know.
    package struct Slowness: Sendable, Equatable {
        /// Microbatches a second: its own, and what is usual among the others.
        package let own: Double
        package let usual: Double
        package let since: Instant
    }

    /// Takes in that a worker's speed was measured.
    ///
    /// - Returns: its slowness, once, where it has become much slower than the others.
    package mutating func watchSpeed(of peer: PeerID, at now: Instant) -> Slowness? {
        guard let member = self[peer], let own = member.speed.microbatches,
            member.speed.count >= Limits.slowMeasurements, let usual = usualSpeed(without: peer)
        else { return nil }
        if own > Limits.slowShareOver * usual {
            if member.slowness != .none { update(peer) { $0.slowness = .none } }
            return nil
        }
        switch member.slowness {
        case .none:
            if own < Limits.slowShare * usual { update(peer) { $0.slowness = .suspected(since: now) } }
            return nil
        case .suspected(let since):
            guard since + Limits.slowPatience <= now else { return nil }
            update(peer) { $0.slowness = .known(since: since) }
            return Slowness(own: own, usual: usual, since: since)
        case .known: return nil
        }
    }

    /// The middle one of the others' speeds, in microbatches a second.
    package func usualSpeed(without peer: PeerID) -> Double? {
        guard let own = self[peer]?.speed.microbatches else {
            return speeds.isEmpty ? nil : speeds[speeds.count / 2]
        }
        let others = speeds.count - 1
        guard others > 0 else { return nil }
        // The middle one of a list that lacks its own.
        return speeds[others / 2 + (speeds.partitioningIndex { $0 >= own } <= others / 2 ? 1 : 0)]
    }

    /// Takes in that a worker was late with so many microbatches, given to it at `since`: it gets no work for
    /// a while, and for longer the less it answers.
    package mutating func wasLate(_ peer: PeerID, microbatches count: Int, since: Instant, at now: Instant) {
        update(peer) {
            $0.lates += 1
            let rest = Limits.lateRest * (1 << min(max($0.lates - 1, 0), 10))
            $0.restsUntil = now + min(rest, Limits.lateLongestRest)
            $0.speed.wasLate(microbatches: count, seconds: now.seconds(since: since))
        }
    }
}
