import Testing
import Training

/// Who is started again when, who is given up, and what the coordinator is told of it.
@Suite struct SupervisionTests {
    private let worker = ChildID.worker(1)
    private let killed = Control.workerExited(name: "worker-1", detail: "was ended by SIGKILL")
    private let givenUp = Control.workerGivenUp(
        name: "worker-1",
        detail: "was ended by SIGKILL, 7 times in a row soon after its start; see logs/worker-1.log")

    @Test func cluster_beginsWithTheCoordinatorAndOnce() {
        var cluster = SupervisionHarness(workers: 2)
        let begun = cluster.handle(.begin)
        #expect(
            begun == [
                .start(.coordinator, isRestart: false), .start(.worker(1), isRestart: false),
                .start(.worker(2), isRestart: false),
            ])
        #expect(cluster.sleep == nil)
        let again = cluster.handle(.begin) + cluster.handle(.tick)
        #expect(again.isEmpty)
    }

    @Test func ends_areToldInWords() {
        #expect("\(ProcessEnd.exited(3))" == "ended with exit code 3")
        #expect("\(ProcessEnd.signalled(11))" == "was ended by SIGSEGV")
        #expect("\(ProcessEnd.signalled(31))" == "was ended by signal 31")
    }

    // MARK: Workers

    @Test(arguments: [ProcessEnd.signalled(9), .exited(1)])
    func workerThatDies_isToldOfAndThenStartedAgainAtOnce(end: ProcessEnd) {
        var cluster = SupervisionHarness.started(workers: 2)
        cluster.pass(Limits.quickDeath)
        let actions = cluster.end(worker, end)
        #expect(actions == [.tell(.workerExited(name: "worker-1", detail: "\(end)"))])
        #expect(cluster.sleep == .zero)
        let starts = cluster.handle(.tick)
        #expect(starts == [.start(worker, isRestart: true)])
        #expect(cluster.sleep == nil)
    }

    @Test func workerThatEndsInOrder_isMissedAfterAWhileAndNobodyIsTold() {
        var cluster = SupervisionHarness.started(workers: 2)
        let ended = cluster.end(worker, .exited(0)) + cluster.handle(.tick)
        #expect(ended.isEmpty)
        #expect(cluster.sleep == Limits.returnPause)
        let starts = cluster.wake()
        #expect(starts == [.start(worker, isRestart: true)])
    }

    @Test func pauses_growWithEachQuickDeathInARow() {
        var cluster = SupervisionHarness.started(workers: 2)
        var pauses: [Duration?] = []
        for _ in 1...Limits.quickDeaths {
            _ = cluster.end(worker)
            pauses.append(cluster.sleep)
            _ = cluster.wake()
        }
        #expect(pauses == (0..<Limits.quickDeaths).map { Limits.restartPause * (1 << $0) })
    }

    @Test func deathAfterALongLife_beginsTheCountAnew() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.killQuickly(worker, times: Limits.quickDeaths)
        _ = cluster.wake()
        cluster.pass(Limits.quickDeath)
        _ = cluster.end(worker)
        #expect(cluster.sleep == .zero)
        _ = cluster.wake()
        _ = cluster.end(worker)
        #expect(cluster.sleep == Limits.restartPause)
    }

    @Test func orderlyEndAmongQuickDeaths_doesNotInterruptTheRow() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.killQuickly(worker, times: 2)
        _ = cluster.wake()
        _ = cluster.end(worker, .exited(0))
        _ = cluster.wake()
        _ = cluster.end(worker)
        #expect(cluster.sleep == Limits.restartPause * 4)
    }

    @Test func workerThatDiesQuicklyTooOften_isGivenUpAndTheOthersGoOn() {
        var cluster = SupervisionHarness.started(workers: 2)
        let last = cluster.killQuickly(worker, times: Limits.quickDeaths + 1)
        #expect(last == [.tell(killed), .tell(givenUp)])
        let answered = cluster.handle(.told(givenUp, isAnswered: true))
        #expect(answered.isEmpty && cluster.sleep == nil)
        _ = cluster.end(.worker(2))
        let starts = cluster.wake()
        #expect(starts == [.start(.worker(2), isRestart: true)])
    }

    @Test func whereNoDeathIsQuick_nobodyIsGivenUp() {
        var cluster = SupervisionHarness.started(workers: 1, quickDeath: .zero)
        for _ in 0..<20 {
            _ = cluster.end(worker)
            let starts = cluster.wake()
            #expect(starts == [.start(worker, isRestart: true)])
        }
    }

    @Test func everyWorkerGivenUp_endsTheCluster() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.killQuickly(worker, times: Limits.quickDeaths + 1)
        _ = cluster.handle(.told(givenUp, isAnswered: true))
        let last = cluster.killQuickly(.worker(2), times: Limits.quickDeaths + 1)
        #expect(last.last == .signal(.coordinator, .terminate))
        let ended = cluster.end(.coordinator, .exited(130))
        #expect(
            ended == [.end(.gaveUp("every worker has died again and again; see logs/worker-1.log"))])
    }

    // MARK: What the coordinator is told

    @Test func givenUpWorker_isToldAgainUntilTheCoordinatorAnswers() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.killQuickly(worker, times: Limits.quickDeaths + 1)
        let whileAsked = cluster.handle(.tick)
        #expect(whileAsked.isEmpty && cluster.sleep == nil)
        for _ in 0..<2 {
            _ = cluster.handle(.told(givenUp, isAnswered: false))
            #expect(cluster.sleep == Limits.watchInterval)
            let again = cluster.wake()
            #expect(again == [.tell(givenUp)])
        }
        let answered = cluster.handle(.told(givenUp, isAnswered: true)) + cluster.handle(.tick)
        #expect(answered.isEmpty && cluster.sleep == nil)
    }

    @Test func deathOfAWorker_isToldOnceWhateverComesOfIt() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.end(worker)
        let actions = cluster.handle(.told(killed, isAnswered: false)) + cluster.wake()
        #expect(actions == [.start(worker, isRestart: true)])
    }

    @Test func coordinatorThatIsAway_isNotToldOfDeaths() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.end(.coordinator)
        let actions = cluster.end(worker)
        #expect(actions.isEmpty)
    }

    @Test func coordinatorThatDiesBeforeItAnswers_isToldWhenItIsBack() {
        var cluster = SupervisionHarness.started(workers: 2)
        _ = cluster.killQuickly(worker, times: Limits.quickDeaths + 1)
        cluster.pass(Limits.quickDeath)
        _ = cluster.end(.coordinator)
        let back = cluster.wake()
        #expect(back == [.start(.coordinator, isRestart: true), .tell(givenUp)])
    }

    @Test func severalGivenUpWorkers_areToldOneAfterTheOther() {
        var cluster = SupervisionHarness.started(workers: 3)
        _ = cluster.killQuickly(worker, times: Limits.quickDeaths + 1)
        let second = cluster.killQuickly(.worker(2), times: Limits.quickDeaths + 1)
        #expect(second.count == 1, "its death alone")
        let next = cluster.handle(.told(givenUp, isAnswered: true))
        guard case .tell(.workerGivenUp("worker-2", _)) = next.first else {
            Issue.record("\(next)")
            return
        }
    }

    // MARK: The coordinator

    @Test func coordinatorThatIsKilled_isStartedAgainAndAPersonIsTold() {
        var cluster = SupervisionHarness.started(workers: 1)
        cluster.pass(Limits.quickDeath)
        let actions = cluster.end(.coordinator)
        #expect(
            actions == [
                .say(
                    "! the coordinator was ended by SIGKILL; it is started again and goes on from the last "
                        + "checkpoint")
            ])
        #expect(cluster.sleep == .zero)
        let starts = cluster.wake()
        #expect(starts == [.start(.coordinator, isRestart: true)])
    }

    @Test func coordinatorThatDiesQuicklyTooOften_isGivenUpAndTheHistoriesSayWhy() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.killQuickly(.coordinator, times: Limits.quickDeaths)
        _ = cluster.wake()
        cluster.pass(.seconds(1))
        let last = cluster.end(.coordinator)
        let reason = "the coordinator was ended by SIGKILL again and again; see logs/coordinator.log"
        #expect(
            last == [
                .keep(Incident(.coordinatorGivenUp, at: 1, cause: .absence, message: reason)),
                .signal(worker, .terminate),
            ])
        let ended = cluster.end(worker, .exited(0))
        #expect(ended == [.end(.gaveUp(reason))])
    }

    @Test(arguments: [Int32(0), 1, 2, 3, 130])
    func coordinatorThatEndsByItself_endsTheCluster(code: Int32) {
        var cluster = SupervisionHarness.started(workers: 2)
        let actions = cluster.end(.coordinator, .exited(code))
        #expect(actions == [.signal(.worker(1), .terminate), .signal(.worker(2), .terminate)])
        let ends = cluster.endAll([.worker(1), .worker(2)])
        #expect(ends == [.end(.coordinatorEnded(code))])
    }

    @Test func whoEndsTogetherWithTheCoordinator_isNotStartedAgain() {
        var cluster = SupervisionHarness.started(workers: 1)
        cluster.pass(Limits.quickDeath)
        _ = cluster.end(worker)
        let ended = cluster.end(.coordinator, .exited(0)) + cluster.handle(.tick)
        #expect(ended == [.end(.coordinatorEnded(0))])
    }

    @Test func endOfWhoDoesNotRun_meansNothing() {
        var cluster = SupervisionHarness.started(workers: 1)
        _ = cluster.end(worker)
        let actions = cluster.end(worker)
        #expect(actions.isEmpty)
        #expect(cluster.sleep == Limits.restartPause)
    }
}
