/// What to simulate.
package struct SimulationOptions: Sendable {
    /// Everything that happens follows from it.
    package var seed: UInt64
    /// Workers of the cluster; nil: 1 to 8, drawn from the seed.
    package var workers: Int?
    /// Minutes of virtual time in which faults strike; nil: about as long as the job takes, drawn from the
    /// seed.
    package var minutes: Double?
    /// Whether the real arithmetic computes, on a tiny model, in place of the stand-in.
    package var isNeural = false
    /// How many times slower than usual each worker computes, in place of all faults; nil: faults as the seed
    /// has them.
    package var slowness: [Double]?
    /// Takes each line of the trace; nil: none is written.
    package var trace: (@Sendable (String) -> Void)?

    package init(seed: UInt64) { self.seed = seed }
}

/// What came of one simulated cluster.
package struct SimulationOutcome: Sendable, Equatable {
    package let seed: UInt64
    /// What went against a promise; nil where all was kept.
    package internal(set) var violation: String?
    /// Virtual time until the job was done, in seconds.
    package internal(set) var seconds = 0.0
    package internal(set) var workers = 0
    package internal(set) var runs = 1
    /// Seconds that all of the job's microbatches and slices take on one usual processor.
    package internal(set) var work = 0.0
    /// Updates of the job, and updates applied in all: more where a coordinator died.
    package internal(set) var steps = 0
    package internal(set) var appliedSteps = 0
    /// What happened in all.
    package internal(set) var events = 0
    /// Faults that struck, by kind.
    package internal(set) var faults: [String: Int] = [:]
    /// Shares of steps that were given out, and partials that came back.
    package internal(set) var shares = 0
    package internal(set) var partials = 0
    /// Incidents that the coordinators reported.
    package internal(set) var incidents = 0
    /// A digest of everything that happened, in order: the same for the same seed, on every machine.
    package internal(set) var digest: UInt64 = 0
}
