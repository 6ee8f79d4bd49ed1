import Training

/// A local cluster whose processes do and suffer what a test says.
struct SupervisionHarness {
    private var supervision: Supervision
    private(set) var now = Instant(nanoseconds: 0)

    /// Not yet begun.
    init(workers: Int, quickDeath: Duration = Limits.quickDeath) {
        supervision = Supervision(workers: workers, logs: "logs", quickDeath: quickDeath)
    }

    /// A cluster of so many workers that has been started.
    static func started(workers: Int, quickDeath: Duration = Limits.quickDeath) -> SupervisionHarness {
        var cluster = SupervisionHarness(workers: workers, quickDeath: quickDeath)
        _ = cluster.handle(.begin)
        return cluster
    }

    mutating func handle(_ event: SupervisionEvent) -> [SupervisionAction] {
        supervision.handle(event, at: now)
    }

    mutating func end(_ id: ChildID, _ end: ProcessEnd = .signalled(9)) -> [SupervisionAction] {
        handle(.ended(id, end))
    }

    mutating func pass(_ time: Duration) { now = now + time }

    /// How long the supervision can sleep; nil: for ever.
    var sleep: Duration? {
        supervision.wakeAt.map { .nanoseconds($0.nanoseconds - now.nanoseconds) }
    }

    /// Lets the time come that the supervision waits for.
    mutating func wake() -> [SupervisionAction] {
        pass(max(sleep ?? .zero, .zero))
        return handle(.tick)
    }

    /// Kills a process that has lived for long, and then as soon as it runs, so many times in a row.
    ///
    /// - Returns: what was to be done when it died for the last time.
    mutating func killQuickly(_ id: ChildID, times: Int) -> [SupervisionAction] {
        pass(Limits.quickDeath)
        for _ in 1...times {
            _ = end(id)
            _ = wake()
        }
        return end(id)
    }

    /// Has all of them end in order.
    mutating func endAll(_ ids: [ChildID]) -> [SupervisionAction] {
        ids.flatMap { end($0, .exited(0)) }
    }
}
