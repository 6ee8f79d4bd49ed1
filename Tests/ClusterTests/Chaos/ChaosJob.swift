import Cluster
import Synchronization
import Training

/// A job of some seconds, and what comes of it when it is left in peace.
struct ChaosJob: Sendable {
    let name: String
    let text: String

    static let all = [
        ChaosJob(name: "small", text: long(JobFolder.text)),
        ChaosJob(name: "masks", text: long(JobFolder.sharedMasksText)),
        ChaosJob(name: "wide", text: JobFolder.wideText.replacing("epochs: 12", with: "epochs: 45")),
        // So few weights that they go by messages, and an end that comes early.
        ChaosJob(
            name: "narrow",
            text: JobFolder.text.replacing("units: 24, dropout", with: "units: 6, dropout")
                .replacing("epochs: 60", with: "epochs: 200\n  early_stopping: {patience: 12}")),
    ]

    private static func long(_ text: String) -> String {
        text.replacing("epochs: 60", with: "epochs: 140")
    }

    /// Quiet runs that are known already.
    private static let known = Mutex<[String: RunSummary.Outcome]>([:])

    /// The outcome of a run that nothing happens to.
    func quiet() throws -> RunSummary.Outcome {
        if let outcome = Self.known.withLock({ $0[name] }) { return outcome }
        let job = try JobFolder(text)
        let outcome = try job.summary(job.train("--workers 2")).outcome
        Self.known.withLock { $0[name] = outcome }
        return outcome
    }
}
