import Store
import Synchronization

/// A job, and what comes of it when it is left in peace.
struct ChaosJob: Sendable {
    let name: String
    let text: String

    /// Jobs of all kinds, which take about `length` times a second or two.
    static func all(length: Int) -> [ChaosJob] {
        let small = JobFolder.text.replacing("epochs: 60", with: "epochs: \(50 * length)")
        let masks = JobFolder.sharedMasksText.replacing("epochs: 60", with: "epochs: \(50 * length)")
        let wide = JobFolder.wideText.replacing("epochs: 12", with: "epochs: \(15 * length)")
        // So few weights that they go by messages, an end that comes early, and a third of everything
        // computed twice.
        let narrow =
            JobFolder.text.replacing("units: 24, dropout", with: "units: 6, dropout")
            .replacing("epochs: 60", with: "epochs: \(70 * length)\n  early_stopping: {patience: 12}")
            + "\naudit: 0.3"
        return [("small", small), ("masks", masks), ("wide", wide), ("narrow", narrow)].map(ChaosJob.init)
    }

    /// Quiet runs that are known already.
    private static let known = Mutex<[String: RunSummary.Outcome]>([:])

    /// The outcome of a run that nothing happens to.
    func quiet() throws -> RunSummary.Outcome {
        if let outcome = Self.known.withLock({ $0[text] }) { return outcome }
        let job = try JobFolder(text)
        let outcome = try job.summary(job.train("--workers 2")).outcome
        Self.known.withLock { $0[text] = outcome }
        return outcome
    }
}
