import Neural
import Series
import Testing
import Training

/// Whole clusters of the shipped state machines, under a virtual clock: the bits of the result, whatever
/// happens.
@Suite struct ClusterBehaviourTests {
    private let job: PreparedJob
    private let expected: RunResult

    init() throws {
        job = try TestJobs.prepared()
        var quiet = TestCluster(job, workers: 1)
        quiet.run()
        let result = quiet.result
        expected = try #require(result)
    }

    private func expectSameBits(_ cluster: TestCluster, _ comment: Comment? = nil) {
        let result = cluster.result
        #expect(result?.weights.map(\.bitPattern) == expected.weights.map(\.bitPattern), comment)
        #expect(result?.epochs == expected.epochs, comment)
        #expect(result?.test == expected.test, comment)
    }

    @Test func trainingLowersTheLossAndEndsWithEveryEpoch() {
        #expect(expected.steps == job.plan.steps)
        #expect(expected.epochs.count == 3)
        #expect(expected.epochs[2].trainLoss < expected.epochs[0].trainLoss)
        #expect(expected.test?.samples == job.plan.windows.test)
    }

    @Test(arguments: [2, 3, 5, 9], [1, 2] as [UInt64])
    func anyNumberOfWorkers_givesTheSameBits(workers: Int, seed: UInt64) {
        var cluster = TestCluster(job, workers: workers, seed: seed)
        cluster.run()
        expectSameBits(cluster)
        let incidents = cluster.incidents
        #expect(incidents.isEmpty)
    }

    @Test(arguments: 1...12)
    func workerKilledMidStep_stepCompletesWithTheSameBits(seed: Int) {
        var cluster = TestCluster(job, workers: 3, seed: UInt64(seed))
        cluster.run { $0.step == 2 + seed }
        cluster.workers[seed % 3].isAlive = false
        cluster.run()
        expectSameBits(cluster)
        let incidents = cluster.incidents
        #expect(incidents.contains { $0.kind == .workerLost || $0.kind == .workerLate })
    }

    @Test func allWorkersGone_jobWaitsAndGoesOnWhenOneJoins() {
        var cluster = TestCluster(job, workers: 2)
        cluster.run { $0.step == 5 }
        for worker in cluster.workers { worker.isAlive = false }
        cluster.run { $0.incidents.contains { $0.kind == .noWorkers } }
        let step = cluster.step
        cluster.run(limit: 200)
        let later = cluster.step
        #expect(later == step)
        cluster.addWorker()
        cluster.run()
        expectSameBits(cluster)
    }

    @Test(arguments: [1, 4, 9, 10, 11, 23])
    func coordinatorKilledAndRestarted_givesTheSameBits(step: Int) {
        var cluster = TestCluster(job, workers: 2)
        cluster.run { $0.step == step }
        cluster.restartCoordinator()
        cluster.run()
        expectSameBits(cluster, "killed at step \(step)")
    }

    @Test func slowWorker_isHelpedAndTheBitsAreTheSame() {
        var cluster = TestCluster(job, workers: 3)
        cluster.workers[1].slowness = 2000
        cluster.run()
        expectSameBits(cluster)
        let incidents = cluster.incidents
        #expect(incidents.contains { $0.kind == .workerLate && $0.worker == "w1" })
    }

    @Test func workersJoiningAtAnyTime_doNotChangeTheBits() {
        var cluster = TestCluster(job, workers: 1)
        for step in [3, 7, 12] {
            cluster.run { $0.step == step }
            cluster.addWorker()
        }
        cluster.run()
        expectSameBits(cluster)
        let status = cluster.status
        #expect(status.workers.allSatisfy { $0.microbatches > 0 })
    }

    @Test func stopRequested_checkpointIsWrittenThenWorkersAreSentHome() throws {
        var cluster = TestCluster(job, workers: 2)
        cluster.run { $0.step == 7 }
        cluster.handle(.stopRequested("test"))
        cluster.run()
        let isStopped = cluster.isStopped
        #expect(isStopped)
        let checkpoints = cluster.checkpoints
        let saved = try #require(checkpoints.last)
        #expect(saved.state.step == 7)
        var resumed = TestCluster(job, workers: 3)
        resumed.start(from: saved.state)
        resumed.run()
        expectSameBits(resumed)
    }

    @Test func checkpointThatCannotBeWritten_isAnIncidentAndTrainingGoesOn() {
        var cluster = TestCluster(job, workers: 2)
        cluster.writeProblem = "no space left on device"
        cluster.run()
        expectSameBits(cluster)
        let incidents = cluster.incidents
        #expect(incidents.contains { $0.kind == .checkpointFailed })
        let status = cluster.status
        #expect(status.job?.checkpointProblem != nil)
    }
}
