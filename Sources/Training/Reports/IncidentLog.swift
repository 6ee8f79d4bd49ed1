/// The newest incidents, the number of all, and those that are held back to be summed up.
struct IncidentLog: Sendable {
    private(set) var newest: [Incident] = []
    private(set) var total = 0
    private(set) var counts: [Incident.Kind: Int] = [:]
    private var floods: [Incident.Kind: Flood] = [:]

    /// What strangers go on bringing about: one is reported, then what came meanwhile, at longer and longer
    /// intervals.
    private struct Flood: Sendable {
        var until: Instant
        var pause: Duration
        var last: Incident?
        var heldBack = 0
    }

    /// Takes note of an incident.
    ///
    /// - Returns: what is to be reported now; nil where it is held back.
    mutating func add(_ incident: Incident, at now: Instant) -> Incident? {
        total += 1
        counts[incident.kind, default: 0] += 1
        guard incident.kind.canFlood else { return keep(incident) }
        guard var flood = floods[incident.kind] else {
            floods[incident.kind] = Flood(
                until: now + Limits.incidentPause, pause: Limits.incidentPause)
            return keep(incident)
        }
        flood.heldBack += 1
        flood.last = incident
        floods[incident.kind] = flood
        return nil
    }

    /// The sums of what was held back and is due.
    mutating func due(at now: Instant) -> [Incident] {
        guard !floods.isEmpty else { return [] }
        var incidents: [Incident] = []
        for kind in Incident.Kind.allCases {
            guard var flood = floods[kind], flood.until <= now else { continue }
            guard var last = flood.last else {
                floods[kind] = nil
                continue
            }
            last.count = flood.heldBack
            flood.pause = min(flood.pause * 2, Limits.incidentLongestPause)
            floods[kind] = Flood(until: now + flood.pause, pause: flood.pause)
            incidents.append(keep(last))
        }
        return incidents
    }

    private mutating func keep(_ incident: Incident) -> Incident {
        newest.append(incident)
        if newest.count > Limits.incidents { newest.removeFirst() }
        return incident
    }
}

extension Incident.Kind {
    /// Whether somebody who is no worker can bring it about, as often as he likes.
    fileprivate var canFlood: Bool { self == .badMessage || self == .workerRefused }
}
