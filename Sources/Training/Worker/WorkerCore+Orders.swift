/// Orders: slices of forecasts, computed beside the job.
extension WorkerCore {
    mutating func receive(_ assignment: ForecastAssignment, at now: Instant) -> [WorkerAction] {
        if case .joining = state { return [] }
        guard !assignment.slices.isEmpty, assignment.slices.lowerBound >= 0 else {
            return [.log("dropped an assignment of the slices \(assignment.slices)")]
        }
        // It may be said again because it seemed to be lost.
        if let order, order.assignment == assignment, !order.isDone { return [] }
        guard var known = order, known.digest == assignment.order else {
            order = OrderInHand(assignment, at: now)
            return [.abandonSlices, .openData(digest: assignment.order, bytes: assignment.bytes)]
        }
        known.take(assignment)
        order = known
        guard case .ready(let slices, _) = known.state else { return [] }
        return computeSlices(of: slices, at: now)
    }

    // MARK: What it is computed from

    mutating func orderOpened(found: Bool, at now: Instant) -> [WorkerAction] {
        guard let order, case .preparing = order.state else { return [] }
        return found ? prepareOrder(at: now) : fetchOrder(offset: 0, at: now)
    }

    mutating func orderArrived(_ chunk: DataChunk, at now: Instant) -> [WorkerAction] {
        guard case .preparing(_, let offset) = order?.state, offset == chunk.offset else { return [] }
        order?.state = .preparing(lastProgress: now, nextOffset: nil)
        return [.storeChunk(chunk)]
    }

    mutating func orderStored(_ next: Int, isComplete: Bool, at now: Instant) -> [WorkerAction] {
        guard case .preparing = order?.state else { return [] }
        return isComplete ? prepareOrder(at: now) : fetchOrder(offset: next, at: now)
    }

    mutating func orderFailed(_ reason: String, at now: Instant) -> [WorkerAction] {
        guard let order, case .preparing = order.state else { return [] }
        self.order?.state = .preparing(lastProgress: now, nextOffset: 0)
        return [.log("order \(order.digest.prefix(12)): \(reason); fetching it again soon")]
    }

    private mutating func prepareOrder(at now: Instant) -> [WorkerAction] {
        guard let order else { return [] }
        self.order?.state = .preparing(lastProgress: now, nextOffset: nil)
        return [.prepareOrder(digest: order.digest, bytes: order.assignment.bytes)]
    }

    private mutating func fetchOrder(offset: Int, at now: Instant) -> [WorkerAction] {
        guard let order else { return [] }
        self.order?.state = .preparing(lastProgress: now, nextOffset: offset)
        // After the job's data: what waits on the way behind other parts would seem lost.
        if case .preparing = state { return [] }
        return [send(.fetchData(FetchData(digest: order.digest, offset: offset)))]
    }

    mutating func orderPrepared(_ digest: String, slices: Int, at now: Instant) -> [WorkerAction] {
        guard let order, order.digest == digest, case .preparing = order.state else { return [] }
        return computeSlices(of: slices, at: now)
    }

    /// - Parameter slices: that the order has.
    private mutating func computeSlices(of slices: Int, at now: Instant) -> [WorkerAction] {
        guard let assignment = order?.assignment else { return [] }
        order?.state = .ready(slices: slices, since: now)
        guard assignment.slices.upperBound <= slices else {
            order?.abandon()
            return [.log("dropped an assignment of slices \(assignment.slices) where there are \(slices)")]
        }
        return [.computeSlices(assignment)]
    }

    mutating func orderNotPrepared(_ digest: String, _ problem: String) -> [WorkerAction] {
        guard order?.digest == digest else { return [] }
        order = nil
        return [send(.unable(Unable(order: digest, reason: problem))), .log("order: \(problem)")]
    }

    // MARK: Work

    mutating func forecast(_ forecasts: Forecasts, at now: Instant) -> [WorkerAction] {
        // One that was not asked for last is wanted all the same: it is what anybody would compute.
        guard order?.digest == forecasts.order, order?.isDone == false,
            case .ready(let slices, _) = order?.state
        else { return [] }
        order?.computed(forecasts.slice)
        order?.state = .ready(slices: slices, since: now)
        return [send(.forecasts(forecasts))]
    }

    /// The coordinator does not know what it was that this worker computes.
    mutating func abandonOrder() -> [WorkerAction] {
        guard let order else { return [] }
        guard case .ready = order.state else {
            self.order = nil
            return []
        }
        self.order?.abandon()
        return order.isDone ? [] : [.abandonSlices]
    }

    /// Asks again for what is lost, and gives back memory that is not needed.
    mutating func tickOrder(at now: Instant) -> [WorkerAction] {
        guard let order else { return [] }
        switch order.state {
        case .preparing(let lastProgress, .some(let offset)):
            return isLost(since: lastProgress, at: now) ? fetchOrder(offset: offset, at: now) : []
        case .preparing(_, nil): return []
        case .ready(_, let since):
            guard order.isDone, since + Limits.orderMemory <= now else { return [] }
            self.order = nil
            return [.forgetOrder]
        }
    }

    /// What the worker is doing for an order; nil where that is nothing.
    var orderState: WorkerState? {
        guard let order, !order.isDone else { return nil }
        return if case .preparing = order.state { .preparing } else { .computing }
    }
}
