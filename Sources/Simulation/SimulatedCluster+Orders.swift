import Neural
import Training

/// Forecasts that are ordered while runs are trained: whoever waits for them, and what becomes of them.
extension SimulatedCluster {
    /// Somebody asks for an order, and again until its outputs are there.
    func ask(_ number: Int) {
        let order = orders[number]
        guard !areOutputsRead[number] else { return }
        plan(.asks(number), after: orderChance.between(1e8, 5e8))
        guard coordinator.isAlive, !coordinator.isPaused, coordinator.stoppedAt == nil else { return }
        let instant = coordinator.clock.read(at: now)
        guard let progress = coordinator.core.progress(ofOrder: order.digest, at: instant) else {
            return handle(.ordered(order.known))
        }
        // One that failed is ordered anew when the coordinator has forgotten it.
        guard progress.state != .failed else { return }
        handle(.orderAsked(digest: order.digest))
        if progress.state == .done, coordinator.isAlive { read(number) }
    }

    private func read(_ number: Int) {
        let order = orders[number]
        areOutputsRead[number] = true
        trace.note(80, number, at: now, "\(order.digest) is read")
        let found = coordinator.disk.outputs(of: order.digest)
        let isRight = found.map {
            $0.elementsEqual(order.outputs) { $0?.bitPattern == $1.bitPattern }
        }
        if isRight != true { checks.fail("the outputs of \(order.digest) are others, or not there") }
    }

    // MARK: The coordinator's disk

    func keep(_ outputs: Vector, of digest: String, at place: Int) {
        if !areFaultsOver, orderChance.happens(faults.diskFull / 20) {
            count("disk_full")
            return planSoon(
                .coordinatorEvent(
                    .forecastsKept(order: digest, problem: "no room"), incarnation: coordinator.incarnation),
                milliseconds: 5)
        }
        add(.outputs(digest, outputs, place: place))
    }

    // MARK: Workers

    func prepareOrder(_ digest: String, worker index: Int) {
        if !workers[index].data.contains(digest) {
            checks.fail("\(workers[index].name) reads an order without its data")
        }
        guard let order = orders.first(where: { $0.digest == digest }) else { return }
        if order.unable == index {
            return later(.orderNotPrepared(digest: digest, problem: "its memory is full"), worker: index)
        }
        workers[index].slices.keepOnly(digest)
        workers[index].order = digest
        later(.orderPrepared(digest: digest, slices: order.slices), worker: index, milliseconds: 20)
    }

    func beginSlices(_ assignment: ForecastAssignment, worker index: Int) {
        if workers[index].order != assignment.order {
            checks.fail("\(workers[index].name) computes for an order that it has not read")
        }
        workers[index].slices.begin(assignment)
        for thread in 0..<workers[index].threads { startLeaf(thread, of: index) }
    }

    /// - Returns: whether there was a slice to be taken.
    func startSlice(_ thread: Int, of index: Int) -> Bool {
        guard let (assignment, slice) = workers[index].slices.take() else { return false }
        let time = leafTime * workers[index].slowness * orderChance.between(0.9, 1.2)
        plan(
            .sliceIsDone(
                order: assignment.order, slice: slice, thread: thread, seconds: time / 1e9, worker: index,
                incarnation: workers[index].incarnation), after: time)
        return true
    }

    /// What a thread hands in; nil where it computed for no order.
    func forecasts(_ digest: String, slice: Int, seconds: Double) -> Forecasts? {
        guard let order = orders.first(where: { $0.digest == digest }), slice < order.slices else {
            checks.fail("slice \(slice) of \(digest) is computed, which is not there")
            return nil
        }
        return Forecasts(
            order: digest, slice: slice, computeTime: .nanoseconds(Int64(seconds * 1e9)),
            outputs: order.outputs(slice: slice))
    }
}
