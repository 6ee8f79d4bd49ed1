/// What to simulate.
public struct SimulationOptions: Sendable {
    /// Everything that happens follows from it.
    public var seed: UInt64
    /// Workers of the cluster; nil: 1 to 8, drawn from the seed.
    public var workers: Int?
    /// Minutes of virtual time in which faults strike; nil: about as long as the job takes, drawn from the seed.
    public var minutes: Double?
    /// Whether the real arithmetic computes, on a tiny model, in place of the stand-in.
    public var isNeural = false
    /// How many times slower than usual each worker computes, in place of all faults; nil: faults as the seed has them.
    public var slowness: [Double]?
    /// Takes each line of the trace; nil: none is written.
    public var trace: (@Sendable (String) -> Void)?

    public init(seed: UInt64) { self.seed = seed }
}

/// What came of one simulated cluster.
public struct SimulationOutcome: Sendable, Equatable {
    public let seed: UInt64
    /// What went against a promise; nil where all was kept.
    public internal(set) var violation: String?
    /// Virtual time until the job was done, in seconds.
    public internal(set) var seconds = 0.0
    public internal(set) var workers = 0
    /// Seconds that all of the job's microbatches and slices take on one usual processor.
    public internal(set) var work = 0.0
    /// Updates of the job, and updates applied in all: more where a coordinator died.
    public internal(set) var steps = 0
    public internal(set) var appliedSteps = 0
    /// What happened in all.
    public internal(set) var events = 0
    /// Faults that struck, by kind.
    public internal(set) var faults: [String: Int] = [:]
    /// Incidents that the coordinators reported.
    public internal(set) var incidents = 0
    /// A digest of everything that happened, in order: the same for the same seed, on every machine.
    public internal(set) var digest: UInt64 = 0
}
