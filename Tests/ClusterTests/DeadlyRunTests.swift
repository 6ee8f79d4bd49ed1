import Foundation
import Glibc
import Launcher
import Pace
import Store
import Testing
import Training

/// A run that ends every coordinator which takes it up stands in nobody's way.
@Suite(.serialized, .blocking) struct DeadlyRunTests {
    @Test func runThatTwoCoordinatorsDiedOver_isFailedAndTheNextIsTrained() throws {
        let job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 2"))
        let cluster = try StandaloneCluster(job, workers: 0)
        let submitted = try (0..<2).map { _ in
            let end = try RunningProcess.run(
                "lockstep", ["submit", "job.yaml", "--state", "state"], in: job.path)
            try #require(end.code == 0, "\(end.errors)")
            return end.output.filter { !$0.isNewline }
        }
        let runs = RunStore(folder: "\(job.state)/runs")
        let deadly = try runs.find(submitted[0])
        for attempt in 1...2 {
            if attempt > 1 { try cluster.startCoordinatorAgain() }
            // Without a worker it gets to no step.
            try Patience.wait(for: "attempt \(attempt)") {
                try deadly.record().attempts?.fruitless == attempt
            }
            cluster.coordinator.send(SIGKILL)
            _ = cluster.coordinator.finish()
        }
        try cluster.startCoordinatorAgain()
        try Patience.wait(for: "the deadly run to be given up") { try deadly.record().status == .failed }
        let summary = try #require(try deadly.summary())
        #expect(summary.reason?.contains("died 2 times in a row") == true, "\(summary.reason ?? "")")
        try cluster.addWorker(1)
        let next = try runs.find(submitted[1])
        try Patience.wait(for: "the next run") { try next.record().status == .finished }
        cluster.coordinator.send(SIGTERM)
        _ = cluster.coordinator.finish()
    }

    @Test func jobThatMemoryDoesNotHold_isRefusedWithTheFigures() throws {
        let job = try JobFolder(
            JobFolder.text.replacing("units: 24, dropout", with: "units: 5000, dropout"))
        let shell = "ulimit -v 3000000; exec \"$0\" train job.yaml --state state"
        let lockstep = RunningProcess.binaries.appendingPathComponent("lockstep").path
        let process = try RunningProcess(program: "/bin/sh", ["-c", shell, lockstep], in: job.path)
        let end = process.finish()
        #expect(end.code == 2)
        #expect(end.errors.contains("of memory at the coordinator, which may have 3.1 GB"), "\(end.errors)")
        #expect(try RunStore(folder: "\(job.state)/runs").list().runs.isEmpty)
    }

    @Test func downOfALauncherWhoseCoordinatorIsAway_endsIt() throws {
        let job = try JobFolder()
        let up = try RunningProcess.run(
            "lockstep", ["up", "--workers", "1", "--state", "state"], in: job.path)
        try #require(up.code == 0, "\(up.errors)")
        let state = try StateDirectory(existing: job.state)
        let launcher = try #require(state.lockHolder(as: .launcher))
        // Not to start another meanwhile.
        kill(pid_t(launcher), SIGSTOP)
        let coordinator = try #require(state.lockHolder)
        kill(pid_t(coordinator), SIGKILL)
        try Patience.wait(for: "the coordinator to be gone") { try !state.isLocked() }
        let status = try RunningProcess.run("lockstep", ["status", "--state", "state"], in: job.path)
        #expect(status.code == 3 && status.errors.contains("launcher \(launcher) starts or ends it"))
        let down = try RunningProcess("lockstep", ["down", "--state", "state"], in: job.path)
        kill(pid_t(launcher), SIGCONT)
        #expect(down.finish().code == 0)
        OtherProcess.waitForEnd(of: launcher)
        #expect(try !state.isLocked(by: .launcher) && !state.isLocked())
    }
}
