import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// The coordinator by hand: steps, gradients, checkpoints, the end.
@Suite struct CoordinatorStepTests {
    private let job: PreparedJob
    /// What an undisturbed run of one worker comes to.
    private let expected: RunResult

    init() throws {
        job = try TestJobs.prepared { $0.training.epochs = 1 }
        let quiet = CoordinatorHarness(job, ready: ["a"])
        quiet.work()
        expected = try #require(quiet.result)
    }

    private func expectSameBits(_ bench: CoordinatorHarness) {
        #expect(bench.result?.weights.map(\.bitPattern) == expected.weights.map(\.bitPattern))
        #expect(bench.result?.epochs == expected.epochs)
        #expect(bench.result?.test == expected.test)
    }

    /// A bench at step 1, with the microbatches in two workers' hands.
    private func shared() throws -> CoordinatorHarness {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        bench.answer("a")
        try #require(bench.orders["a"]?.microbatches == 0..<2 && bench.orders["b"]?.microbatches == 2..<5)
        return bench
    }

    private func gradient(
        _ order: Assignment, step: Int? = nil, node: TreeNode? = nil, samples: Int? = nil, count: Int? = nil,
        value: Float = 1e6, loss: Double = 1
    ) -> Message {
        let slots = order.microbatches.map { job.plan.slots(step: order.step, microbatch: $0).count }
        let partial = Vector(
            repeatElement(value, count: count ?? job.plan.model.parameters.count))
        return .gradient(
            Gradient(
                run: order.run, step: step ?? order.step, node: node ?? TreeNode(order.microbatches),
                samples: samples ?? slots.reduce(0, +), loss: loss, computeTime: .milliseconds(1),
                partial: partial))
    }

    // MARK: Gradients

    @Test func undisturbedRun_endsWithEveryStep() {
        #expect(expected.steps == job.plan.steps)
        #expect(expected.weightsStep == expected.steps)
        #expect(expected.test?.samples == job.plan.windows.test)
        #expect(!expected.stoppedEarly)
    }

    @Test func gradientOfAnOlderTerm_isIgnored() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        let order = try #require(bench.orders["a"])
        bench.receive(gradient(order), from: "a", term: bench.term - 1)
        #expect(bench.step == 0)
        bench.work()
        expectSameBits(bench)
    }

    @Test func gradientThatFitsNothing_isDroppedAndCountedAndTheStepGoesOn() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        let order = try #require(bench.orders["a"])
        let count = job.plan.model.parameters.count
        let bad: [Message] = [
            gradient(order, count: count - 1), gradient(order, count: 0), gradient(order, samples: 23),
            gradient(order, samples: 0), gradient(order, samples: -24),
            gradient(order, node: TreeNode(1, 3), samples: 10),
            gradient(order, node: TreeNode(0, 6)), gradient(order, node: TreeNode(-1, 4)),
            gradient(order, node: TreeNode(4, 2)), gradient(order, node: TreeNode(Int.min, Int.max)),
        ]
        for message in bad { bench.receive(message, from: "a") }
        #expect(bench.status.incidentCounts["bad_message"] == bad.count)
        #expect(bench.step == 0)
        #expect(bench.state == .training)
        bench.work()
        expectSameBits(bench)
    }

    @Test func gradientOfAPreviousStepOrAnotherRun_isIgnored() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        let old = try #require(bench.orders["a"])
        bench.answer("a")
        #expect(bench.step == 1)
        bench.receive(gradient(old), from: "a")
        bench.receive(gradient(old, step: 2), from: "a")
        let other = Assignment(
            run: "other", step: 1, purpose: .train, microbatches: 0..<5, weightsVersion: 1, weights: nil)
        bench.receive(gradient(other), from: "a")
        #expect(bench.step == 1)
        bench.work()
        expectSameBits(bench)
    }

    @Test func redundantGradient_changesNothing() throws {
        let bench = try shared()
        let order = try #require(bench.orders["b"])
        let messages = bench.answers(to: order)
        #expect(messages.count == 2)
        for message in messages + messages { bench.receive(message, from: "b") }
        // The first answer counts, even if the second holds other numbers.
        for node in [TreeNode(2, 3), TreeNode(4, 5)] {
            let samples = job.plan.slots(step: 1, microbatch: node.lower).count
            bench.receive(gradient(order, node: node, samples: samples), from: "a")
        }
        #expect(bench.step == 1)
        #expect(bench.incidents(.badMessage).isEmpty)
        bench.work()
        expectSameBits(bench)
    }

    @Test func partsOfAShareThatAreThere_areNotGivenOutAgain() throws {
        let bench = try shared()
        let order = try #require(bench.orders["b"])
        let first = try #require(bench.answers(to: order).first)
        bench.receive(first, from: "b")
        bench.answer("a")
        bench.handle(.workerExited(name: "b", detail: "ended"))
        #expect(bench.assignment(to: "a")?.microbatches == 4..<5)
        bench.work()
        expectSameBits(bench)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func gradientThatIsNotFinite_failsTheJobAndKeepsTheLastGoodWeights(value: Float) throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.work { $0.step == 3 }
        let order = try #require(bench.orders["a"])
        let good = try #require(bench.weights[3])
        guard case .gradient(var bad) = bench.answers(to: order).last else {
            Issue.record("the step's assignment asks for no gradient")
            return
        }
        let entry = try #require(
            job.plan.model.parameters.entries.first { $0.name == "lstm_2/recurrent_kernel" })
        var partial = bad.partial
        partial[entry.offset + 1] = value
        bad = Gradient(
            run: bad.run, step: bad.step, node: bad.node, samples: bad.samples, loss: bad.loss,
            computeTime: bad.computeTime, partial: partial)
        bench.receive(.gradient(bad), from: "a")
        let reason = try #require(bench.failure)
        #expect(reason.contains("step 3"))
        #expect(reason.contains("lstm_2/recurrent_kernel"))
        #expect(reason.contains(value.isNaN ? "gradient is nan" : "gradient is inf"))
        #expect(bench.state == .failed)
        #expect(bench.incidents(.jobFailed).map(\.message) == [reason])
        #expect(bench.checkpoints.last?.state.weights == good)
        #expect(bench.checkpoints.last?.state.step == 3)
        #expect(bench.result == nil)
    }

    @Test func lossThatIsNotFinite_failsTheJob() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        let order = try #require(bench.orders["a"])
        bench.receive(gradient(order, value: 0, loss: .nan), from: "a")
        #expect(bench.failure?.contains("loss nan") == true)
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        #expect(bench.assignment(to: "a") == nil, "a failed job has no work")
    }

    @Test func metricSumsThatFitNothing_areDroppedAndCounted() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.work { $0.orders["a"]?.purpose == .validate }
        let order = try #require(bench.orders["a"])
        let leaves = job.plan.leaves(.validate, step: order.step)
        for (node, samples) in [
            (TreeNode(0, leaves), 1), (TreeNode(0, leaves), 0), (TreeNode(0, leaves + 1), 69),
            (TreeNode(1, 1), 0),
        ] {
            let sums = MetricSums(
                samples: samples, loss: 1e9, errors: ErrorSums(squaredError: 1, absoluteError: 1))
            bench.receive(
                .evaluation(
                    Evaluation(
                        run: order.run, step: order.step, purpose: .validate, node: node, sums: sums,
                        computeTime: .zero)),
                from: "a")
        }
        #expect(bench.status.incidentCounts["bad_message"] == 4)
        bench.work()
        expectSameBits(bench)
    }

    // MARK: Weights on the way

    @Test func weightsTravelOncePerVersion() {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        var received: [String: [Int]] = [:]
        var orders = 0
        func look() {
            for (name, order) in bench.orders where order.weights != nil {
                received[name, default: []].append(order.weightsVersion)
            }
        }
        look()
        while let name = bench.orders.keys.min() {
            bench.answer(name)
            orders += 1
            for other in ["a", "b"] {
                if let order = bench.assignment(to: other), order.weights != nil {
                    received[other, default: []].append(order.weightsVersion)
                }
            }
        }
        #expect(bench.state == .finished)
        for (name, versions) in received {
            #expect(
                versions == Array(Set(versions)).sorted(), "\(name) was sent a version twice: \(versions)")
        }
        // Validation and test are computed with the weights of the last step.
        #expect(received["a"]?.last == 11)
        #expect(orders > received.values.reduce(0) { $0 + $1.count })
    }

    @Test func workerThatIsReadyAgain_getsTheWeightsAgain() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        #expect(bench.assignment(to: "a")?.weights != nil)
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        #expect(bench.assignment(to: "a")?.weights != nil)
    }

    @Test func helpWithALateShare_comesWithoutWeightsWhereTheyAreHeld() throws {
        let bench = try shared()
        bench.answer("b")
        bench.advance(Limits.lateMinimum - .nanoseconds(1))
        bench.handle(.tick)
        #expect(bench.assignment(to: "b") == nil)
        bench.advance(.nanoseconds(1))
        bench.handle(.tick)
        #expect(bench.incidents(.workerLate).map(\.worker) == ["a"])
        #expect(bench.assignment(to: "b")?.microbatches == 0..<2)
        #expect(bench.assignment(to: "b")?.weightsVersion == 1)
        #expect(bench.assignment(to: "b")?.weights == nil)
        bench.work()
        expectSameBits(bench)
    }

    @Test func lateShare_isGivenToOneHelperAtATimeAndItsOwnerRests() throws {
        let bench = CoordinatorHarness(job, ready: ["a", "b", "c"])
        bench.answer("a")
        for name in ["b", "c"] { bench.answer(name) }
        let late = try #require(bench.orders["a"]?.microbatches)
        bench.advance(Limits.lateMinimum)
        bench.handle(.tick)
        #expect(bench.assignment(to: "b")?.microbatches == late)
        bench.handle(.tick)
        #expect(bench.assignment(to: "c") == nil)
        bench.answer("b")
        #expect(bench.step == 2)
        #expect(bench.orders["a"]?.step == 1, "the late worker gets no share of the next step")
        bench.work()
        expectSameBits(bench)
    }

    // MARK: Checkpoints

    @Test func checkpointsAreWrittenEveryNStepsAndAtTheEndOfEachEpoch() throws {
        let three = try TestJobs.prepared { $0.training.epochs = 3 }
        let bench = CoordinatorHarness(three, ready: ["a"])
        bench.work()
        #expect(three.plan.stepsPerEpoch == 11)
        #expect(bench.checkpoints.map(\.state.step) == [4, 8, 11, 12, 16, 20, 22, 24, 28, 32, 33])
        #expect(bench.checkpoints.map(\.state.epochs.count) == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3])
        #expect(bench.status.job?.checkpointStep == 33)
    }

    @Test func zeroCheckpointSteps_writesOnlyAtTheEndOfEachEpoch() throws {
        let sparse = try TestJobs.prepared { $0.training.checkpointSteps = 0 }
        let bench = CoordinatorHarness(sparse, ready: ["a"])
        bench.work()
        #expect(bench.checkpoints.map(\.state.step) == [11, 22, 33])
    }

    @Test func slowDisk_hasOneCheckpointUnderWayAndTheNewestNext() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.writesAtOnce = false
        bench.work()
        #expect(bench.state == .finished)
        #expect(bench.checkpoints.map(\.state.step) == [4])
        bench.finishWriting(bench.unwritten[0])
        #expect(bench.checkpoints.map(\.state.step) == [4, 11])
        bench.finishWriting(bench.unwritten[0])
        #expect(bench.unwritten.isEmpty)
        #expect(bench.status.job?.checkpointStep == 11)
    }

    @Test(arguments: 1...10)
    func runThatGoesOnFromAnyCheckpoint_hasTheSameBits(steps: Int) throws {
        let often = try TestJobs.prepared {
            $0.training.epochs = 1
            $0.training.checkpointSteps = 1
        }
        let first = CoordinatorHarness(often, ready: ["a"])
        first.work { $0.step == steps }
        let saved = try #require(first.checkpoints.last?.state)
        #expect(saved.step == steps)
        let second = CoordinatorHarness(often, ready: ["a", "b"], state: saved)
        second.work()
        expectSameBits(second)
    }

    // MARK: Stopping

    @Test func stop_waitsForTheCheckpointInFlightAndWritesTheNewestState() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.writesAtOnce = false
        bench.work { $0.step == 6 }
        bench.handle(.stopRequested("test"))
        #expect(bench.sent(to: "a") == [.stop(Stop(reason: "test"))])
        bench.receive(.leaving(Leaving(reason: "sent home")), from: "a")
        #expect(!bench.isStopped)
        bench.finishWriting(bench.unwritten[0])
        #expect(!bench.isStopped)
        #expect(bench.checkpoints.map(\.state.step) == [4, 6])
        bench.finishWriting(bench.unwritten[0])
        #expect(bench.isStopped)
        #expect(bench.state == .interrupted)
    }

    @Test func stopAtASavedStep_writesNothingMore() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.work { $0.step == 4 }
        bench.handle(.stopRequested("test"))
        #expect(!bench.isStopped, "the worker has not taken its leave")
        bench.receive(.leaving(Leaving(reason: "sent home")), from: "a")
        #expect(bench.isStopped)
        #expect(bench.checkpoints.count == 1)
    }

    @Test func stopThatCannotSave_endsAllTheSame() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.writesAtOnce = false
        bench.work { $0.step == 2 }
        bench.handle(.stopRequested("test"))
        bench.receive(.leaving(Leaving(reason: "sent home")), from: "a")
        bench.finishWriting(bench.unwritten[0], problem: "no space left on device")
        #expect(bench.isStopped)
        #expect(bench.incidents(.checkpointFailed).count == 1)
    }

    @Test func stop_doesNotWaitForWorkersThatDoNotLeave() {
        let bench = CoordinatorHarness(job, ready: ["a", "b"])
        bench.handle(.stopRequested("test"))
        bench.receive(.leaving(Leaving(reason: "sent home")), from: "a")
        #expect(!bench.isStopped)
        bench.advance(Limits.farewell)
        bench.handle(.tick)
        #expect(bench.isStopped)
        #expect(bench.incidents(.workerLost).isEmpty)
    }

    @Test func helloWhileStopping_isAnsweredWithStop() {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.handle(.stopRequested("test"))
        bench.hello("b")
        #expect(bench.sent(to: "b") == [.stop(Stop(reason: "test"))])
    }

    @Test func stopWithoutARun_endsAtOnceAndASecondStopDoesNothing() {
        let bench = CoordinatorHarness(job)
        bench.handle(.stopRequested("test"))
        #expect(bench.isStopped)
        let again = bench.handle(.stopRequested("test"))
        #expect(!again.contains { if case .exit = $0 { true } else { false } })
    }

    @Test func gradientAfterAStop_changesNothing() throws {
        let bench = CoordinatorHarness(job, ready: ["a"])
        bench.work { $0.step == 2 }
        bench.handle(.stopRequested("test"))
        bench.answer("a")
        #expect(bench.step == 2)
    }

    // MARK: Status

    @Test func statusNamesEachPhase() {
        let bench = CoordinatorHarness(job)
        #expect(bench.status.job == nil)
        bench.start()
        #expect(bench.state == .waiting)
        bench.hello("a")
        #expect(bench.state == .waiting)
        #expect(bench.status.workers.map(\.state) == [.preparing])
        bench.receive(.ready(Ready(run: "small-1")), from: "a")
        #expect(bench.state == .training)
        #expect(bench.status.workers.map(\.state) == [.computing])
        #expect(bench.status.job?.trainLoss == nil)
        bench.answer("a")
        #expect(bench.status.job?.trainLoss != nil)
        #expect(bench.status.job?.step == 1)
        #expect(bench.status.job?.steps == 11)
        #expect(bench.status.job?.epoch == 1)
        #expect(bench.status.job?.parameters == job.plan.model.parameters.count)
        bench.work { $0.orders["a"]?.purpose == .validate }
        #expect(bench.state == .validating)
        bench.work { $0.orders["a"]?.purpose == .test }
        #expect(bench.state == .testing)
        #expect(bench.status.job?.validationLoss != nil)
        bench.work()
        #expect(bench.state == .finished)
        #expect(bench.status.workers.map(\.state) == [.idle])
        #expect(bench.status.workers[0].microbatches == 53 + 6)
        #expect(bench.status.job?.etaSeconds == nil || bench.status.job?.etaSeconds == 0)
    }
}
