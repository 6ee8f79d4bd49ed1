import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// The coordinator by hand: who may join, who is lost, what is repeated.
@Suite struct CoordinatorCoreTests {
    private let job: PreparedJob

    init() throws { job = try TestJobs.prepared { $0.training.epochs = 1 } }

    // MARK: Joining

    @Test func hello_isWelcomedAndTheJobIsNamed() {
        let bench = CoordinatorHarness(job)
        bench.start()
        bench.hello("a")
        let welcome = Welcome(heartbeatInterval: Limits.heartbeatInterval, graceTime: Limits.graceTime)
        let prepare = Prepare(run: "small-1", job: "job", dataDigest: "d", dataBytes: 1)
        #expect(bench.sent(to: "a") == [.welcome(welcome), .prepare(prepare)])
        #expect(bench.orders.isEmpty)
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        #expect(bench.orders["a"]?.microbatches == 0..<5)
        #expect(bench.orders["a"]?.weights == job.plan.model.initialWeights(seed: job.job.seed))
    }

    @Test func helloBeforeAnyRun_isWelcomedAndTheJobIsNamedWhenItStarts() {
        let bench = CoordinatorHarness(job)
        bench.hello("a")
        #expect(bench.sent(to: "a").count == 1)
        #expect(bench.state == nil)
        bench.start()
        #expect(bench.isPrepared("a"))
    }

    @Test func readyForAnotherRun_getsNoWork() {
        let bench = CoordinatorHarness(job)
        bench.start()
        bench.hello("a")
        bench.receive(.ready(Ready(run: "another")), from: "a")
        #expect(bench.orders.isEmpty)
    }

    @Test func everyMessageCarriesTheTerm() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        for action in bench.actions {
            if case .send(let envelope, _) = action { #expect(envelope.term == bench.term) }
        }
    }

    @Test func workerOfOtherArithmetic_isRefusedAndSaidSo() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.hello("b", fingerprint: "other")
        #expect(bench.refusals(to: "b") == [.fingerprint])
        #expect(bench.incidents(.workerRefused).map(\.worker) == ["b"])
        #expect(bench.incidents(.workerRefused).first?.message.contains("mixed_hardware: true") == true)
        #expect(bench.status.workers.map(\.name) == ["a"])
    }

    @Test func workerOfOtherArithmetic_isAdmittedUnderMixedHardwareAndTheRunSaysSo() throws {
        let mixed = try TestJobs.prepared { $0.mixedHardware = true }
        let bench = CoordinatorHarness(mixed, ready: ["a"])
        #expect(bench.status.job?.mixedHardware == false)
        bench.join("b", fingerprint: "other")
        #expect(bench.status.workers.map(\.name) == ["a", "b"])
        #expect(bench.status.job?.mixedHardware == true)
        bench.join("c", fingerprint: "third")
        #expect(bench.incidents(.mixedHardware).map(\.worker) == ["b"])
    }

    @Test func workersOfOtherArithmeticAtAStart_areRefusedAndTheFirstByNameDecides() {
        let bench = CoordinatorHarness(job)
        bench.hello("b", fingerprint: "other")
        bench.hello("a")
        bench.start()
        #expect(bench.isPrepared("a"))
        #expect(bench.refusals(to: "b") == [.fingerprint])
        #expect(bench.incidents(.workerRefused).map(\.worker) == ["b"])
    }

    @Test func finishedRun_bindsNobodyToItsArithmetic() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.work()
        #expect(bench.state == .finished)
        bench.receive(.leaving(Leaving(reason: "test")), from: "a")
        bench.hello("b", fingerprint: "other")
        #expect(bench.refusals(to: "b").isEmpty)
        bench.start()
        #expect(bench.isPrepared("b"))
    }

    @Test func secondWorkerOfTheSameName_takesThePlaceOfTheFirst() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.join("a", as: "a again")
        #expect(bench.status.workers.count == 1)
        #expect(bench.incidents(.workerReplaced).count == 1)
        #expect(bench.orders["a again"]?.microbatches == 0..<5)
        bench.heartbeat(.computing, from: "a")
        #expect(bench.refusals(to: "a") == [.unknownWorker])
    }

    @Test func replacedWorker_isSentHomeSoThatTheTwoDoNotTakeTurns() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.hello("a", as: "a again")
        #expect(bench.sent(to: "a").contains { if case .stop = $0 { true } else { false } })
    }

    @Test func messageOfAStranger_isAnsweredWithUnknownWorker() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.heartbeat(.computing, from: "stranger")
        #expect(bench.refusals(to: "stranger") == [.unknownWorker])
        #expect(bench.status.workers.map(\.name) == ["a"])
    }

    @Test func heartbeat_isAnswered() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.heartbeat(.computing, from: "a")
        #expect(bench.sent(to: "a") == [.heartbeat(Heartbeat(state: .computing, step: 0))])
    }

    @Test func messageThatOnlyCoordinatorsSend_isDroppedAndCounted() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.receive(.stop(Stop(reason: "forged")), from: "a")
        bench.handle(.malformed(from: CoordinatorHarness.peer("a"), reason: "no protobuf"))
        #expect(bench.incidents(.badMessage).map(\.worker) == ["a"])
        #expect(bench.status.incidentCounts["bad_message"] == 2)
        #expect(bench.state == .training)
    }

    // MARK: Going

    @Test func silentWorker_losesItsWorkToOthers() {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        bench.pass(Limits.silence - Limits.tick)
        bench.heartbeat(.waiting, from: "b")
        bench.pass(Limits.tick)
        #expect(bench.incidents(.workerLost).map(\.worker) == ["a"])
        #expect(bench.assignment(to: "b")?.microbatches == 0..<5)
    }

    @Test func workerHeardOfJustBeforeTheLimit_keepsItsWork() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.pass(Limits.silence - .nanoseconds(1))
        #expect(bench.incidents(.workerLost).isEmpty)
        bench.pass(.nanoseconds(1))
        #expect(bench.incidents(.workerLost).count == 1)
        #expect(bench.incidents(.noWorkers).count == 1)
    }

    /// The ways in which a coordinator hears that a worker has gone.
    static let departures: [(event: CoordinatorEvent, isLoss: Bool)] = [
        (
            .received(
                Envelope(term: 2, message: .leaving(Leaving(reason: "test"))),
                from: CoordinatorHarness.peer("a")),
            false
        ),
        (.workerExited(name: "a", detail: "was killed by signal 9"), true),
        (.unreachable(CoordinatorHarness.peer("a")), true),
    ]

    @Test(arguments: 0..<3)
    func workerThatGoes_givesItsWorkToOthersAtOnce(way: Int) {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        let lost = bench.orders["a"]?.microbatches
        bench.handle(Self.departures[way].event)
        #expect(bench.assignment(to: "b")?.microbatches == lost)
        #expect(bench.status.workers.map(\.name) == ["b"])
        #expect(bench.incidents(.workerLost).isEmpty != Self.departures[way].isLoss)
    }

    @Test func exitOfAnUnknownWorker_isNothing() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.handle(.workerExited(name: "z", detail: "ended"))
        #expect(bench.status.incidents.isEmpty)
    }

    @Test func workerGivenUp_isAnIncidentAndNothingElse() {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        let orders = bench.orders
        bench.handle(.workerGivenUp(name: "c", detail: "ended with exit code 3"))
        let incident = bench.incidents(.workerGivenUp)
        #expect(incident.map(\.worker) == ["c"])
        #expect(bench.orders == orders)
    }

    // MARK: What was lost on the way

    @Test func workerThatJoinedAnewBehindItsOldReady_isPreparedAgain() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.hello("a")
        // Said before it joined anew, and late on the way: it has no job now, and drops what it is assigned.
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        bench.heartbeat(.idle, from: "a")
        #expect(!bench.isPrepared("a"), "it may be on its way")
        bench.advance(Limits.lostMessage)
        bench.heartbeat(.idle, from: "a")
        #expect(bench.isPrepared("a"))
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        bench.work()
        #expect(bench.result != nil)
    }

    @Test func helloThatComesTwice_isWelcomedOnceUnlessTheAnswerSeemsLost() {
        let bench = CoordinatorHarness(job)
        bench.start()
        bench.hello("a")
        #expect(bench.isPrepared("a"))
        bench.hello("a")
        #expect(bench.sent(to: "a").isEmpty)
        bench.advance(Limits.lostMessage)
        bench.hello("a")
        #expect(bench.isPrepared("a"))
    }

    // MARK: Slow lines

    /// Two workers over a line by which the weights take two seconds.
    private func remote() throws -> CoordinatorHarness {
        let bytes = Double(job.plan.model.parameters.count) * 4
        let bench = CoordinatorHarness(job, slowestLine: SlowestLine(bytesPerSecond: bytes / 2))
        bench.start()
        for name in ["a", "b"] { bench.join(name) }
        return bench
    }

    @Test func workerWhoseVectorsMayBeOnTheWay_isNotLostForItsSilence() throws {
        let bench = try remote()
        // Weights to both, and a partial or two of each: at least eight seconds.
        bench.pass(.seconds(8))
        #expect(bench.incidents(.workerLost).isEmpty)
        bench.pass(.seconds(30))
        #expect(bench.incidents(.workerLost).count == 2)
    }

    @Test func workerThatSharesMemory_hasNothingOnTheWay() throws {
        let bench = try remote()
        bench.receive(.memoryAttached(MemoryAttached(run: "small-1")), from: "a")
        for _ in 0..<40 {
            bench.advance(Limits.tick)
            bench.heartbeat(.computing, from: "b")
            bench.handle(.tick)
        }
        #expect(bench.incidents(.workerLost).map(\.worker) == ["a"])
    }

    @Test func assignmentThatMayBeOnTheWay_isNotSentAgain() throws {
        let bench = try remote()
        bench.advance(Limits.lostMessage)
        bench.heartbeat(.waiting, from: "a")
        #expect(bench.assignment(to: "a") == nil)
    }

    @Test func loopThatWasAway_blamesNobody() {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        bench.handle(.tick)
        bench.advance(.seconds(60))
        bench.handle(.tick)
        #expect(bench.incidents(.workerLost).isEmpty && bench.incidents(.workerLate).isEmpty)
        bench.pass(.seconds(2))
        #expect(bench.incidents(.workerLost).count == 2)
    }

    @Test func lostPrepare_isRepeatedAfterAHeartbeatButNotTooEarly() {
        let bench = CoordinatorHarness(job)
        bench.start()
        bench.hello("a")
        bench.advance(Limits.lostMessage - .nanoseconds(1))
        bench.heartbeat(.idle, from: "a")
        #expect(!bench.isPrepared("a"))
        bench.advance(.nanoseconds(1))
        bench.heartbeat(.idle, from: "a")
        #expect(bench.isPrepared("a"))
        bench.heartbeat(.idle, from: "a")
        #expect(!bench.isPrepared("a"), "it has just been repeated")
    }

    @Test func workerThatPrepares_isLeftAlone() {
        let bench = CoordinatorHarness(job)
        bench.start()
        bench.hello("a")
        bench.advance(.seconds(60))
        bench.heartbeat(.preparing, from: "a")
        #expect(!bench.isPrepared("a"))
    }

    @Test func lostReady_isAskedForAgain() {
        let bench = CoordinatorHarness(job)
        bench.start()
        bench.hello("a")
        bench.advance(Limits.lostMessage)
        bench.heartbeat(.waiting, from: "a")
        #expect(bench.isPrepared("a"))
    }

    @Test func lostPrepareOfASecondRun_isRepeatedThoughTheWorkerSpeaksUnderTheOldTerm() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.work()
        let old = bench.term
        bench.start()
        #expect(bench.isPrepared("a"))
        bench.advance(Limits.lostMessage)
        bench.heartbeat(.waiting, from: "a", term: old)
        #expect(bench.isPrepared("a"))
    }

    @Test func lostAssignment_isRepeatedWithItsWeights() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        let lost = try #require(bench.assignment(to: "a"))
        bench.advance(Limits.lostMessage - .nanoseconds(1))
        bench.heartbeat(.waiting, from: "a")
        #expect(bench.assignment(to: "a") == nil)
        bench.advance(.nanoseconds(1))
        bench.heartbeat(.waiting, from: "a")
        #expect(bench.assignment(to: "a") == lost)
        #expect(lost.weights != nil)
    }

    @Test func workerThatComputes_isNotGivenItsWorkAgain() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.advance(.seconds(60))
        bench.heartbeat(.computing, from: "a")
        #expect(bench.assignment(to: "a") == nil)
    }

    @Test func dataIsSentOnRequestAndOnlyTheRunsOwn() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.receive(.fetchData(FetchData(digest: "d", offset: 5)), from: "a")
        let sends = bench.actions.contains { action in
            if case .sendData("d", 5, CoordinatorHarness.peer("a"), bench.term) = action {
                true
            } else {
                false
            }
        }
        #expect(sends)
        bench.receive(.fetchData(FetchData(digest: "other", offset: 0)), from: "a")
        #expect(!bench.actions.contains { if case .sendData = $0 { true } else { false } })
    }
}
