import Jobs

/// Orders, computed beside the run at work: by half of the workers at most, or all where nothing is trained.
extension CoordinatorCore {
    /// How far an order is; nil for one that is not known.
    package func progress(ofOrder digest: String, at now: Instant) -> OrderProgress? {
        orders.progress(of: digest, at: now)
    }

    /// Takes in that somebody asks for an order: the first time it is begun, or waits for its turn.
    mutating func ordered(_ order: ForecastOrder, at now: Instant) {
        guard case .notAsked = ending, orders.ask(order, at: now) else { return }
        report(.log("order \(order.digest.prefix(12)): \(order.slices) slice(s) of forecasts"))
        beginNextOrder(at: now)
    }

    /// Takes in that an order's outputs are in their place, or could not be put there.
    mutating func forecastsKept(_ digest: String, problem: String?, at now: Instant) {
        orders.kept(digest, problem: problem)
        if let problem { report(.log("order \(digest.prefix(12)) failed: \(problem)")) }
        beginNextOrder(at: now)
    }

    /// Gives up what nobody asks for any more.
    mutating func forgetUnwantedOrders(at now: Instant) {
        let unwanted = orders.forgetUnwanted(at: now)
        guard !unwanted.isEmpty else { return }
        for digest in unwanted { actions.append(.removeForecasts(order: digest)) }
        clearOrderLoads()
        beginNextOrder(at: now)
    }

    private mutating func beginNextOrder(at now: Instant) {
        orders.beginNext(at: now)
        dispatch(at: now)
    }

    // MARK: Who computes

    /// At a step's border: lends workers to the order, at most half of them. One alone computes a share of
    /// each in turn.
    mutating func lendForAStep(at now: Instant) {
        guard let order = orders.work else { return }
        let able = crew.able.filter { !$0.isResting(at: now) && !$0.answersNothing }
        let most = planted(.allAreLent) ? able.count : max(1, able.count / 2)
        func rank(_ member: Member) -> (Int, Int, Int) {
            (
                order.lates(of: member.peer), order.isHeld(by: member.peer) ? 0 : 1,
                orders.lent.contains(member.peer) ? 0 : 1
            )
        }
        let suited = able.filter(order.suits).sorted { rank($0) < rank($1) }
        orders.lend(suited.prefix(most).map(\.peer), of: able.count)
    }

    /// Lends all that nothing else is there for, and takes back those without whom a step would not end.
    private mutating func lend(at now: Instant) {
        guard let order = orders.work else { return }
        guard let work else {
            let members = crew.sorted.filter { order.suits($0) && $0.state != .preparing }
            return orders.lend(members.map(\.peer), of: 2 * members.count)
        }
        let taken = orders.taken
        let others = crew.able.contains {
            !$0.isResting(at: now) && !$0.answersNothing && !taken.contains($0.peer)
        }
        // A worker alone has its share before it goes on with the run.
        let isNeeded = !others && !orders.isFresh
        if isNeeded || !work.audits.isEmpty || work.handouts.hasLate(at: now) { orders.takeBack() }
    }

    /// Gives slices to all that are lent and have none.
    mutating func giveSlices(at now: Instant) {
        guard orders.work != nil else { return }
        lend(at: now)
        for member in crew.sorted where orders.lent.contains(member.peer) {
            guard let order = orders.work, order.handouts[member.peer] == nil, order.suits(member),
                work?.handouts[member.peer] == nil || !order.isHeld(by: member.peer),
                let slices = order.share(
                    for: member, takers: orders.lent.count, seconds: secondsOfAShare(member), at: now)
            else { continue }
            give(slices, to: member, at: now)
        }
        orders.given()
        // Those who are late are told once more what they were given.
        for (peer, handout) in orders.work?.handouts.late(at: now) ?? [] {
            orders.work?.wait(for: peer, at: now)
            if let member = crew[peer] { say(handout.leaves, to: member) }
        }
    }

    /// One worker alone computes as long for an order as for a step.
    private func secondsOfAShare(_ member: Member) -> Double {
        guard work != nil, crew.able.count == 1 else { return Limits.orderShare.inSeconds }
        return min(
            Limits.orderShare.inSeconds, max(Limits.lateMinimum.inSeconds, member.speed.computing))
    }

    private mutating func give(_ slices: Range<Int>, to member: Member, at now: Instant) {
        guard let order = orders.work else { return }
        crew.update(member.peer) {
            $0.orderLoad = Load(
                parts: order.isHeld(by: member.peer) ? 0 : 1, numbers: order.order.numbers(slices))
        }
        orders.work?.give(slices, to: member.peer, at: now)
        say(slices, to: member)
    }

    private mutating func say(_ slices: Range<Int>, to member: Member) {
        guard let order = orders.work?.order else { return }
        send(
            .forecastAssignment(
                ForecastAssignment(order: order.digest, bytes: order.bytes, slices: slices)), to: member.peer)
    }

    // MARK: Taking in

    mutating func receive(_ forecasts: Forecasts, from member: Member, at now: Instant) {
        guard !member.isQuarantined, let order = orders.work?.order,
            forecasts.order == order.digest || planted(.otherOrdersCount)
        else { return }
        guard (0..<order.slices).contains(forecasts.slice),
            forecasts.outputs.count == order.numbers(forecasts.slice..<forecasts.slice + 1)
                || planted(.otherOrdersCount)
        else {
            return malformed(
                from: member.peer,
                "\(forecasts.outputs.count) outputs of slice \(forecasts.slice), which do not fit the order",
                at: now)
        }
        let isNews =
            orders.work?.take(forecasts.slice, from: member, time: forecasts.computeTime, at: now) == true
        clearOrderLoads()
        if isNews {
            let left = orders.work?.left ?? 0
            let place = planted(.outputsFollowArrival) ? order.slices - left - 1 : forecasts.slice
            actions.append(
                .keepForecasts(
                    order: order.digest, outputs: forecasts.outputs, place: order.places[place]))
            if left == 0 {
                actions.append(.finishForecasts(order))
                orders.end(.keeping)
                orders.beginNext(at: now)
                clearOrderLoads()
            }
        }
        dispatch(at: now)
    }

    mutating func receive(_ unable: Unable, from member: Member, at now: Instant) {
        guard unable.order == orders.work?.order.digest else { return }
        report(.log("\(member.hello.name) cannot compute the order: \(unable.reason)"))
        orders.isUnable(member, because: unable.reason)
        clearOrderLoads()
        if let order = orders.work, !crew.sorted.contains(where: order.suits) {
            orders.end(.failed("\(member.hello.name) cannot compute it: \(unable.reason)"))
            actions.append(.removeForecasts(order: unable.order))
            orders.beginNext(at: now)
        }
        dispatch(at: now)
    }

    /// Takes back what a worker has in hand of the order: it never got the message, or has lost it.
    mutating func releaseSlices(of peer: PeerID) {
        orders.work?.release(peer)
        clearOrderLoads()
    }

    /// Nothing of an order is on the way to those who have nothing of it in hand and do not fetch it.
    private mutating func clearOrderLoads() {
        for member in crew.sorted where member.orderLoad != Load() {
            guard let order = orders.work else {
                crew.update(member.peer) { $0.orderLoad = Load() }
                continue
            }
            guard order.handouts[member.peer] == nil else { continue }
            crew.update(member.peer) {
                $0.orderLoad.numbers = 0
                if order.isHeld(by: member.peer) { $0.orderLoad.parts = 0 }
            }
        }
    }
}
