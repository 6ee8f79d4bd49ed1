import Jobs
import Neural
import TestJobs
import Testing

/// Learning rates in job files.
struct ScheduleKeyTests {
    private static func job(_ rate: String, optimizer: String = "adam") -> String {
        """
        data: {demo: {rows: 400, channels: 1}, lookback: 2, horizon: 1}
        model: [dense: {units: 1}]
        training:
          optimizer:
            \(optimizer):
              learning_rate: \(rate)
        """
    }

    private static func read(_ rate: String) throws -> LearningRate {
        try JobReader.read(job(rate), file: "job.yaml").job.training.optimizer.learningRate
    }

    static let schedules: [(String, LearningRate)] = [
        ("0.25", 0.25), ("1", 1), ("1e-3", 0.001), ("null", 0.001),
        (
            "{exponential: {initial_learning_rate: 1, decay_steps: \"3 epochs\", decay_rate: 0.5}}",
            .exponential(
                ExponentialDecay(initialLearningRate: 1, decaySteps: .epochs(3), decayRate: 0.5))
        ),
        (
            "{exponential: {initial_learning_rate: 1, decay_steps: 7, decay_rate: 0.5, staircase: true, "
                + "start_step: 1 epoch}}",
            .exponential(
                ExponentialDecay(
                    initialLearningRate: 1, decaySteps: .steps(7), decayRate: 0.5, staircase: true,
                    startStep: .epochs(1)))
        ),
        (
            "{cosine: {initial_learning_rate: 0, warmup_target: 0.001, warmup_steps: 200, decay_steps: 4000, "
                + "alpha: 0.1}}",
            .cosine(
                CosineDecay(
                    initialLearningRate: 0, decaySteps: .steps(4000), alpha: 0.1, warmupTarget: 0.001,
                    warmupSteps: .steps(200)))
        ),
        (
            "{piecewise: {boundaries: [10, 2 epochs], values: [1, 0.1, 0]}}",
            .piecewise(PiecewiseConstant(boundaries: [.steps(10), .epochs(2)], values: [1, 0.1, 0]))
        ),
        (
            "{piecewise: {boundaries: 10, values: [1, 0.1]}}",
            .piecewise(PiecewiseConstant(boundaries: [.steps(10)], values: [1, 0.1]))
        ),
        (
            "{reduce_on_plateau: {initial_learning_rate: 0.5}}",
            .reduceOnPlateau(ReduceOnPlateau(initialLearningRate: 0.5))
        ),
        (
            "{reduce_on_plateau: {initial_learning_rate: 0.5, factor: 0.2, patience: 3, min_delta: 0, "
                + "cooldown: 2, min_learning_rate: 0.01}}",
            .reduceOnPlateau(
                ReduceOnPlateau(
                    initialLearningRate: 0.5, factor: 0.2, patience: 3, minDelta: 0, cooldown: 2,
                    minLearningRate: 0.01))
        ),
    ]

    @Test(arguments: schedules.indices)
    func schedule_isReadAndWritten(index: Int) throws {
        let (text, expected) = Self.schedules[index]
        let job = try JobReader.read(Self.job(text), file: "job.yaml").job
        #expect(job.training.optimizer.learningRate == expected)
        #expect(try JobReader.read(JobWriter.write(job), file: "written").job == job)
    }

    /// What is wrong, the key behind `learning_rate`, and words of the message.
    static let faults: [(String, JobError.Code, String, [String])] = [
        ("fast", .wrongType, "", ["'fast'", "0.0 to 1000000.0", "exponential, cosine, piecewise"]),
        ("\"0.1\"", .wrongType, "", ["\"0.1\"", "number"]),
        ("-1", .badValue, "", ["'-1'", "0.0 to 1000000.0"]),
        ("nan", .wrongType, "", ["'nan'"]),
        ("[0.1]", .wrongType, "", ["a list"]),
        ("cosine", .missingKey, ".cosine.initial_learning_rate", ["initial_learning_rate: 0.001"]),
        ("{linear: {}}", .badValue, "", ["'linear'", "exponential, cosine, piecewise, reduce_on_plateau"]),
        (
            "{cosine: {initial_learning_rate: 1, decay_steps: 0}}", .badValue, ".cosine.decay_steps",
            ["'0'", "1 to"]
        ),
        (
            "{cosine: {initial_learning_rate: 1, decay_steps: 3 years}}", .wrongType, ".cosine.decay_steps",
            ["'3 years'", "3 epochs"]
        ),
        (
            "{cosine: {initial_learning_rate: 1, decay_steps: 9, warmup_steps: 3}}", .inconsistent,
            ".cosine.warmup_steps", ["3", "warmup_target"]
        ),
        (
            "{cosine: {initial_learning_rate: 1, decay_steps: 9, decay_rate: 3}}", .unknownKey,
            ".cosine.decay_rate", ["warmup_target"]
        ),
        (
            "{exponential: {initial_learning_rate: 1, decay_steps: 9, decay_rate: 0}}", .badValue,
            ".exponential.decay_rate", ["'0'", "1e-09 to 1000.0"]
        ),
        (
            "{piecewise: {boundaries: [3, 2], values: [1, 2, 3]}}", .inconsistent, ".piecewise.boundaries",
            ["2 does not come after 3", "ascending"]
        ),
        (
            "{piecewise: {boundaries: [3], values: [1, 2, 3]}}", .inconsistent, ".piecewise.values",
            ["3 rate(s)", "1 boundaries"]
        ),
        (
            "{piecewise: {boundaries: [3], values: [1, -2]}}", .badValue, ".piecewise.values", ["'-2'"]
        ),
        (
            "{reduce_on_plateau: {initial_learning_rate: 1, factor: 1}}", .badValue,
            ".reduce_on_plateau.factor", ["'1'"]
        ),
        (
            "{reduce_on_plateau: {initial_learning_rate: 1, patience: 0}}", .badValue,
            ".reduce_on_plateau.patience", ["0", "1 to"]
        ),
    ]

    @Test(arguments: faults.indices)
    func badSchedule_isRefusedWithLineAndRemedy(index: Int) throws {
        let (text, code, key, words) = Self.faults[index]
        let error = try #require(throws: JobError.self) { try Self.read(text) }
        #expect(error.code == code, "\(error)")
        #expect(error.line == 6 && error.file == "job.yaml", "\(error)")
        #expect(error.key == "training.optimizer.adam.learning_rate" + key)
        for word in words { #expect(error.message.contains(word), "\(error)") }
    }

    @Test func plateauWithoutValidation_isRefused() throws {
        let text = Self.job("{reduce_on_plateau: {initial_learning_rate: 1}}", optimizer: "sgd")
            .replacing("horizon: 1}", with: "horizon: 1, split: {train: 1.0}}")
        let error = try #require(throws: JobError.self) { try JobReader.read(text, file: "job.yaml") }
        #expect(error.code == .inconsistent && error.key == "training.optimizer.sgd.learning_rate")
        #expect(error.message.contains("data.split.validation"))
    }

    @Test func boundariesThatTheDataPutOutOfOrder_areRefused() throws {
        let text = Self.job("{piecewise: {boundaries: [1000, 1 epoch], values: [1, 2, 3]}}")
        let error = try #require(throws: JobError.self) { try TestJobs.prepared(text) }
        #expect(error.code == .inconsistent && error.line == 6)
        #expect(error.key == "training.optimizer.adam.learning_rate.piecewise.boundaries")
        #expect(error.message.contains("1 epoch does not come after 1000"))
    }
}
