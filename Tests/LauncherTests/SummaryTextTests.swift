import Jobs
import Launcher
import Store
import System
import Testing
import Training

struct SummaryTextTests {
    private static let digest = String(repeating: "ab", count: 32)

    private func finished() throws -> RunSummary {
        var summary = RunSummary(run: "demo-1", status: .finished, parameters: 6000)
        (summary.steps, summary.epochs, summary.bestEpoch, summary.workers) = (1234, 12, 9, 2)
        (summary.trainLoss, summary.validationLoss) = (0.5, 0.25)
        (summary.samplesPerSecond, summary.wallSeconds) = (12345.6, 187)
        summary.test = try JSON.decode(
            RunSummary.Test.self, from: Array(#"{"mse": 0.125, "mae": 0.375}"#.utf8))
        (summary.weightsSha256, summary.modelSha256) = (Self.digest, Self.digest)
        return summary
    }

    @Test func finishedRun_isToldInFull() throws {
        #expect(
            SummaryText.lines(try finished(), state: "s", isDemo: false) == [
                "demo-1 finished: 12 epoch(s), 1,234 steps",
                "",
                "  loss       train 0.5000, validation 0.2500, weights of epoch 9",
                "  test       MSE 0.1250, MAE 0.3750 on the scaled series",
                "  speed      12,346 samples/s, 3:07 min in all, 2 worker(s), 6,000 parameters",
                "  weights    sha256 \(Self.digest) of the numbers alone",
                "  model      sha256 \(Self.digest) of final.safetensors",
                "  run        s/runs/demo-1",
                "  incidents  none",
                "",
                "The model lies in s/runs/demo-1/final.safetensors",
            ])
    }

    @Test func everythingThatWasMeasured_isTold() throws {
        var summary = try finished()
        let text =
            #"{"mse": 0.125, "mae": 0.375, "rmse": 0.35, "smape": 31.25, "mase": 0.75, "pinball": 0.0625, "#
            + #""coverage": 0.8125, "naive": null}"#
        summary.test = try JSON.decode(RunSummary.Test.self, from: Array(text.utf8))
        #expect(
            SummaryText.lines(summary, state: "s", isDemo: false)[4]
                == "             sMAPE 31.25 %, MASE 0.7500, pinball 0.0625, "
                + "81 % of what came lay between the outermost quantiles"
        )
        let written = String(decoding: try JSON.encode(summary.test), as: UTF8.self)
        let again = try JSON.decode(RunSummary.Test.self, from: Array(written.utf8))
        #expect(again.measures == summary.test?.measures && written.contains(#""naive":null"#))
    }

    /// What is advised where the last season again is better by far.
    private func advice(_ data: String) throws -> [String] {
        var summary = try finished()
        let text =
            #"{"mse": 1, "mae": 1, "naive": {"last_value": {"mse": 0.5, "mae": 1}, "last_season": null, "#
            + #""season": null}}"#
        summary.test = try JSON.decode(RunSummary.Test.self, from: Array(text.utf8))
        let job = try JobReader.read(
            "data: {csv: a.csv, horizon: 4, \(data)}\nmodel: [dense: {units: 4}]", file: "job.yaml"
        ).job
        let lines = SummaryText.lines(summary, job: job, state: "s", isDemo: false)
        let start = try #require(lines.firstIndex { $0.contains("NO BETTER") })
        // Of one target, the sums are its own.
        #expect(lines.contains { $0.hasSuffix(" evaluate demo-1 --state s") } == data.contains("[a, b]"))
        return lines[(start + 1)...].prefix { $0.hasPrefix("             - ") }.map {
            String($0.dropFirst(15))
        }
    }

    @Test func whatAJobDoesAlready_isNotAdvised() throws {
        let bare = try advice("lookback: 96, season: 168, targets: [a, b], time: t")
        #expect(
            bare.map { $0.prefix { $0 != ":" && $0 != "," } } == [
                "data.normalise", "data.channels", "data.lookback", "data.segment", "data.calendar",
            ])
        let long = try advice(
            "lookback: 192, season: 24, targets: [a, b], normalise: last, channels: independent")
        #expect(long.count == 1 && long[0].hasPrefix("data.segment"))
        let all = try advice("lookback: 24, season: 24, targets: [a], normalise: last, segment: 2")
        #expect(all.first == "more rows to learn from")
    }

    @Test func runThatStoppedEarly_saysSo() throws {
        var summary = try finished()
        summary.stoppedEarly = true
        let lines = SummaryText.lines(summary, state: "s", isDemo: false)
        #expect(lines[0] == "demo-1 finished: 12 epoch(s), 1,234 steps, stopped early")
    }

    @Test func demo_endsInANewcomersNextSteps() throws {
        let lines = SummaryText.lines(try finished(), state: ".lockstep", isDemo: true)
        #expect(lines.contains { $0.hasSuffix("\(Installation.command) train --workers 3") })
        let elsewhere = SummaryText.lines(try finished(), state: "s", isDemo: true)
        #expect(elsewhere.contains { $0.hasSuffix(" train --workers 3 --state s") })
    }

    @Test func interruptedRun_saysHowToGoOn() {
        let summary = RunSummary(run: "a-2", status: .interrupted, parameters: 0)
        let lines = SummaryText.lines(summary, state: ".lockstep", isDemo: true)
        #expect(lines[0] == "a-2 interrupted after 0 epoch(s), 0 steps")
        // Nothing is said of a loss, a test or a model that there is not.
        #expect(lines[2] == "  speed      - samples/s, - in all, 0 parameters")
        #expect(lines.contains("Go on with it: \(Installation.command) train --resume"))
    }

    @Test func failedRun_saysWhyAndWhereTheLogsAre() {
        var summary = RunSummary(run: "a-2", status: .failed, parameters: 10)
        summary.reason = "the loss is nan"
        summary.incidents = ["first", "second"].map {
            Incident(.jobFailed, at: 1, cause: .arithmetic, message: $0)
        }
        let lines = SummaryText.lines(summary, state: "s", isDemo: false)
        #expect(lines[0] == "a-2 failed after 0 epoch(s), 0 steps")
        #expect(lines[2] == "the loss is nan")
        #expect(lines.contains("  incidents  2, the last: second"))
        #expect(lines.last == "Logs: s/logs")
    }
}
