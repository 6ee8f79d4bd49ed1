import Forecasting
import Foundation
import Store
import TestFiles
import Training

/// What is to be said of a round when all is over.
struct ChaosVerdict {
    let ground: ChaosGround
    let quiet: RunSummary.Outcome
    /// The run that was trained.
    let run: String

    var problems: [String] {
        var problems: [String] = []
        do {
            problems += try ground.leftovers().map { "left behind: \($0)" }
            let folder = try RunStore(folder: "\(ground.state)/runs").find(run)
            let result = try bytes(of: folder.resultFile)
            let summary = try JSON.decode(RunSummary.self, from: result)
            if summary.status != .finished { problems.append("the run is \(summary.status.rawValue)") }
            if summary.outcome != quiet {
                problems.append("another outcome: \(summary.outcome), quietly \(quiet)")
            }
            if try Digest.sha256(weights: ModelFile.read(folder.modelFile).weights) != quiet.weights {
                problems.append("final.safetensors holds other weights than the summary says")
            }
        } catch {
            problems.append("\(error)")
        }
        return problems + crashes
    }

    /// Deaths that nobody ordered: chaos sends SIGKILL, SIGTERM, SIGINT, SIGSTOP and SIGCONT alone.
    private var crashes: [String] {
        let signs =
            ["Fatal error", "was ended by SIGSEGV", "was ended by SIGABRT", "was ended by SIGILL"]
            + ["was ended by SIGBUS", "was ended by signal", "Assertion failed"]
        return ground.logs.flatMap { log in
            log.text.split(separator: "\n").filter { line in signs.contains(where: line.contains) }
                .map { "\(log.name): \($0)" }
        }
    }
}
