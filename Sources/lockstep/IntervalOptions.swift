import ArgumentParser
import Launcher

/// Which intervals a command is to make.
struct IntervalOptions: ParsableArguments {
    @Option(help: "Probabilities of intervals, such as 0.8,0.95.")
    var interval: String?

    @Flag(help: "Intervals that go on learning from what happens: they hold on series that drift.")
    var adaptive = false

    @Option(help: "Paths to sample under dropout (Monte-Carlo dropout), in place of what the model says.")
    var samples: Int?

    @Flag(help: "Widen what a head or sampled paths say until it holds on the calibration windows.")
    var conformal = false

    func validate() throws {
        try require(samples, "samples", in: 2...10_000)
        if interval == nil, adaptive || conformal || samples != nil {
            throw ValidationError(
                "--adaptive, --conformal and --samples say how intervals are made; say which by "
                    + "--interval 0.9")
        }
        if let levels = try levels, Set(levels).count < levels.count {
            throw ValidationError("--interval names a probability twice")
        }
    }

    /// Nil where none are asked for.
    var request: IntervalRequest? {
        get throws {
            try levels.map {
                IntervalRequest(
                    levels: $0, samples: samples, isConformal: conformal, isAdaptive: adaptive)
            }
        }
    }

    private var levels: [Double]? {
        get throws {
            try interval?.split(separator: ",", omittingEmptySubsequences: false).map { part in
                guard let level = Double(part), level > 0, level < 1 else {
                    throw ValidationError(
                        "--interval takes probabilities above 0 and below 1, such as 0.8,0.95, not \(part)")
                }
                return level
            }
        }
    }
}
