import Forecasting
import Glibc
import Jobs
import Launcher
import Pace
import Series
import Store
import Testing
import Training

/// Forecasts by the workers of a real cluster.
@Suite(.serialized, .blocking) struct ForecastProcessTests {
    /// Sampled paths of some windows: a few seconds of work.
    private func work(of job: JobFolder) throws -> ForecastWork {
        let run = try RunStore(folder: "\(job.state)/runs").find("small-1")
        let state = try StateDirectory(creating: job.state)
        let series = try RunPreparation.open(run, in: state).job.series
        let model = try ModelFile.read("\(job.state)/runs/small-1/final.safetensors")
        let origins = (0..<60).map { UInt32(series.firstTargetRow(of: $0, .test)) }
        return try ForecastWork(
            model, series: series, origins: origins,
            passes: .paths(count: 4000, slots: origins), windowsAtOnce: 50)
    }

    private func computedHere(_ work: ForecastWork) -> [UInt32] {
        let computer = ForecastComputer(work)
        return (0..<work.slices).flatMap { computer.outputs(slice: $0).map(\.bitPattern) }
    }

    /// The outputs of all slices; nil where no cluster is up.
    private func computed(
        _ work: ForecastWork, by cluster: ClusterForecasting, show: (Double) -> Void = { _ in }
    ) throws -> [UInt32]? {
        var outputs: [UInt32] = []
        let isDone = try cluster.run(work, show: { fraction, _ in show(fraction) }) { _, more in
            outputs += more.map(\.bitPattern)
        }
        return isDone ? outputs : nil
    }

    @Test func orderBesideTraining_hasTheBitsOfThisProcessThroughAKill() throws {
        let quiet = try JobFolder()
        let expected = try quiet.summary(quiet.train("--workers 1")).outcome
        let work = try work(of: quiet)

        let job = try JobFolder()
        func lockstep(_ words: String...) throws -> (code: Int32, output: String, errors: String) {
            try RunningProcess.run("lockstep", words + ["--state", "state"], in: job.path)
        }
        #expect(try ClusterForecasting(state: job.state) == nil, "no coordinator was ever started")
        let up = try lockstep("up", "--workers", "3")
        try #require(up.code == 0, "\(up.errors)")
        let training = try RunningProcess(
            "lockstep", ["submit", "job.yaml", "--wait", "--json", "--state", "state"], in: job.path)
        try Patience.wait(for: "training") { try (job.status().job?.step ?? 0) > 10 }
        var (isKilled, shown) = (false, [Double]())
        let forecasting = try #require(try ClusterForecasting(state: job.state))
        let here = computedHere(work)
        let first = try computed(work, by: forecasting) { fraction in
            shown.append(fraction)
            guard !isKilled, fraction > 0, let status = try? job.status() else { return }
            let busy = status.workers.first { $0.state == .computing }
            if let busy { isKilled = kill(pid_t(busy.pid), SIGKILL) == 0 }
        }
        #expect(first == here)
        #expect(isKilled && shown.allSatisfy { (0...1).contains($0) })
        #expect(try job.summary(training).outcome == expected)
        // Without a run all workers compute, and the same once more.
        #expect(try computed(work, by: forecasting) == here)
        #expect(try lockstep("down").code == 0)
        #expect(try computed(work, by: forecasting) == nil)
    }
}
