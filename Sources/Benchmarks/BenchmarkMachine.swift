import Foundation
import Neural
package import System
import Training
import Transport

/// What a benchmark ran on, and the most that it could have reached there.
package struct BenchmarkMachine: Sendable, Encodable {
    /// The processor's name.
    package let processor: String
    package let cores: Int
    /// The matrix library, and the processor whose code it has chosen.
    package let blas: String
    package let blasKernel: String
    /// The variant of the element-wise kernels.
    package let kernels: String
    /// `release`.
    package let build: String
    /// Lockstep's version.
    package let version: String
    /// Most multiply-adds of one core in 10^9 floating-point operations a second, two for each.
    package let peakGflops: Double

    /// Looks at the machine and measures its peak.
    ///
    /// - Throws: `badOption` in a debug build, whose times would say nothing.
    package static func measure(build: BuildMode = .current) throws(BenchmarkError) -> BenchmarkMachine {
        guard build == .release else {
            throw BenchmarkError(
                .badOption,
                "this is a debug build, whose times say nothing; build with: swift build -c release")
        }
        return BenchmarkMachine(
            processor: processorName, cores: Host.processors, blas: NumericsDescription.blas,
            blasKernel: NumericsDescription.blasKernel, kernels: NumericsDescription.kernels,
            build: build.rawValue, version: Release.version, peakGflops: peak())
    }

    /// Two lines for people.
    var lines: [String] {
        [
            "\(processor), \(cores) core(s), peak \(BenchmarkTable.number(peakGflops)) GFLOP/s a core",
            "\(blas) (\(blasKernel)), kernels \(kernels), \(build) build, lockstep \(version)",
        ]
    }

    /// The best of several runs: whatever else the machine does can only slow them.
    private static func peak() -> Double {
        let trial = TimedPeak()
        var rounds = 1000
        var best = 0.0
        var runs = 0
        while runs < Limits.peakRuns {
            let start = Instant.now
            let count = trial.run(rounds: rounds)
            let seconds = Instant.now.seconds(since: start)
            if seconds < Limits.peakRunSeconds {
                rounds *= 2
            } else {
                best = max(best, 2 * Double(count) / seconds)
                runs += 1
            }
        }
        return best / 1e9
    }

    private static var processorName: String {
        let text = FileManager.default.contents(atPath: "/proc/cpuinfo").map {
            String(decoding: $0, as: UTF8.self)
        }
        let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
    }
}
