import System
package import Training

/// What a run is and where it stands: its `run.json`.
package struct RunRecord: Codable, Sendable, Equatable {
    /// NAME-N.
    package let id: String
    /// The job's name as the job file has it.
    package let name: String
    /// `queued`, `running`, or how it ended.
    package var status: RunState
    /// SHA-256 of the encoded series, 64 hexadecimal digits.
    package var dataDigest: String
    /// SHA-256 of the resolved job file, 64 hexadecimal digits.
    package var jobDigest: String
    /// The same of the job as it turned out where its time limit ended training; nil else.
    package var finalJobDigest: String?
    /// The numerics fingerprint of the first worker; nil before it has joined.
    package var fingerprint: String?
    /// When the run was created: UTC, ISO 8601, always in the same format, since runs are ordered by it.
    package let created: String
    /// When the run ended; nil before.
    package var ended: String?
    /// The coordinator's process while it is at work on the run.
    package var pid: Int?
    /// How often coordinators took the run up and died over it; nil before, and after an orderly end.
    package var attempts: RunAttempts?

    package init(
        id: String, name: String, status: RunState, dataDigest: String, jobDigest: String, created: String
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.dataDigest = dataDigest
        self.jobDigest = jobDigest
        self.created = created
    }

    package var identity: RunIdentity {
        RunIdentity(id: id, jobDigest: jobDigest, dataDigest: dataDigest)
    }

    /// Takes in that no coordinator is at work on the run any more.
    package mutating func end(as state: RunState) {
        status = state
        ended = WallClock.now
        pid = nil
        attempts = nil
    }
}
