import Jobs
import Neural
import Series
import Tables
import TestJobs
import Testing

/// Jobs fitted to their data.
@Suite struct PreparedJobTests {
    private func error(_ text: String) throws -> JobError {
        try #require(#expect(throws: JobError.self) { try TestJobs.prepared(text) })
    }

    @Test(arguments: ["insert", "cut"]) func gapsOfTimesThatAreNoDates_areRefused(policy: String) throws {
        let rows = (0..<60).map { "\($0),\($0 * 7 % 11)" }.joined(separator: "\n")
        let text = """
            data: {csv: x.csv, time: n, lookback: 3, horizon: 1, gaps: \(policy), missing: forward_fill}
            model: [{lstm: {units: 1}}, {dense: {units: 1}}]
            """
        let file = try JobReader.read(text, file: "job.yaml")
        let table = try Table.csv(
            Array("n,a\n\(rows)".utf8).span, name: "x.csv", options: file.job.data.tableOptions)
        let error = #expect(throws: JobError.self) { try PreparedJob(file, table: table, name: "x.csv") }
        #expect(error?.key == "data.gaps" && error?.message.contains("no time column holds dates") == true)
    }

    @Test func rowsInNoPart_areTold() throws {
        let rows = (0..<60).map { "\($0 * 7 % 11)" }.joined(separator: "\n")
        let text = """
            data: {csv: x.csv, lookback: 3, horizon: 1, split: {train: 20, validation: 10, test: 10}}
            model: [{lstm: {units: 1}}, {dense: {units: 1}}]
            """
        let file = try JobReader.read(text, file: "job.yaml")
        let table = try Table.csv(
            Array("a\n\(rows)".utf8).span, name: "x.csv", options: file.job.data.tableOptions)
        let job = try PreparedJob(file, table: table, name: "x.csv")
        #expect(job.dataReport?.notes.contains("Rows in no part of the split: 20.") == true)
    }

    @Test func outputsThatDoNotFit_areRefusedWithTheNumbersTheRemedyAndTheLine() throws {
        let error = try error(TestJobs.text.replacing("dense: {units: 6}", with: "dense: {units: 5}"))
        #expect(error.code == .inconsistent)
        #expect(error.line == 12)
        #expect(error.key == "model[3]")
        for part in ["5 outputs", "horizon of 2 x 3 target(s)", "needs 6", "dense: {units: 6}"] {
            #expect(error.message.contains(part), "\(error)")
        }
    }

    @Test func modelInWhichNothingIsTrained_isRefused() throws {
        let text = TestJobs.text.replacing("units: 5,", with: "units: 5, trainable: false,")
        #expect(try TestJobs.prepared(text).plan.model.parameters.trained.count == 1)
        let error = try error(text.replacing("{units: 6}", with: "{units: 6, trainable: false}"))
        #expect(error.code == .inconsistent && error.line == 8 && error.key == "model")
        #expect(error.message.contains("every layer with weights has trainable: false"))
    }

    @Test(
        arguments: [
            ("pinball", "3 quantiles", 18), ("gaussian", "2 numbers (mean, deviation)", 12),
            ("student_t", "3 numbers (mean, scale, degrees)", 18),
        ])
    func outputsThatDoNotFitTheLoss_areRefusedWithTheRemedy(loss: String, words: String, units: Int) throws {
        let text = TestJobs.text.replacing("  epochs: 3", with: "  epochs: 3\n  loss: \(loss)")
            .replacing("units: 6", with: "units: 7")
        let refused = try error(text)
        #expect(refused.code == .inconsistent && refused.line == 12 && refused.key == "model[3]")
        for part in ["horizon of 2 x 3 target(s) x \(words), which the loss", "dense: {units: \(units)}"] {
            #expect(refused.message.contains(part), "\(refused)")
        }
        let independent = try error(text.replacing("data:", with: "data:\n  channels: independent"))
        let wanted = "x \(words), which the loss asks for, with independent channels, needs \(units / 3)"
        #expect(independent.message.contains(wanted), "\(independent)")
        let fitting = text.replacing("units: 7", with: "units: \(units)")
        #expect(try TestJobs.prepared(fitting).plan.model.outputShape == [units])
    }

    /// A decoder's segments, each of them flattened into the numbers of its part of the horizon.
    @Test func decoderBehindALoss_needsUnitsForEachNumberOfASegment() throws {
        let text = TestJobs.text.replacing("  epochs: 3", with: "  epochs: 3\n  loss: student_t")
            .replacing(
                "  - dense: {units: 6}",
                with: "  - parallel_decoder: {segments: 2}\n  - dense: {units: 3}\n  - flatten")
        let error = try error(text)
        #expect(error.key == "model[5]" && error.message.contains("ends in 6 outputs"), "\(error)")
        #expect(error.message.contains("a sequence of 2, so its last dense needs {units: 9}"), "\(error)")
        let job = try TestJobs.prepared(text.replacing("units: 3}", with: "units: 9}"))
        #expect(job.plan.model.outputShape == [18])
    }

    @Test func weightOfWhatIsNoTarget_isRefusedWithItsLine() throws {
        let text = TestJobs.text.replacing(
            "  epochs: 3", with: "  epochs: 3\n  loss_weights: {channel_1: 2, OT: 3}")
        let error = try error(text)
        #expect(error.code == .inconsistent && error.line == 17)
        #expect(error.key == "training.loss_weights.OT")
        #expect(error.message.contains(#"'OT' is no target; there are: "channel_0", "channel_1""#))
        let fitting = text.replacing("OT", with: "channel_2")
        #expect(try TestJobs.prepared(fitting).job.training.lossWeights == ["channel_1": 2, "channel_2": 3])
    }

    @Test func sequenceAsOutput_isRefusedWithTheRemedy() throws {
        let sequences = TestJobs.text.replacing("{units: 5,", with: "{units: 5, return_sequences: true,")
        let error = try error(sequences)
        #expect(error.line == 12)
        for part in ["sequence", "dense: {units: 6}", "return_sequences: false"] {
            #expect(error.message.contains(part), "\(error)")
        }
    }

    @Test func modelThatCannotBeBuilt_isRefusedAtTheOptionsLine() throws {
        let shape = TestJobs.text.replacing(
            "- dropout: {rate: 0.2, noise_shape: [1, null, 1]}",
            with: "- Dropout:\n      rate: 0.2\n      noise_shape: [1, 9, 1]")
        let error = try error(shape)
        #expect(error.code == .badValue)
        #expect(error.line == 11)
        #expect(error.key == "model[0].Dropout.noise_shape")
        #expect(error.message.contains("9"))
        let behind = TestJobs.text.replacing(
            "- dense: {units: 6}", with: "- dense: {units: 6}\n  - lstm: {units: 6}")
        let second = try self.error(behind)
        #expect(second.line == 13)
        #expect(second.key == "model[4]")
        #expect(second.message.contains("return_sequences: true"))
    }

    @Test func layerInAnotherThatCannotBe_isRefusedAtItsOwnLine() throws {
        func last(_ layer: String) -> String { TestJobs.text.replacing("- dense: {units: 6}", with: layer) }
        let residual = last(
            "- residual:\n      layers:\n        - dense: {units: 6}\n        - Dropout:\n"
                + "            rate: 0.1\n            noise_shape: [1, 9]")
        let error = try error(residual)
        #expect(error.line == 17)
        #expect(error.key == "model[3].residual.layers[1].Dropout.noise_shape")
        let units = try self.error(last("- residual: {layers: [flatten, {dense: {units: 5}}]}"))
        #expect(units.key == "model[3]")
        #expect(units.message.contains("make the last layer in the residual dense: {units: 6}"))
        let sequence = try self.error(
            last("- residual:\n      layers:\n        - flatten\n        - lstm: {units: 6}"))
        #expect(sequence.line == 15)
        #expect(sequence.key == "model[3].residual.layers[1]")
        let turned = TestJobs.text.replacing(
            "- lstm: {units: 5, dropout: 0.2, recurrent_dropout: 0.3}",
            with: "- bidirectional: {layer: {lstm: {units: 5, go_backwards: true}}}")
        let direction = try self.error(turned)
        #expect(direction.key == "model[2].bidirectional.layer.lstm.go_backwards")
        #expect(direction.message.contains("leave go_backwards out"))
    }

    @Test func splitLargerThanTheTable_isRefusedWithTheNumbersAndTheLine() throws {
        let error = try error(TestJobs.text.replacing("train: 250", with: "train: 251"))
        #expect(error.code == .inconsistent)
        #expect(error.line == 7)
        #expect(error.key == "data.split")
        for part in ["251 + 70 + 80", "400", "smaller"] { #expect(error.message.contains(part), "\(error)") }
    }

    @Test func partWithoutAWindow_isRefused() throws {
        let short = TestJobs.text.replacing("test: 80", with: "test: 1")
        let error = try #require(#expect(throws: SeriesError.self) { try TestJobs.prepared(short) })
        #expect(error.code == .tooFewRows)
    }

    @Test func earlyStoppingWhereTheValidationPartComesOutEmpty_isRefused() throws {
        let text = TestJobs.text.replacing(
            "{train: 250, validation: 70, test: 80}", with: "{train: 0.9, validation: 0.001, test: 0.05}")
        #expect(try TestJobs.prepared(text).series.windowCount(.validation) == 0)
        let error = try error(text + "\n  early_stopping: {patience: 2}")
        #expect(error.code == .inconsistent)
        #expect(error.line == 19)
        #expect(error.key == "training.early_stopping")
        #expect(error.message.contains("no validation window"))
    }

    @Test func demoWithNamedColumns_usesThese() throws {
        let text = TestJobs.text
            .replacing(
                "  lookback: 6",
                with: "  features: [channel_2, channel_0]\n  targets: channel_1\n  lookback: 6"
            )
            .replacing("units: 6", with: "units: 2")
        let job = try TestJobs.prepared(text)
        #expect(job.series.roles.features == [2, 0])
        #expect(job.series.targets == [1])
        #expect(job.plan.model.features == 2)
        #expect(job.job.data.features == ["channel_2", "channel_0"])
        #expect(job.job.data.targets == ["channel_1"])
    }

    @Test(arguments: [
        "features: [channel_0, OT]", "targets: OT", "features: [channel_0, channel_0]", "features: []",
    ])
    func demoWithColumnsThatItDoesNotHave_isRefused(line: String) throws {
        let error = try error(TestJobs.text.replacing("  lookback: 6", with: "  \(line)\n  lookback: 6"))
        #expect(error.code == .badValue)
        #expect(error.line == 5)
        #expect(error.key?.hasPrefix("data.") == true)
    }

    private static let texts = [
        "small": TestJobs.text, "demo": DemoJob.text,
        "split by shares": TestJobs.text.replacing(
            "{train: 250, validation: 70, test: 80}", with: "{train: 0.7, validation: 0.1, test: 0.2}"),
        "another seed": TestJobs.text.replacing("channels: 3", with: "channels: 3, seed: 99"),
    ]

    @Test(arguments: texts.keys.sorted())
    func resolvedJob_preparesToTheSamePlanAndTheSameBytes(name: String) throws {
        let first = try TestJobs.prepared(#require(Self.texts[name]))
        let resolved = JobWriter.write(first.job)
        let second = try TestJobs.prepared(resolved)
        #expect(JobWriter.write(second.job) == resolved)
        #expect(second.series.encode() == first.series.encode())
        #expect(second.plan.windows == first.plan.windows)
        #expect(second.plan.stepsPerEpoch == first.plan.stepsPerEpoch)
        #expect(second.plan.microbatchCapacity == first.plan.microbatchCapacity)
        #expect(second.plan.model.parameters == first.plan.model.parameters)
        #expect(
            second.plan.model.initialWeights(seed: second.job.seed)
                == first.plan.model.initialWeights(seed: first.job.seed))
        #expect(second.plan.order(epoch: 1) == first.plan.order(epoch: 1))
    }

    @Test func seriesOfAnotherJob_isRefused() throws {
        let job = try TestJobs.prepared()
        for change in [("lookback: 6", "lookback: 7"), ("horizon: 2", "horizon: 3")] {
            let text = TestJobs.text.replacing(change.0, with: change.1)
            let file = try JobReader.read(text, file: "f")
            let error = #expect(throws: JobError.self) { try PreparedJob(file, series: job.series) }
            #expect(try #require(error).code == .inconsistent)
        }
    }

    @Test func resolvedJob_namesRowsAndColumns() throws {
        let text = TestJobs.text.replacing(
            "{train: 250, validation: 70, test: 80}", with: "{train: 0.5, validation: 0.25, test: 0.25}")
        let job = try TestJobs.prepared(text).job
        #expect(job.data.split.train == .rows(200))
        #expect(job.data.split.validation == .rows(100))
        #expect(job.data.split.test == .rows(100))
        #expect(job.data.features == ["channel_0", "channel_1", "channel_2"])
        #expect(job.data.targets == job.data.features)
    }

    // MARK: Times

    private static let timed = """
        data: {csv: x.csv, time: t, lookback: 2, horizon: 1, gaps: GAPS, missing: MISSING, split: {train: 20}}
        model: [lstm: {units: 1}, dense: {units: 1}]
        """

    /// 24 hours of which the sixth is not there.
    private func timed(gaps: String, missing: String = "error") throws -> PreparedJob {
        let hours = (0..<24).filter { $0 != 5 }
        let table = Table(
            columns: ["a"], values: hours.map { Double($0) }, features: [0], targets: [0],
            times: hours.map { Int64($0) * 3_600_000_000_000 })
        let text = Self.timed.replacing("GAPS", with: gaps).replacing("MISSING", with: missing)
        return try PreparedJob(JobReader.read(text, file: "job.yaml"), table: table, name: "x.csv")
    }

    private func origins(_ job: PreparedJob) -> [Int] {
        (0..<job.series.windowCount(.train)).map { job.series.firstTargetRow(of: $0, .train) }
    }

    @Test func gaps_areRefusedPassedOverCutOrFilled() throws {
        #expect(throws: TableError(.missingRows, "")) { try timed(gaps: "error") }
        #expect(try origins(timed(gaps: "ignore")) == Array(2..<20))
        // Rows 0 to 4, then 5 to 22: the first two of each have no whole lookback.
        #expect(try origins(timed(gaps: "cut")) == [2, 3, 4] + Array(7..<20))
        let error = #expect(throws: JobError(.inconsistent, "")) { try timed(gaps: "insert") }
        #expect(error?.key == "data.gaps")
        // The row that was put in is no target.
        #expect(
            try origins(timed(gaps: "insert", missing: "forward_fill")) == [2, 3, 4] + Array(6..<20))
    }

    @Test func season_isThatOfTheStepUnlessTheJobNamesOne() throws {
        #expect(try timed(gaps: "ignore").job.data.season == 24)
        #expect(try TestJobs.prepared().job.data.season == 24)
        #expect(try TestJobs.prepared { $0.data.season = 7 }.job.data.season == 7)
    }

    @Test func naiveErrors_areThoseOfTheWindows() throws {
        let series = try timed(gaps: "cut").series
        let errors = series.naiveErrors(.train, season: 3)
        // Each hour is one more than the last, and one scaled step is the same everywhere.
        let step = Double(series.values[1] - series.values[0])
        #expect(errors.lastValue.count == 16)
        #expect(abs(errors.lastValue.mse - step * step) < 1e-6)
        // A season reaches back to the stretch's first row and no further; there the last value stands in.
        let far = errors.lastSeason?.count
        #expect(far == 16)
        #expect(errors.season == 3)
    }
}
