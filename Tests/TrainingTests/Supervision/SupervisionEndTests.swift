import Testing
import Training

/// How a local cluster ends: signals, patience and what cannot go on.
@Suite struct SupervisionEndTests {
    private let worker = ChildID.worker(1)
    private let word = SupervisionAction.say(
        "stopping: the coordinator writes a checkpoint (again to stop at once)")

    @Test func firstSignal_asksTheCoordinatorToSaveAndWaitsForIt() {
        var cluster = SupervisionHarness.started(workers: 1)
        let actions = cluster.handle(.stopRequested)
        #expect(actions == [word, .signal(.coordinator, .terminate)])
        cluster.pass(.seconds(1000))
        let later = cluster.handle(.tick)
        #expect(later.isEmpty && cluster.sleep == nil)
    }

    @Test(arguments: [ProcessEnd.exited(130), .exited(0), .signalled(9)])
    func coordinatorThatWasAskedToEnd_isNotStartedAgainHoweverItEnds(end: ProcessEnd) {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.handle(.stopRequested)
        let actions = cluster.end(.coordinator, end)
        #expect(actions == [.signal(worker, .terminate)])
        let ended = cluster.end(worker, .exited(0))
        #expect(ended == [.end(.interrupted)])
    }

    @Test func workersThatEndMeanwhile_areNotMissed() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.handle(.stopRequested)
        let ends = cluster.end(.worker(1)) + cluster.end(.worker(2), .exited(0)) + cluster.handle(.tick)
        #expect(ends.isEmpty && cluster.sleep == nil)
        let ended = cluster.end(.coordinator, .exited(130))
        #expect(ended == [.end(.interrupted)])
    }

    @Test func secondSignal_killsEverybodyAtOnce() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.handle(.stopRequested)
        let actions = cluster.handle(.stopRequested)
        #expect(actions == [.signal(.coordinator, .kill), .signal(worker, .kill)])
        #expect(cluster.sleep == nil)
        let ends = cluster.end(.coordinator) + cluster.end(worker)
        #expect(ends == [.end(.interrupted)])
    }

    @Test func signalWhileTheCoordinatorIsAway_endsTheCluster() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.end(.coordinator)
        let actions = cluster.handle(.stopRequested)
        #expect(actions == [word, .signal(worker, .terminate)])
        cluster.pass(Limits.restartPause)
        let later = cluster.handle(.tick)
        #expect(later.isEmpty, "it is not started any more")
        let ended = cluster.end(worker, .exited(0))
        #expect(ended == [.end(.interrupted)])
    }

    @Test func whoDoesNotEndInTime_isKilled() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.end(.coordinator, .exited(0))
        #expect(cluster.sleep == Limits.stopWait)
        _ = cluster.end(.worker(1), .exited(0))
        cluster.pass(Limits.stopWait - .nanoseconds(1))
        let before = cluster.handle(.tick)
        #expect(before.isEmpty)
        let actions = cluster.wake()
        #expect(actions == [.signal(.worker(2), .kill)])
        let again = cluster.handle(.tick)
        #expect(again.isEmpty && cluster.sleep == nil)
        let ended = cluster.end(.worker(2))
        #expect(ended == [.end(.coordinatorEnded(0))])
    }

    @Test func signalDuringTheEnd_shortensItAndKeepsTheOutcome() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.end(.coordinator, .exited(1))
        let actions = cluster.handle(.stopRequested)
        #expect(actions == [.signal(worker, .kill)])
        let ended = cluster.end(worker)
        #expect(ended == [.end(.coordinatorEnded(1))])
    }

    @Test func whatComesAfterTheEnd_meansNothing() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.endAll([.coordinator, worker])
        let actions =
            cluster.handle(.begin) + cluster.end(worker) + cluster.handle(.stopRequested)
            + cluster.handle(.failed(reason: "x")) + cluster.handle(.tick)
        #expect(actions.isEmpty && cluster.sleep == nil)
    }

    @Test func signalBeforeTheBeginning_startsNothing() {
        var cluster = SupervisionHarness(workers: 1)
        let actions = cluster.handle(.stopRequested) + cluster.handle(.begin)
        #expect(actions == [.end(.interrupted)])
    }

    @Test func processThatCannotBeStarted_endsTheCluster() {
        var cluster = SupervisionHarness.started(workers: 2)
        let actions = cluster.handle(.notStarted(worker, reason: "no room"))
        #expect(actions == [.signal(.coordinator, .terminate), .signal(.worker(2), .terminate)])
        let ends = cluster.endAll([.coordinator, .worker(2)])
        #expect(ends == [.end(.gaveUp("no room"))])
    }

    @Test func nothingThatCanBeStarted_isTheEnd() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.handle(.notStarted(.coordinator, reason: "first"))
        let ended = cluster.handle(.notStarted(worker, reason: "second"))
        #expect(ended == [.end(.gaveUp("first"))])
    }

    @Test func launcherThatCannotGoOn_endsTheCluster() {
        var cluster = SupervisionHarness.started(workers: 1)
        let actions = cluster.handle(.failed(reason: "no memory"))
        #expect(actions == [.signal(.coordinator, .terminate), .signal(worker, .terminate)])
        let ends = cluster.endAll([.coordinator, worker])
        #expect(ends == [.end(.gaveUp("no memory"))])
    }
}
