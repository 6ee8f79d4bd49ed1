/// What workers say.
extension CoordinatorCore {
    mutating func receive(_ envelope: Envelope, from peer: PeerID, at now: Instant) {
        if case .hello(let hello) = envelope.message {
            admit(hello, from: peer, at: now)
            return
        }
        guard let member = crew[peer] else {
            if planted(.strangersGetNoAnswer) { return }
            send(
                .refused(
                    Refused(code: .unknownWorker, reason: "this coordinator does not know you; say Hello")),
                to: peer)
            return
        }
        crew.update(peer) { $0.lastSeen = now }
        if case .heartbeat(let heartbeat) = envelope.message {
            // Of any term: one of an earlier term may mean that the message that began this term was lost.
            receive(heartbeat, from: member, at: now)
            return
        }
        if case .leaving(let leaving) = envelope.message {
            // Of any term: it may leave before it has been told one.
            return leave(member, leaving, at: now)
        }
        if case .forecasts(let forecasts) = envelope.message {
            // Of any term: whenever it was computed, it is the same.
            return receive(forecasts, from: member, at: now)
        }
        guard envelope.term == term || planted(.staleTermsCount) else { return }
        switch envelope.message {
        case .ready(let ready):
            guard ready.run == run?.id else { return }
            work?.release(peer)
            crew.update(peer) {
                $0.state = .ready
                if !planted(.readyWorkersKeepTheirWeights) { $0.weightsVersion = nil }
            }
            dispatch(at: now)
        case .fetchData(let fetch):
            guard [run?.identity.dataDigest, orders.work?.order.digest].contains(fetch.digest) else { return }
            actions.append(.sendData(digest: fetch.digest, offset: fetch.offset, to: peer, term: term))
        case .gradient(let gradient): receive(Delivery(gradient), from: member, at: now)
        case .evaluation(let evaluation): receive(Delivery(evaluation), from: member, at: now)
        case .memoryAttached(let attached):
            guard attached.run == run?.id else { return }
            crew.update(peer) { $0.sharesMemory = true }
        case .unable(let unable): receive(unable, from: member, at: now)
        case .hello, .heartbeat, .leaving, .forecasts: return
        case .welcome, .refused, .prepare, .dataChunk, .assignment, .stop, .memoryOffer, .forecastAssignment:
            malformed(from: peer, "a message that only coordinators send", at: now)
        }
    }

    private mutating func receive(_ heartbeat: Heartbeat, from member: Member, at now: Instant) {
        crew.update(member.peer) {
            $0.reported = heartbeat.state
            $0.step = heartbeat.step
        }
        send(.heartbeat(heartbeat), to: member.peer)
        repeatWhatWasLost(member, reported: heartbeat.state, at: now)
    }

    /// A worker that says it has nothing, long after it was given something, never got the message; one that
    /// does not prepare, long after it was told to, never got that message, or its own that it is ready was
    /// lost; and one that has no job, though it said it was ready, said so before it joined anew.
    private mutating func repeatWhatWasLost(_ member: Member, reported: WorkerState, at now: Instant) {
        if planted(.lostMessagesStayLost) { return }
        if reported == .waiting || reported == .idle, let handout = orders.work?.handouts[member.peer],
            isLost(since: handout.since, by: member, at: now)
        {
            releaseSlices(of: member.peer)
            dispatch(at: now)
        }
        switch (member.state, reported) {
        case (.preparing, .idle), (.preparing, .waiting), (.preparing, .computing), (.ready, .idle):
            guard isLost(since: member.preparedAt, by: member, at: now) else { return }
            work?.release(member.peer)
            prepare(member.peer, at: now)
            dispatch(at: now)
        case (.ready, .waiting):
            guard let handout = work?.handouts[member.peer],
                isLost(since: handout.since, by: member, at: now)
            else { return }
            work?.release(member.peer)
            crew.update(member.peer) { $0.weightsVersion = nil }
            dispatch(at: now)
        case (.idle, _), (.preparing, .preparing), (.ready, .preparing), (.ready, .computing):
            return
        }
    }

    /// Whether a message that a worker seems not to have got is lost, not on its way.
    func isLost(since: Instant, by member: Member, at now: Instant) -> Bool {
        let way = planted(.lostMessagesCountTheWay) ? .zero : linePatience(member)
        return since + Limits.lostMessage + way <= now
    }

    mutating func malformed(from peer: PeerID, _ reason: String, at now: Instant) {
        note(
            .badMessage, "dropped: \(reason)", worker: crew[peer]?.hello.name, cause: .peer, at: now)
    }
}
