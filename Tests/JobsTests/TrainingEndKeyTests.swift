import Jobs
import Testing

/// When training ends, as job files say it.
struct TrainingEndKeyTests {
    private static func read(_ training: String, split: String = "") throws -> Job {
        let text = """
            data: {demo: {rows: 400, channels: 1}, lookback: 2, horizon: 1\(split)}
            model: [dense: {units: 1}]
            training: {\(training)}

            """
        return try JobReader.read(text, file: "job.yaml").job
    }

    @Test(arguments: [
        "steps: 7", "steps: 7, time_limit: 90 s", "time_limit: '2 h'", "epochs: 3, time_limit: 30 min",
    ])
    func ends_areReadAndWritten(text: String) throws {
        let job = try Self.read(text)
        #expect(try JobReader.read(JobWriter.write(job), file: "written").job == job)
        #expect(JobWriter.write(job).contains("epochs:") == !text.contains("steps"))
    }

    @Test func stepsAndTimes_areWhatTheySay() throws {
        #expect(try Self.read("steps: 7").training.steps == 7)
        #expect(try Self.read("time_limit: 90 s").training.timeLimit?.duration == .seconds(90))
        #expect(try Self.read("time_limit: 30 min").training.timeLimit?.duration == .seconds(1800))
        #expect(try Self.read("time_limit: 2 h").training.timeLimit?.duration == .seconds(7200))
        #expect(try Self.read("").training.timeLimit == nil)
    }

    @Test func jobThatTurnedOut_hasStepsAndNoTime() throws {
        let job = try Self.read("epochs: 3, time_limit: 90 s").ending(after: 12)
        #expect(
            try job == Self.read("epochs: 3, steps: 12".replacing("epochs: 3, ", with: "")).keepingEpochs(3))
        #expect(!JobWriter.write(job).contains("time_limit") && JobWriter.write(job).contains("steps: 12"))
    }

    @Test func validationLossWithoutValidation_isRefused() throws {
        let split = ", split: {train: 1.0}"
        let error = try #require(throws: JobError.self) {
            try Self.read("early_stopping: {patience: 3}", split: split)
        }
        #expect(error.code == .inconsistent && error.line == 3 && error.key == "training.early_stopping")
        #expect(error.message.contains("data.split.validation is 0; give it rows"))
        let smape = try #require(throws: JobError.self) {
            try Self.read("early_stopping: {patience: 3, monitor: validation_smape}", split: split)
        }
        #expect(smape.message.contains("watches the validation smape, but data.split.validation is 0"))
        #expect(
            try Self.read("early_stopping: {patience: 3, monitor: loss}", split: split).training.earlyStopping
                == EarlyStopping(monitor: .loss, patience: 3))
    }
}

extension Job {
    fileprivate func keepingEpochs(_ epochs: Int) -> Job {
        var job = self
        job.training.epochs = epochs
        return job
    }
}
