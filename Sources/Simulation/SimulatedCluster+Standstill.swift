import Training

/// As long as somebody is there who can compute, work goes on, whoever else lets others wait.
extension SimulatedCluster {
    func lookForStandstill() {
        let core = coordinator.core
        let progress = core.progress
        if coordinator.progress != progress || !core.isAtWork {
            coordinator.progress = progress
            coordinator.progressAt = now
        }
        if core.isAnybodyAtWork || !core.isAtWork { coordinator.atWorkAt = now }
        guard faults.isLossless, faults.badData == 0 else { return }
        if let name = wellWorker(for: patienceWithWork, since: coordinator.progressAt) {
            checks.fail("nothing has been done for \(patienceWithWork) s, though \(name) could do it")
        }
        // Who computes wrongly is waited for longer: somebody may come who can decide.
        if faults.liar == nil,
            let name = wellWorker(for: Self.patienceWithoutWork, since: coordinator.atWorkAt)
        {
            checks.fail("nobody has had work for \(Self.patienceWithoutWork) s, though \(name) is there")
        }
    }

    /// Seconds in which something must be done: a share of somebody who computes a hundred times slower than
    /// usual is not late before, nor by a slow line a second opinion that nobody else can give.
    private var patienceWithWork: Int {
        let isSlow = faults.rates[FaultPlan.Kind.workerSlow.rawValue] > 0
        let isByLine = coordinator.core.awaitsOpinions && lines.contains { $0.rate != nil }
        return isSlow || isByLine ? 120 : 20
    }

    /// Seconds in which somebody must be given work: longer than rests of those without whom it stands still.
    private static let patienceWithoutWork = 10

    /// A worker that could have worked all the time, where more than so many seconds have passed.
    private func wellWorker(for seconds: Int, since last: Int64) -> String? {
        let since = now - Int64(seconds) * 1_000_000_000
        guard max(last, coordinator.wentOnAt) < since else { return nil }
        return workers.indices.first {
            let worker = workers[$0]
            return worker.isAlive && !worker.isPaused && !worker.isMute && worker.slowness == 1
                && worker.wellSince < since && lines[machine(of: $0)].rate == nil
        }
        .map { workers[$0].name }
    }
}
