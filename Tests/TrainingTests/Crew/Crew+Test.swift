import Training

extension Hello {
    static func test(_ name: String, threads: Int = 1) -> Hello {
        Hello(name: name, host: "host", pid: 7, threads: threads, fingerprint: "same")
    }
}

extension PeerID {
    static func test(_ name: String) -> PeerID { PeerID(socket: 0, identity: Array(name.utf8)) }
}

extension Crew {
    /// Workers that have the job.
    static func ready(_ names: [String], at now: Instant) -> Crew {
        var crew = Crew()
        for name in names {
            _ = crew.admit(.test(name), from: .test(name), at: now)
            crew.update(.test(name)) { $0.state = .ready }
        }
        return crew
    }
}
