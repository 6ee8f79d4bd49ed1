import Training

/// The network: what gets through, when, and how often.
extension SimulatedCluster {
    /// Opens a connection for a worker, if there is a coordinator to connect to.
    func connect(_ worker: Int) {
        guard workers[worker].connection == nil else { return }
        guard coordinator.isAlive, !isCutOff[worker].toCoordinator, !isCutOff[worker].toWorker else {
            return planSoon(
                .workerConnects(worker: worker, incarnation: workers[worker].incarnation), milliseconds: 100)
        }
        let number = connections.count
        connections.append(Connection(number: number, worker: worker))
        workers[worker].connection = number
        workers[worker].wellSince = now
        trace.note(20, worker, number, at: now, "\(workers[worker].name) is connected (\(number))")
        var heartbeats = 0
        while let envelope = workers[worker].outbox.removeFirst() {
            if envelope.message.isSignOfLife { heartbeats += 1 }
            if heartbeats > 1 { checks.fail("signs of life that are old are sent one after the other") }
            sendToCoordinator(envelope, from: worker)
        }
    }

    /// Closes a connection: what is on its way is lost.
    ///
    /// - Parameter isNoticed: whether the coordinator hears of it, as it does unless a whole machine
    ///   vanishes.
    func close(_ number: Int, isNoticed: Bool) {
        guard connections[number].isOpen else { return }
        connections[number].isOpen = false
        let worker = connections[number].worker
        if workers[worker].connection == number { workers[worker].connection = nil }
        trace.note(21, worker, number, at: now, "connection \(number) of \(workers[worker].name) closes")
        if isNoticed, coordinator.isAlive {
            planSoon(
                .coordinatorEvent(
                    .unreachable(connections[number].peer), incarnation: coordinator.incarnation),
                milliseconds: 1)
        }
    }

    func sendToCoordinator(_ envelope: Envelope, from worker: Int) {
        guard let number = workers[worker].connection, connections[number].isOpen else {
            _ = workers[worker].outbox.add(envelope, isSignOfLife: envelope.message.isSignOfLife)
            if workers[worker].outbox.count > Limits.queuedMessages {
                checks.fail("\(workers[worker].outbox.count) messages wait for a connection")
            }
            return
        }
        guard connections[number].waitingForCoordinator < Limits.queuedMessages else { return }
        let sent = lines[machine(of: worker)].send(bytes(of: envelope, worker), isUp: true, at: now)
        for delay in deliveries(isCutOff: isCutOff[worker].toCoordinator) {
            let time = arrival(sent, after: delay, behind: &connections[number].lastToCoordinator)
            connections[number].waitingForCoordinator += 1
            queue.push(.toCoordinator(envelope, connection: number), at: time)
        }
    }

    func sendToWorker(_ envelope: Envelope, by number: Int) {
        let worker = connections[number].worker
        guard connections[number].waitingForWorker < Limits.queuedMessages else { return }
        let sent = lines[machine(of: worker)].send(bytes(of: envelope, worker), isUp: false, at: now)
        for delay in deliveries(isCutOff: isCutOff[worker].toWorker) {
            let time = arrival(sent, after: delay, behind: &connections[number].lastToWorker)
            connections[number].waitingForWorker += 1
            weigh(envelope, number)
            queue.push(.toWorker(envelope, connection: number), at: time)
        }
    }

    /// What is sent to a worker again and again, while it is on the way, would never all arrive.
    private func weigh(_ envelope: Envelope, _ number: Int) {
        if connections[number].onTheWay.term != envelope.term {
            // Another run's name and data are not the same again.
            connections[number].onTheWay = (envelope.term, 0, 0, 0)
        }
        switch envelope.message {
        case .dataChunk: connections[number].onTheWay.chunks += 1
        case .assignment(let order) where order.weights != nil: connections[number].onTheWay.weights += 1
        case .prepare: connections[number].onTheWay.names += 1
        default: return
        }
        let worker = workers[connections[number].worker]
        guard !areFaultsOver, faults.isLossless, faults.duplicate == 0, !worker.isPaused else { return }
        let onTheWay = connections[number].onTheWay
        if onTheWay.chunks > 3 || onTheWay.weights > 5 || onTheWay.names > 3 {
            checks.fail("\(worker.name) is sent the same again while it is on the way")
        }
    }

    /// For each copy of a message that gets through, how long it takes, and whether it keeps its place in the
    /// order.
    private func deliveries(isCutOff: Bool) -> [(nanoseconds: Double, keepsOrder: Bool)] {
        var time = faults.latency + faults.jitter * chance.unit()
        if isCutOff {
            // Lost, or sent again by the transport once there is a way.
            guard chance.happens(0.5) else { return [] }
            time += chance.between(0, 5e9)
        }
        guard !areFaultsOver else { return [(time, true)] }
        if chance.happens(faults.drop) { return [] }
        var deliveries = [(time, true)]
        if chance.happens(faults.reorder) { deliveries[0] = (time + chance.logBetween(1e5, 2e9), false) }
        if chance.happens(faults.duplicate) { deliveries.append((time + chance.logBetween(1e5, 2e9), false)) }
        return deliveries
    }

    /// The machine that a worker runs on: every other one on the coordinator's own.
    func machine(of worker: Int) -> Int {
        worker.isMultiple(of: 2) ? 0 : 1 + worker / 2 % (lines.count - 1)
    }

    /// What a message weighs on a line, in bytes: vectors four a number, all else as much less than in
    /// earnest as vectors are shorter.
    private func bytes(of envelope: Envelope, _ worker: Int) -> Double {
        switch envelope.message {
        case .gradient(let gradient) where !workers[worker].sharesMemory: 4 * Double(gradient.partial.count)
        case .assignment(let order) where !workers[worker].sharesMemory:
            4 * Double(order.weights?.count ?? 0)
        case .forecasts(let forecasts): 4 * Double(forecasts.outputs.count)
        case .dataChunk: Double(Limits.dataChunkBytes) * slowestLine / Limits.slowestLine
        default: 100 * slowestLine / Limits.slowestLine
        }
    }

    private func arrival(
        _ sent: Int64, after delay: (nanoseconds: Double, keepsOrder: Bool), behind last: inout Int64
    ) -> Int64 {
        let time = sent + Int64(delay.nanoseconds)
        guard delay.keepsOrder else { return time }
        last = max(last, time)
        return last
    }

    func arriveAtCoordinator(_ envelope: Envelope, by number: Int) {
        // Counted when it is taken in, or lost: what waits in a stopped process's queue fills that queue.
        guard connections[number].isOpen, coordinator.isAlive else {
            connections[number].waitingForCoordinator -= 1
            return
        }
        if coordinator.isPaused {
            return coordinator.backlog.append(.toCoordinator(envelope, connection: number))
        }
        connections[number].waitingForCoordinator -= 1
        let (kind, detail) = envelope.message.traceCode
        trace.note(
            kind, detail, number, at: now,
            "\(workers[connections[number].worker].name) -> c, term \(envelope.term): "
                + "\(envelope.message.traceWords)"
        )
        let isStale = envelope.term != coordinator.core.currentTerm
        let before = isStale ? coordinator.core.answeredCount : 0
        let steps = coordinator.core.currentStep
        if case .gradient = envelope.message { outcome.partials += 1 }
        if case .hello = envelope.message { workers[connections[number].worker].joinedBy = number }
        handle(.received(envelope, from: connections[number].peer))
        switch envelope.message {
        case .gradient, .evaluation:
            let isUsed = coordinator.core.answeredCount != before || coordinator.core.currentStep != steps
            if isStale, isUsed { checks.fail("a sum of term \(envelope.term) was used") }
        default: break
        }
    }

    func arriveAtWorker(_ envelope: Envelope, by number: Int) {
        let worker = connections[number].worker
        guard connections[number].isOpen, workers[worker].isAlive else {
            connections[number].waitingForWorker -= 1
            return
        }
        if workers[worker].isPaused {
            return workers[worker].backlog.append(.toWorker(envelope, connection: number))
        }
        connections[number].waitingForWorker -= 1
        switch envelope.message {
        case .dataChunk: connections[number].onTheWay.chunks = 0
        case .assignment: connections[number].onTheWay.weights = 0
        case .prepare: connections[number].onTheWay.names = 0
        default: break
        }
        let (kind, detail) = envelope.message.traceCode
        trace.note(
            kind, detail, number, at: now,
            "c -> \(workers[worker].name), term \(envelope.term): \(envelope.message.traceWords)")
        let actions = workers[worker].core.handle(
            .received(envelope), at: workers[worker].clock.read(at: now))
        if envelope.term < workers[worker].term,
            actions.contains(where: { if case .compute = $0 { true } else { false } })
        {
            checks.fail("\(workers[worker].name) computes for term \(envelope.term)")
        }
        workers[worker].term = max(workers[worker].term, envelope.term)
        perform(actions, of: worker)
    }
}
