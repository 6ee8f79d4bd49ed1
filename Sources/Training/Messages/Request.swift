/// What the command line asks of a coordinator, on a socket of its own.
package enum Request: Sendable, Equatable {
    /// The cluster's status as JSON; `run` nil means the job at work.
    case status(run: String?)
    /// A job file's text and the path it came from, from whose folder relative data paths count.
    case submit(job: String, path: String)
    case control(Control)
    /// Forward passes whose bytes lie in the coordinator's data under this digest, and how far they are: the
    /// first time that somebody asks begins them, and who asks no more wants them no more. The fingerprint
    /// is that of the workers that may compute them.
    case order(digest: String, fingerprint: String)
}

/// What the command line can make a coordinator do.
package enum Control: Sendable, Equatable {
    case shutdown
    /// A local worker's process has ended: its work goes to others without waiting for missed heartbeats.
    case workerExited(name: String, detail: String)
    /// A local worker's process has died again and again: the launcher does not start it any more.
    case workerGivenUp(name: String, detail: String)
}

/// The coordinator's answer to a request.
package struct Reply: Sendable, Equatable {
    package enum Code: Int, Sendable, CaseIterable {
        case done = 1
        /// The request cannot be carried out: a bad job, an unknown run.
        case refused = 2
    }
    package let code: Code
    /// What went wrong, or a short answer such as a run's identifier.
    package let message: String
    /// A JSON document where the request asks for one.
    package let body: [UInt8]

    package init(code: Code, message: String = "", body: [UInt8] = []) {
        self.code = code
        self.message = message
        self.body = body
    }
}
