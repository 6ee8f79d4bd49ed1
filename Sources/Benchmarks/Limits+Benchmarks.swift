package import Training

/// The bounds that concern nothing but benchmarks.
extension Limits {
    /// Seconds of one measurement: an hour.
    package static let benchmarkSeconds = 3600.0
    /// Layers of a benchmark's model.
    package static let benchmarkLayers = 1000
    /// Outputs of the dense layer at a benchmark's end.
    package static let benchmarkOutputs = 100_000
    /// Numbers of a vector that element-wise kernels are timed on: planes of it stay below 1 GiB.
    package static let benchmarkElements = 1 << 24
    /// One measurement of something short: long beside the time that reading the clock takes.
    package static let shortestSample = 100e-6
    /// The part of a measurement's time that goes into warming up before it.
    package static let warmUpShare = 0.1
    /// Times that the peak is measured, and how long each one takes: less than a busy scheduler's time slice,
    /// so that one of them will have the core for itself.
    package static let peakRuns = 400
    package static let peakRunSeconds = 500e-6

    /// Seconds between the checkpoints whose cost is told as a share of time.
    package static let checkpointCadence = 10.0

    // A cluster that is simulated.

    /// Minutes of virtual time in which faults strike: more than two months.
    package static let simulatedMinutes = 100_000.0

    // Forecasts that are measured.

    /// Slices of windows that each thread forecasts in one repetition.
    package static let benchmarkSlices = 32
    /// Paths of one window.
    package static let benchmarkPaths = 100_000

    // A cluster that is measured.

    /// Hours of the demo series that it trains on: an epoch of seconds, as those of real jobs are.
    package static let benchmarkRows = 20_000
    /// Steps of an epoch at least, where batches are large.
    package static let benchmarkEpochSteps = 20
    /// Hours of the demo series where nothing is computed: an epoch of many rounds.
    package static let exchangeRows = 1_000_000
    /// What a gradient takes that is there already.
    package static let standInTime = Duration.microseconds(5)
    /// Units of the LSTM layer among which a model with a given number of parameters is looked for.
    package static let exchangeUnits = 1000
    /// Steps that do not count, while caches and estimates of speed settle, and how long they take at least.
    package static let warmUpSteps = 3
    package static let warmUpSeconds = 0.5
    /// Between two looks at the step number around the first step and both ends of the measured part.
    package static let closeLookInterval = Duration.milliseconds(10)
    /// How long such looks keep the launcher from looking after its processes.
    package static let closeLookTime = Duration.seconds(2)

    // A cluster whose processes are killed.

    /// Kills of one measurement.
    package static let benchmarkKills = 100_000
    /// Steps between two checkpoints: what a killed coordinator's work is done again from.
    package static let recoveryCheckpointSteps = 500
    /// Between two looks after a kill: how exact the times are. A look costs the coordinator some tenths of a
    /// millisecond.
    package static let killLookInterval = Duration.milliseconds(1)
    /// How long one look after a kill waits for an answer: a dead coordinator gives none.
    package static let killLookTimeout = Duration.milliseconds(20)
    /// What is not over after this time has failed.
    package static let recoveryTime = Duration.seconds(60)
}
