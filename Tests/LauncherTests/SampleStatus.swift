import Store
import Training

/// Statuses as a coordinator sends them: as JSON, which is all that another target can make them of.
enum SampleStatus {
    static let job = """
        {"id": "demo-1", "name": "demo", "state": "training", "step": 1234, "steps": 56789, "epoch": 2,
        "epochs": 12, "train_loss": 0.51234, "validation_loss": 0.4, "samples_per_second": 12345.6,
        "learning_rate": 0.001, "step_seconds": 0.0123, "eta_seconds": 187, "parameters": 6000,
        "checkpoint_step": 1000, "checkpoint_problem": null, "mixed_hardware": false}
        """

    static let workers = """
        [{"name": "worker-1", "pid": 50, "host": "here", "threads": 2, "state": "computing", "step": 1235,
        "microbatches": 98765, "samples_per_second": 8000.4, "last_seen_seconds": 0.1},
        {"name": "worker-10", "pid": 4711, "host": "elsewhere", "threads": 16, "state": "waiting", "step": 7,
        "microbatches": 1, "samples_per_second": 0, "last_seen_seconds": 187}]
        """

    /// - Parameters:
    ///   - job: JSON; null where there is none.
    ///   - incidents: messages; the last ones of `incidentCount`.
    static func status(
        job: String = job, workers: String = workers, incidents: [String] = [], incidentCount: Int? = nil,
        findings: [Finding] = []
    ) throws -> ClusterStatus {
        let list = incidents.map { Incident(.workerLost, at: 12, step: 40, cause: .absence, message: $0) }
        let count = incidentCount ?? incidents.count
        let text = """
            {"coordinator": {"pid": 41, "uptime_seconds": 75, "term": 3}, "job": \(job), "queue": [],
            "workers": \(workers), "incidents": \(try json(list)), "incident_count": \(count),
            "incident_counts": {"worker_lost": \(count), "bad_message": 0}, "findings": \(try json(findings))}
            """
        return try JSON.decode(ClusterStatus.self, from: Array(text.utf8))
    }

    /// The job with other texts in place of some of its own.
    static func job(_ changes: (String, String)...) -> String {
        changes.reduce(job) { $0.replacing($1.0, with: $1.1) }
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSON.encode(value), as: UTF8.self)
    }
}
