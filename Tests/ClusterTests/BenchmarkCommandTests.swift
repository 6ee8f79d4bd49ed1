import Foundation
import Pace
import Store
import System
import TestFiles
import Testing
import Training

/// `lockstep benchmark` as a command: what it prints and what it refuses.
@Suite(.blocking) struct BenchmarkCommandTests {
    private struct Machine: Decodable {
        let processor, blas, blasKernel, kernels, build, version: String
        let cores: Int
        let peakGflops: Double
    }

    private struct Report<Result: Decodable>: Decodable {
        let machine: Machine
        let results: [Result]
    }

    private struct Step: Decodable {
        let shape, `case`: String
        let layers, threads, memoryBytes: Int
        let medianMs, minimumMs, maximumMs, gflops, fractionOfPeak: Double
        let deviation: Double?
    }

    private struct ClusterResult: Decodable {
        let shape, `case`: String
        let workers: Int
        let samplesPerSecond, stepMs, speedup, coordinatorShare, firstStepSeconds: Double
        let incidents: [String]
    }

    private func report<Result: Decodable>(_ arguments: [String], of type: Result.Type) throws -> Report<
        Result
    > {
        let folder = try TemporaryFolder()
        let end = try RunningProcess.run("lockstep", ["benchmark"] + arguments, in: folder.path)
        try #require(end.code == 0, "\(end.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        return try JSON.decode(Report<Result>.self, from: Array(end.output.utf8))
    }

    @Test func step_reportsEachShapeAndCase() throws {
        let report = try report(
            [
                "step", "--shape", "4x3x2x5", "--shape", "1x1x1x1", "--case", "both", "--case", "shared",
                "--case",
                "none", "--seconds", "0.01", "--threads", "2", "--json",
            ], of: Step.self)
        #expect(report.machine.build == "release" && report.machine.version == Release.version)
        #expect(report.machine.cores >= 1 && report.machine.peakGflops > 0)
        #expect(
            report.results.map(\.shape) == Array(repeating: "4x3x2x5", count: 3)
                + Array(repeating: "1x1x1x1", count: 3))
        #expect(report.results.map(\.case) == ["both", "shared", "none", "both", "shared", "none"])
        for result in report.results {
            #expect(result.layers == 1 && result.threads == 2 && result.memoryBytes > 0)
            #expect(0 < result.minimumMs && result.minimumMs <= result.medianMs)
            #expect(result.medianMs <= result.maximumMs)
            #expect(result.gflops > 0 && result.fractionOfPeak > 0 && result.deviation == nil)
        }
    }

    @Test func sweep_reportsDeviations() throws {
        let results = try report(
            [
                "step", "--shape", "2x2x2x2", "--case", "none", "--sweep", "layers", "--seconds", "0.001",
                "--json",
            ], of: Step.self
        ).results
        #expect(results.map(\.layers) == [1, 2, 4, 8, 16])
        #expect(results.first?.deviation == 0)
        #expect(results.allSatisfy { $0.deviation != nil })
    }

    @Test func kernels_areReportedInEveryVariant() throws {
        struct Kernel: Decodable { let kernel, variant: String }
        let results = try report(
            [
                "kernels", "--shape", "4x3x2x5", "--elements", "17", "--seconds", "0.0001", "--repetitions",
                "1",
                "--json",
            ], of: Kernel.self
        ).results
        let plain = results.filter { $0.variant == "plain" }.map(\.kernel)
        #expect(Set(plain).isSuperset(of: ["tanh", "sigmoid", "philox mask", "adam", "add"]))
        for variant in Set(results.map(\.variant)) {
            #expect(results.filter { $0.variant == variant }.map(\.kernel) == plain)
        }
    }

    @Test func cluster_isTrainedWithEachNumberOfWorkers() throws {
        let results = try report(
            [
                "cluster", "--shape", "4x3x2x5", "--workers", "1", "--workers", "2", "--seconds", "0.05",
                "--json",
            ], of: ClusterResult.self
        ).results
        #expect(results.map(\.workers) == [1, 2])
        #expect(results.first?.speedup == 1)
        for result in results {
            #expect(result.shape == "4x3x2x5" && result.case == "both")
            #expect(result.samplesPerSecond > 0 && result.stepMs > 0 && result.firstStepSeconds > 0)
            #expect((0...1).contains(result.coordinatorShare))
        }
    }

    @Test func decisions_areTimedForEachNumberOfWorkers() throws {
        struct Decisions: Decodable {
            let workers: Int
            let medianMs, minimumMs, maximumMs, microsecondsAWorker, partialsAWorker: Double
        }
        let results = try report(
            ["decisions", "--workers", "3", "--workers", "8", "--seconds", "0.01", "--json"],
            of: Decisions.self
        ).results
        #expect(results.map(\.workers) == [3, 8])
        for result in results {
            #expect(0 < result.minimumMs && result.minimumMs <= result.medianMs)
            #expect(result.medianMs <= result.maximumMs && result.microsecondsAWorker > 0)
            // Each has a microbatch of its own.
            #expect(result.partialsAWorker == 1)
        }
    }

    @Test(arguments: [false, true]) func recovery_isMeasuredAfterEachKill(killsCoordinator: Bool) throws {
        struct Recovery: Decodable {
            let shape, killed: String
            let workers, kills: Int
            let stepMs, noticedMs, medianMs, percentile90Ms, percentile99Ms, maximumMs, restoredMs: Double
        }
        let results = try report(
            [
                "recovery", "--shape", "4x3x2x5", "--workers", "2", "--kills", "2", "--seconds", "0.05",
                "--json",
            ] + (killsCoordinator ? ["--coordinator"] : []), of: Recovery.self
        ).results
        let result = try #require(results.first)
        #expect(results.count == 1 && result.shape == "4x3x2x5")
        #expect(result.killed == (killsCoordinator ? "coordinator" : "worker"))
        #expect(result.workers == 2 && result.kills == 2 && result.stepMs > 0)
        let times = [
            0, result.medianMs, result.percentile90Ms, result.percentile99Ms, result.maximumMs,
        ]
        #expect(times == times.sorted() && result.medianMs > 0)
        #expect(result.noticedMs <= result.maximumMs && result.restoredMs > 0)
    }

    @Test func checkpoint_costsAreReportedForEachSize() throws {
        struct Cost: Decodable {
            let parameters: Int
            let megabytes, writeMs, writeProcessorMs, updateMs, updateAfterMs, shareOfTime: Double
        }
        let results = try report(
            [
                "checkpoint", "--parameters", "1000", "--parameters", "1", "--seconds", "0.01", "--json",
            ], of: Cost.self
        ).results
        #expect(results.map(\.parameters) == [1000, 1])
        for result in results {
            // Weights and two slots of Adam, and a header.
            let least = Double(12 * result.parameters) / 1e6
            #expect(least < result.megabytes && result.megabytes < least + 0.01)
            #expect(
                result.writeMs > 0 && result.writeProcessorMs > 0 && result.updateMs > 0
                    && result.updateAfterMs > 0)
        }
    }

    @Test func forecasts_areReportedForEachShapeAndCase() throws {
        struct Speed: Decodable {
            let shape: String
            let `case`: String
            let threads, together, memoryBytes: Int
            let samplesPerSecond, medianMs, gflops, fractionOfPeak: Double
        }
        let results = try report(
            [
                "forecast", "--shape", "4x3x2x5", "--case", "none", "--case", "shared", "--paths", "9",
                "--threads", "2", "--seconds", "0.01", "--json",
            ], of: Speed.self
        ).results
        #expect(results.map(\.case) == ["none", "shared"])
        for result in results {
            #expect(result.shape == "4x3x2x5" && result.threads == 2 && result.together == 4)
            #expect(result.memoryBytes > 0 && result.gflops > 0 && result.fractionOfPeak > 0)
            // Two threads, each with four samples at a time.
            let both = 2 * 4 / result.medianMs * 1e3
            #expect(abs(result.samplesPerSecond / both - 1) < 1e-6)
        }
    }

    @Test func tables_beginWithTheMachine() throws {
        let folder = try TemporaryFolder()
        let end = try RunningProcess.run(
            "lockstep", ["benchmark", "step", "--shape", "1x1x1x1", "--seconds", "0.001"], in: folder.path)
        let lines = end.output.split(separator: "\n")
        #expect(end.code == 0 && end.errors.isEmpty)
        #expect(lines.first?.contains("GFLOP/s") == true)
        #expect(lines.dropFirst().first?.contains("release build, lockstep \(Release.version)") == true)
        #expect(lines.dropFirst(2).allSatisfy { $0.count <= 100 })
    }

    @Test(arguments: [
        ["step", "--shape", "4x3x2"], ["step", "--shape", "0x1x1x1"], ["step", "--case", "most"],
        ["step", "--shape", "1000000x1000000x1x1"], ["step", "--threads", "0"], ["step", "--seconds", "0"],
        ["step", "--layers", "0"], ["step", "--sweep", "units", "--shape", "S", "--shape", "M"],
        ["kernels", "--elements", "0"], ["kernels", "--shape", "1x1x1x1000000"],
        ["cluster", "--workers", "0"], ["cluster", "--shape", "4x3x65x2"],
        ["cluster", "--shape", "1x3x2x2", "--threads", "2"],
        ["checkpoint", "--parameters", "0"], ["recovery", "--kills", "0"], ["recovery", "--workers", "0"],
        ["forecast", "--paths", "0"], ["forecast", "--layers", "2"], ["forecast", "--shape", "4x3x65x2"],
        ["recovery", "--shape", "4x3x65x2"], ["decisions", "--workers", "0"],
        ["decisions", "--workers", "4097"],
    ])
    func whatCannotBeMeasured_exits2(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let end = try RunningProcess.run("lockstep", ["benchmark"] + arguments, in: folder.path)
        #expect(end.code == 2, "\(end.errors)")
        #expect(!end.errors.isEmpty && end.output.isEmpty)
    }
}
