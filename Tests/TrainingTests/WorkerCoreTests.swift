import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// A worker by hand: the test plays coordinator, disk and compute threads.
@Suite struct WorkerCoreTests {
    private let job: PreparedJob
    private let computer: MicrobatchComputer
    private let weights: Vector
    private let bench = WorkerHarness()

    init() throws {
        job = try TestJobs.prepared()
        computer = MicrobatchComputer(plan: job.plan, series: job.series)
        weights = job.plan.model.initialWeights(seed: 1)
    }

    private func assign(
        _ range: Range<Int>, step: Int = 0, purpose: Purpose = .train, version: Int = 0, weights: Vector?,
        run: String = "r"
    ) -> Message {
        .assignment(
            Assignment(
                run: run, step: step, purpose: purpose, microbatches: range, weightsVersion: version,
                weights: weights))
    }

    private func result(_ leaf: Int, of work: Computation) -> WorkerEvent {
        let sum =
            work.purpose == .train
            ? computer.gradient(step: work.step, microbatch: leaf, weights: work.weights)
            : NodeSum(computer.metrics(work.purpose, slice: leaf, weights: work.weights))
        return .computed(work, LeafResult(leaf: leaf, sum: sum, computeTime: .milliseconds(leaf + 1)))
    }

    // MARK: Joining

    @Test func worker_saysHelloUntilItIsWelcomed() {
        bench.handle(.tick)
        #expect(bench.hasHello)
        #expect(bench.envelopes[0].term == 0)
        bench.tick(after: Limits.helloInterval - .nanoseconds(1))
        #expect(!bench.hasHello)
        bench.tick(after: .nanoseconds(1))
        #expect(bench.hasHello)
        bench.welcome()
        bench.tick(after: Limits.helloInterval)
        #expect(bench.sent == [.heartbeat(Heartbeat(state: .idle, step: 0))])
        #expect(bench.envelopes[0].term == 5)
    }

    @Test func heartbeatsComeInTheWelcomedInterval() {
        bench.handle(.tick)
        bench.welcome()
        bench.handle(.tick)
        #expect(bench.sent.count == 1)
        bench.tick(after: .milliseconds(249))
        #expect(bench.sent.isEmpty)
        bench.tick(after: .milliseconds(1))
        #expect(bench.sent.count == 1)
    }

    @Test(arguments: [Refused.Code.protocolVersion, .fingerprint, .tooManyWorkers, .malformed])
    func workerThatIsTurnedAway_ends(code: Refused.Code) {
        bench.handle(.tick)
        bench.receive(.refused(Refused(code: code, reason: "why")))
        #expect(bench.end == .refused("why"))
    }

    @Test func unknownWorker_abandonsItsWorkAndSaysHelloAgain() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<5, weights: weights))
        bench.receive(.refused(Refused(code: .unknownWorker, reason: "who?")))
        #expect(bench.abandons)
        #expect(bench.hasHello)
        #expect(bench.envelopes.map(\.term) == [0])
        // Whatever the new coordinator's term is.
        bench.welcome(term: 2)
        bench.receive(.prepare(bench.prepare), term: 2)
        #expect(bench.opens)
    }

    @Test func prepareBeforeTheWelcome_isIgnored() {
        bench.handle(.tick)
        bench.receive(.prepare(bench.prepare))
        #expect(bench.actions.isEmpty)
    }

    // MARK: Data

    @Test func dataAtHand_areUsedWithoutFetching() {
        bench.handle(.tick)
        bench.welcome()
        bench.receive(.prepare(bench.prepare))
        #expect(bench.opens)
        #expect(bench.core.publicState == .preparing)
        bench.handle(.dataOpened(digest: "d", found: true))
        #expect(bench.prepares)
        #expect(bench.sent.isEmpty)
        bench.handle(.prepared(run: "r", job.plan))
        #expect(bench.sent == [.ready(Ready(run: "r"))])
        #expect(bench.core.publicState == .waiting)
    }

    private func fetch(_ offset: Int) -> [Message] { [.fetchData(FetchData(digest: "d", offset: offset))] }
    private func chunk(_ offset: Int, _ bytes: [UInt8], digest: String = "d") -> DataChunk {
        DataChunk(digest: digest, offset: offset, bytes: bytes)
    }
    private func beginFetching() {
        bench.handle(.tick)
        bench.welcome()
        bench.receive(.prepare(bench.prepare))
        bench.handle(.dataOpened(digest: "d", found: false))
    }
    private func stores(_ chunk: DataChunk) -> Bool {
        bench.actions.contains { if case .storeChunk(chunk) = $0 { true } else { false } }
    }

    @Test func missingData_areFetchedChunkByChunk() {
        beginFetching()
        #expect(bench.sent == fetch(0))
        let first = chunk(0, [1, 2, 3, 4, 5])
        bench.receive(.dataChunk(first))
        #expect(stores(first))
        bench.handle(.chunkStored(digest: "d", nextOffset: 5, isComplete: false))
        #expect(bench.sent == fetch(5))
        let last = chunk(5, [6, 7, 8, 9])
        bench.receive(.dataChunk(last))
        #expect(stores(last))
        bench.handle(.chunkStored(digest: "d", nextOffset: 9, isComplete: true))
        #expect(bench.prepares)
    }

    @Test func chunksThatWereNotAskedFor_areDropped() {
        beginFetching()
        for wrong in [chunk(5, [1]), chunk(0, [1], digest: "other")] {
            bench.receive(.dataChunk(wrong))
            #expect(bench.actions.isEmpty)
        }
        bench.receive(.dataChunk(chunk(0, [1])))
        bench.receive(.dataChunk(chunk(0, [1])))
        #expect(bench.actions.isEmpty, "the same chunk came twice")
    }

    private let sign = Message.heartbeat(Heartbeat(state: .preparing, step: 0))

    @Test func fetchWithoutAnAnswer_isRepeatedOnceTheCoordinatorIsHeard() {
        beginFetching()
        bench.tick(after: Limits.fetchTimeout - .nanoseconds(1))
        bench.receive(sign)
        bench.tick(after: .nanoseconds(1))
        #expect(!bench.sent.contains(fetch(0)[0]), "the answer may stand behind what is on the way")
        bench.receive(sign)
        bench.tick(after: .zero)
        #expect(bench.sent.contains(fetch(0)[0]))
        bench.receive(.dataChunk(chunk(0, [1])))
        bench.tick(after: Limits.fetchTimeout)
        #expect(!bench.sent.contains(fetch(0)[0]), "the chunk is being stored")
    }

    @Test func jobThatIsNamedTwice_isFetchedOnce() {
        beginFetching()
        bench.receive(.prepare(bench.prepare))
        #expect(bench.actions.isEmpty)
        bench.receive(.prepare(bench.prepare), term: 6)
        #expect(!bench.actions.isEmpty, "another coordinator knows nothing of what the first was asked")
    }

    @Test func corruptData_areFetchedAgainFromTheBeginningAfterAPause() {
        beginFetching()
        bench.receive(.dataChunk(chunk(0, [1])))
        bench.handle(.chunkStored(digest: "d", nextOffset: 1, isComplete: false))
        bench.receive(.dataChunk(chunk(1, [1])))
        bench.handle(.dataFailed(digest: "d", reason: "another digest"))
        #expect(bench.sent.isEmpty, "a full disk must not keep the network busy")
        bench.tick(after: Limits.fetchTimeout)
        bench.receive(sign)
        bench.tick(after: .zero)
        #expect(bench.sent.contains(fetch(0)[0]))
        let again = chunk(0, [1])
        bench.receive(.dataChunk(again))
        #expect(stores(again))
    }

    @Test func eventsOfOtherData_areIgnored() {
        beginFetching()
        for event in [
            WorkerEvent.dataOpened(digest: "x", found: true), .dataFailed(digest: "x", reason: "old"),
            .chunkStored(digest: "x", nextOffset: 3, isComplete: true), .prepared(run: "x", job.plan),
            .notPrepared(run: "x", problem: "old"),
        ] {
            bench.handle(event)
            #expect(bench.actions.isEmpty)
        }
    }

    @Test func jobThatCannotBeSetUp_endsTheWorkerWithAGoodbye() {
        beginFetching()
        bench.handle(.notPrepared(run: "r", problem: "no memory"))
        #expect(bench.sent == [.leaving(Leaving(reason: "no memory"))])
        #expect(bench.end == .refused("no memory"))
    }

    // MARK: Work

    @Test func completeNodes_areSentAsSoonAsTheyAre() throws {
        bench.makeReady(job.plan)
        bench.receive(assign(1..<5, weights: weights))
        let work = try #require(bench.computation)
        #expect(work.leaves == 1..<5)
        #expect(work.weights == weights)
        var nodes: [TreeNode] = []
        var sent: [Int] = []
        for leaf in [2, 1, 4, 3] {
            bench.handle(result(leaf, of: work))
            sent.append(bench.sent.count)
            for case .gradient(let gradient) in bench.sent {
                nodes.append(gradient.node)
                #expect(
                    gradient.computeTime == gradient.node.range.reduce(.zero) { $0 + .milliseconds($1 + 1) })
            }
        }
        #expect(sent == [0, 1, 1, 1])
        #expect(nodes == [TreeNode(1, 2), TreeNode(4, 5), TreeNode(2, 4)])
        #expect(bench.core.publicState == .waiting)
    }

    @Test func sumOfANode_hasTheBitsOfTheTreeInAnyOrder() throws {
        var expected = computer.gradient(step: 0, microbatch: 2, weights: weights)
        expected.add(computer.gradient(step: 0, microbatch: 3, weights: weights))
        for order in [[2, 3], [3, 2]] {
            let bench = WorkerHarness()
            bench.makeReady(job.plan)
            bench.receive(assign(2..<4, weights: weights))
            let work = try #require(bench.computation)
            for leaf in order { bench.handle(result(leaf, of: work)) }
            guard case .gradient(let gradient) = bench.sent.first else {
                Issue.record("no gradient was sent")
                return
            }
            #expect(gradient.partial.map(\.bitPattern) == expected.gradient.map(\.bitPattern))
            #expect(gradient.loss == expected.loss)
            #expect(gradient.samples == expected.samples)
        }
    }

    @Test func nodeThatWasAddedUpBefore_isSentAsItComes() throws {
        bench.makeReady(job.plan)
        bench.receive(assign(1..<4, weights: weights))
        let work = try #require(bench.computation)
        let sum = computer.gradient(step: 0, microbatch: 2, weights: weights)
        bench.handle(
            .computed(work, LeafResult(node: TreeNode(2, 4), sum: sum, computeTime: .milliseconds(7))))
        guard case .gradient(let gradient) = bench.sent.first else {
            Issue.record("no gradient was sent")
            return
        }
        #expect(gradient.node == TreeNode(2, 4) && gradient.computeTime == .milliseconds(7))
        bench.handle(result(1, of: work))
        #expect(bench.sent.count == 1)
        #expect(bench.core.publicState == .waiting)
    }

    @Test func resultThatComesTwice_countsOnce() throws {
        bench.makeReady(job.plan)
        bench.receive(assign(2..<4, weights: weights))
        let work = try #require(bench.computation)
        bench.handle(result(2, of: work))
        bench.handle(result(2, of: work))
        #expect(bench.sent.isEmpty)
        bench.handle(result(3, of: work))
        #expect(bench.sent.count == 1)
        bench.handle(result(3, of: work))
        #expect(bench.sent.isEmpty)
    }

    @Test func evaluationSlices_areSummedLikeGradients() throws {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<3, step: 11, purpose: .validate, weights: weights))
        let work = try #require(bench.computation)
        var messages: [Message] = []
        for leaf in 0..<3 {
            bench.handle(result(leaf, of: work))
            messages += bench.sent
        }
        guard case .evaluation(let evaluation) = messages.first else {
            Issue.record("no evaluation was sent")
            return
        }
        #expect(messages.count == 1)
        #expect(evaluation.node == TreeNode(0, 3))
        #expect(evaluation.purpose == .validate)
        #expect(evaluation.step == 11)
        #expect(evaluation.sums.samples == job.plan.windows.validation)
    }

    @Test func newerAssignment_replacesTheOlderAndItsResultsAreDropped() throws {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<5, weights: weights))
        let old = try #require(bench.computation)
        bench.handle(result(0, of: old))
        bench.receive(assign(0..<1, step: 1, version: 1, weights: weights))
        let new = try #require(bench.computation)
        for leaf in 0..<5 {
            bench.handle(result(leaf, of: old))
            #expect(bench.sent.isEmpty)
        }
        bench.handle(result(0, of: new))
        guard case .gradient(let gradient) = bench.sent.first else {
            Issue.record("no gradient was sent")
            return
        }
        #expect(gradient.step == 1)
    }

    @Test func heartbeatSaysWhatIsComputed() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<5, step: 3, weights: weights))
        bench.tick(after: .seconds(1))
        #expect(bench.sent == [.heartbeat(Heartbeat(state: .computing, step: 3))])
    }

    @Test func weightsThatAreHeld_neverNeedToComeAgain() throws {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<1, version: 4, weights: weights))
        bench.receive(assign(1..<2, version: 4, weights: nil))
        #expect(try #require(bench.computation).weights == weights)
    }

    @Test func weightsThatAreNotHeld_areAskedForByReady() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<1, version: 4, weights: weights))
        bench.receive(assign(0..<1, step: 1, version: 5, weights: nil))
        #expect(bench.sent == [.ready(Ready(run: "r"))])
        #expect(bench.abandons)
        #expect(bench.computation == nil)
    }

    @Test func weightsOfAnotherSize_areNotUsed() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<1, weights: [1, 2, 3]))
        #expect(bench.sent == [.ready(Ready(run: "r"))])
        #expect(bench.computation == nil)
    }

    @Test(arguments: [0..<6, 5..<6, -1..<2, 2..<2])
    func assignmentOutsideTheStep_isDropped(range: Range<Int>) {
        bench.makeReady(job.plan)
        bench.receive(assign(range, weights: weights))
        #expect(bench.computation == nil)
        #expect(bench.sent.isEmpty)
    }

    @Test func lastStepOfAnEpoch_hasFewerMicrobatches() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<5, step: 10, weights: weights))
        #expect(bench.computation == nil)
        bench.receive(assign(0..<3, step: 10, weights: weights))
        #expect(bench.computation?.leaves == 0..<3)
    }

    @Test func assignmentOfAnotherRunOrBeforeTheJobIsSetUp_isIgnored() {
        bench.handle(.tick)
        bench.welcome()
        bench.receive(assign(0..<1, weights: weights))
        #expect(bench.actions.isEmpty)
        bench.makeReady(job.plan)
        bench.receive(assign(0..<1, weights: weights, run: "other"))
        #expect(bench.actions.isEmpty)
    }

    // MARK: Terms

    @Test func messagesOfAnOlderTerm_areIgnored() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<1, weights: weights), term: 4)
        #expect(bench.actions.isEmpty)
        bench.receive(.stop(Stop(reason: "old")), term: 4)
        #expect(bench.actions.isEmpty)
        bench.receive(.refused(Refused(code: .unknownWorker, reason: "old")), term: 4)
        #expect(bench.actions.isEmpty)
    }

    @Test func newerTerm_isAdoptedAndWeightsOfTheOlderAreForgotten() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<1, version: 4, weights: weights))
        bench.receive(.heartbeat(Heartbeat(state: .computing, step: 0)), term: 6)
        bench.receive(assign(0..<1, version: 4, weights: nil), term: 6)
        #expect(bench.envelopes == [Envelope(term: 6, message: .ready(Ready(run: "r")))])
        bench.receive(assign(0..<1, version: 4, weights: weights), term: 5)
        #expect(bench.actions.isEmpty)
    }

    @Test func prepareOfANewRun_abandonsTheOld() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<5, weights: weights))
        bench.receive(.prepare(bench.prepare), term: 6)
        #expect(bench.abandons)
        #expect(bench.opens)
        #expect(bench.core.publicState == .preparing)
    }

    // MARK: The end

    @Test func workerOfALocalCluster_endsWhenItsCoordinatorStaysAway() {
        let bench = WorkerHarness(exitsWhenOrphaned: true)
        bench.handle(.tick)
        bench.welcome(grace: .seconds(3))
        bench.tick(after: .seconds(3))
        #expect(bench.end == nil)
        bench.receive(.heartbeat(Heartbeat(state: .idle, step: 0)))
        bench.tick(after: .seconds(3))
        #expect(bench.end == nil)
        bench.tick(after: .nanoseconds(1))
        #expect(bench.end == .orphaned)
    }

    @Test func workerThatWasNeverAnswered_endsToo() {
        let bench = WorkerHarness(exitsWhenOrphaned: true)
        bench.handle(.tick)
        bench.tick(after: Limits.graceTime + .nanoseconds(1))
        #expect(bench.end == .orphaned)
    }

    @Test func otherWorkers_goOnTryingForEver() {
        bench.handle(.tick)
        bench.welcome(grace: .seconds(3))
        bench.tick(after: .seconds(3600))
        #expect(bench.end == nil)
        #expect(bench.sent.count == 1)
    }

    @Test func stop_endsAtOnce() {
        bench.makeReady(job.plan)
        bench.receive(assign(0..<5, weights: weights))
        bench.receive(.stop(Stop(reason: "done")))
        #expect(bench.abandons)
        #expect(bench.end == .asked("done"))
    }

    @Test func signal_saysGoodbyeAndEnds() {
        bench.makeReady(job.plan)
        bench.handle(.stopRequested("SIGTERM"))
        #expect(bench.sent == [.leaving(Leaving(reason: "SIGTERM"))])
        #expect(bench.end == .asked("SIGTERM"))
    }

    @Test func messagesThatOnlyWorkersSend_areDropped() {
        bench.makeReady(job.plan)
        bench.receive(.leaving(Leaving(reason: "forged")))
        #expect(bench.end == nil)
        #expect(bench.sent.isEmpty)
    }
}
