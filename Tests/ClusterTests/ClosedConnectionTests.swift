import Glibc
import Pace
import Store
import Testing
import Training

/// Real processes whose connections close, and no launcher that tells.
@Suite(.serialized, .blocking) struct ClosedConnectionTests {
    @Test func killedWorker_isNoticedByItsConnectionAndItsWorkGoesToOthers() throws {
        let cluster = try StandaloneCluster(JobFolder(), workers: 3)
        let submission = try cluster.submit()
        try cluster.waitForStep(50)
        cluster.workers[1].send(SIGKILL)
        let line = try cluster.coordinator.waitForLine { $0.contains("is lost") }
        #expect(line.contains("worker-2 is lost: its connection is closed"))
        let summary = try cluster.job.summary(submission)
        #expect(summary.status == .finished)
        let lost = summary.incidents.filter { $0.kind == .workerLost }
        #expect(lost.map(\.worker) == ["worker-2"])
        cluster.coordinator.send(SIGTERM)
        #expect(cluster.coordinator.finish().code == 0)
        for worker in [cluster.workers[0], cluster.workers[2]] { #expect(worker.finish().code == 0) }
    }

    @Test func killedCoordinator_isStartedByHandAndItsWorkersComeBackToTheSameBits() throws {
        let quietJob = try JobFolder()
        let quiet = try quietJob.summary(quietJob.train("--workers 1"))
        let cluster = try StandaloneCluster(JobFolder(), workers: 2)
        let submission = try cluster.submit()
        try cluster.waitForStep(50)
        let dead = cluster.coordinator
        dead.send(SIGKILL)
        #expect(dead.finish().code == -SIGKILL)
        try cluster.startCoordinatorAgain()
        let summary = try cluster.job.summary(submission)
        #expect(summary.outcome == quiet.outcome)
        #expect(summary.incidents.filter { $0.kind == .coordinatorRestarted }.count == 1)
        cluster.coordinator.send(SIGTERM)
        for worker in cluster.workers { #expect(worker.finish().code == 0) }
    }

    @Test func orderlyEnds_areNoLosses() throws {
        let cluster = try StandaloneCluster(
            JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 5000")), workers: 2)
        let submission = try cluster.submit()
        // Again and again, since the last words must count whatever the coordinator is about to send.
        for number in 3...10 {
            try cluster.waitForStep(20 * number)
            let worker = try cluster.addWorker(number)
            try cluster.waitForWork(of: "worker-\(number)")
            worker.send(SIGTERM)
            #expect(worker.finish().code == 0)
            let line = try cluster.coordinator.waitForLine { $0.contains("left") || $0.contains("lost") }
            #expect(line.contains("worker-\(number) left"))
        }
        cluster.coordinator.send(SIGTERM)
        #expect(cluster.coordinator.finish().code == 130)
        for worker in cluster.workers { #expect(worker.finish().code == 0) }
        _ = submission.finish()
        #expect(try cluster.incidents().filter { $0.kind != .workerLate }.isEmpty)
    }
}
