import Store
import System
import Training

extension LocalCluster {
    /// Keeps in the histories of the runs at work that their coordinator was given up: it cannot do so
    /// itself.
    ///
    /// A history that cannot be written to is left as it is; the launcher's outcome says the same.
    func keepGivingUp(_ reason: String, at now: Instant) {
        let store = RunStore(folder: options.state.runs)
        let atWork =
            options.run.map { [$0] }
            ?? (try? store.list().runs.filter { $0.status == .running }.map(\.id)) ?? []
        var incident = Incident(
            .coordinatorGivenUp, at: now.seconds(since: coordinator.startedAt), cause: .absence,
            message: reason)
        incident.time = WallClock.now
        for run in atWork { try? store.find(run).events.writer().append(incident) }
    }
}
