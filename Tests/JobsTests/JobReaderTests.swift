import Jobs
import Neural
import Series
import Tables
import Testing

/// Job files as people write them: what is read, and what is said about what cannot be.
@Suite struct JobReaderTests {
    @Test func fullJob_isReadKeyByKey() throws {
        var data = DataSettings(source: .csv("ETTh1.csv"), lookback: 96, horizon: 24)
        data.time = ["date", "hour"]
        data.features = ["HUFL", "OT"]
        data.targets = ["OT"]
        data.split.train = .rows(8640)
        data.split.validation = .fraction(0.25)
        data.split.test = .rows(2880)
        data.scaling = .minmax
        data.missing = .interpolate
        data.missingValues = ["NA", "", "-"]
        let lstm = LSTM(
            units: 64, activation: .relu, recurrentActivation: .hardSigmoid, useBias: false,
            unitForgetBias: false, returnSequences: true, goBackwards: true, dropout: 0.2,
            recurrentDropout: 0.1, dropoutMasks: .shared, kernelInitializer: .orthogonal,
            recurrentInitializer: .glorotUniform, biasInitializer: .ones)
        let dense = Dense(
            units: 24, activation: .sigmoid, useBias: false, kernelInitializer: .zeros, biasInitializer: .ones
        )
        var training = TrainingSettings(batchSize: 256, microbatches: 7, epochs: 20)
        training.loss = .huber(Huber(delta: 0.5))
        training.optimizer = .sgd(SGD(learningRate: 0.1, momentum: 0.9, nesterov: true))
        training.globalClipnorm = 2.5
        training.movingAverage = MovingAverage(momentum: 0.75, overwriteFrequency: 100)
        training.earlyStopping = EarlyStopping(
            monitor: .loss, patience: 3, minDelta: 1e-4, startFromEpoch: 2)
        training.checkpointSteps = 0
        let expected = Job(
            name: "etth1", seed: .max, data: data,
            model: [
                .dropout(Dropout(rate: 0.3, noiseShape: [nil, 1, 7])),
                .spatialDropout1D(SpatialDropout1D(rate: 1)), .lstm(lstm), .dense(dense),
            ], training: training, mixedHardware: true, audit: 0.25)
        let read = try JobReader.read(JobFaults.full, file: "job.yaml").job
        #expect(read.data == expected.data)
        #expect(read.model == expected.model)
        #expect(read.training == expected.training)
        #expect(read == expected)
    }

    private static let least = """
        data: {csv: a.csv, lookback: 2, horizon: 1}
        model: [dense: {units: 1}]
        """

    @Test func whatIsLeftOut_hasItsDefault() throws {
        let job = try JobReader.read(Self.least, file: "job.yaml").job
        #expect(job.name == "job")
        #expect(job.seed == 0)
        #expect(!job.mixedHardware)
        #expect(job.data == DataSettings(source: .csv("a.csv"), lookback: 2, horizon: 1))
        #expect(job.data.split.train == .fraction(0.7))
        #expect(job.model == [.dense(Dense(units: 1))])
        #expect(job.training == TrainingSettings(batchSize: 32, microbatches: 1, epochs: 10))
        #expect(job.training.optimizer == .adam(Adam()))
        #expect(job.training.loss == .meanSquaredError)
        #expect(job.training.checkpointSteps == 500)
    }

    @Test func partOfASplitThatIsLeftOut_isEmpty() throws {
        let text = "data: {demo: {}, lookback: 2, horizon: 1, split: {train: 1}}\nmodel: [dense: {units: 1}]"
        let split = try JobReader.read(text, file: "f").job.data.split
        #expect(split.train == .rows(1))
        #expect(split.validation == .rows(0))
        #expect(split.test == .rows(0))
    }

    @Test func demoWithoutAName_isCalledDemo() throws {
        let text = "data: {demo: {}, lookback: 2, horizon: 1}\nmodel: [dense: {units: 1}]"
        #expect(try JobReader.read(text, file: "f").job.name == "demo")
        #expect(try JobReader.read(text, file: "f").job.data.source == .demo(DemoOptions()))
    }

    @Test func embeddedDemoJob_isReadable() throws {
        let job = try JobReader.read(DemoJob.text, file: "demo").job
        #expect(job.name == "demo")
        #expect(job.training.earlyStopping == EarlyStopping(patience: 3))
    }

    @Test(arguments: [
        "LSTM", "lstm", "Lstm", "Dense", "dense", "Dropout", "SpatialDropout1D", "spatial_dropout1d",
        "spatial_dropout_1d",
    ])
    func kerasClassNames_areLayerNames(name: String) throws {
        let option =
            name.lowercased().hasSuffix("t") || name.lowercased().hasSuffix("d") ? "rate: 0.5" : "units: 1"
        let text = "data: {demo: {}, lookback: 2, horizon: 1}\nmodel: [{\(name): {\(option)}}]"
        let layer = try JobReader.read(text, file: "f").job.model[0]
        #expect(layer.kind.filter { $0 != "_" } == name.lowercased().filter { $0 != "_" })
    }

    @Test(arguments: ["adam", "adam: {}", "Adam"])
    func optimizerByNameAlone_hasItsDefaults(text: String) throws {
        let job = Self.least + "\ntraining: {optimizer: \(text.contains(":") ? "{\(text)}" : text)}"
        if text == "Adam" {
            #expect(throws: JobError.self) { try JobReader.read(job, file: "f") }
        } else {
            #expect(try JobReader.read(job, file: "f").job.training.optimizer == .adam(Adam()))
        }
    }

    // MARK: What is refused

    @Test(arguments: JobFaults.all)
    func fault_isRefusedWithPlaceValueAndRemedy(fault: JobFaults.Fault) throws {
        let text = JobFaults.full.replacing(fault.old, with: fault.new, maxReplacements: 1)
        #expect(text != JobFaults.full)
        let error = #expect(throws: JobError.self) { try JobReader.read(text, file: "job.yaml") }
        let thrown = try #require(error)
        #expect(thrown.code == fault.code, "\(thrown)")
        #expect(thrown.line == fault.line, "\(thrown)")
        #expect(thrown.key == fault.key, "\(thrown)")
        for part in fault.says { #expect(thrown.message.contains(part), "\(thrown)") }
        #expect(thrown.description == "job.yaml:\(fault.line): \(fault.key): \(thrown.message)")
    }

    @Test(arguments: [
        ("", 1, "empty"), ("# nothing but a comment\n", 1, "empty"), ("a: [1, 2", 2, "not valid YAML"),
        ("a: b: c", 1, "not valid YAML"), ("name: x\n\tdata: y", 2, "not valid YAML"),
        ("name: x\nseed: 1\nname: y", 1, "twice: name"), ("data:\n  csv: a\n  csv: b", 2, "twice: csv"),
        ("name: *nowhere", 1, "not valid YAML"), ("name: \"x", 1, "not valid YAML"),
        ("name: x\n---\nname: y", 2, "not valid YAML"),
    ])
    func textThatIsNoYAML_isRefused(text: String, line: Int, says: String) throws {
        let error = #expect(throws: JobError.self) { try JobReader.read(text, file: "job.yaml") }
        let thrown = try #require(error)
        #expect(thrown.code == .syntax, "\(thrown)")
        #expect(thrown.line == line, "\(thrown)")
        #expect(thrown.message.contains(says), "\(thrown)")
    }

    @Test(arguments: ["just words", "[1, 2]", "42", "null", "{}", "? [a]\n: b"])
    func yamlThatIsNoJob_isRefused(text: String) throws {
        let error = #expect(throws: JobError.self) { try JobReader.read(text, file: "job.yaml") }
        #expect([.wrongType, .missingKey, .syntax].contains(try #require(error).code))
    }

    @Test func modelWithoutALayer_isRefused() throws {
        for (model, code) in [
            ("", JobError.Code.missingKey), ("model: []", .badValue), ("model: 3", .wrongType),
        ] {
            let text = "data: {demo: {}, lookback: 2, horizon: 1}\n\(model)"
            let error = #expect(throws: JobError.self) { try JobReader.read(text, file: "f") }
            #expect(try #require(error).code == code)
            #expect(try #require(error).key == "model")
        }
    }

    @Test func layerByNameAlone_isRefusedAtItsLine() throws {
        let text = "data: {demo: {}, lookback: 2, horizon: 1}\nmodel:\n  - lstm: {units: 1}\n  - dense"
        let error = #expect(throws: JobError.self) { try JobReader.read(text, file: "f") }
        #expect(try #require(error).line == 4)
        #expect(try #require(error).key == "model[1].dense.units")
    }

    @Test func demoOptions_haveRanges() throws {
        for option in ["rows: 23", "channels: 0", "channels: 65", "noise: 11", "noise: -1", "colour: 1"] {
            let text = "data: {demo: {\(option)}, lookback: 2, horizon: 1}\nmodel: [dense: {units: 1}]"
            let error = #expect(throws: JobError.self) { try JobReader.read(text, file: "f") }
            #expect(try #require(error).key?.hasPrefix("data.demo.") == true)
        }
    }

    /// Names may hold what elsewhere would be aliases.
    @Test func namesWithAsterisks_areRead() throws {
        let names = (0..<12).map { "\"load *kW\($0)*h\"" }.joined(separator: ", ")
        let file = try JobReader.read(
            "data: {csv: x.csv, features: [\(names)], targets: [\"load *kW1*h\"], lookback: 2, horizon: 1}\n"
                + "model: [dense: {units: 1}]", file: "f")
        #expect(file.job.data.features?.count == 12)
        #expect(try JobReader.read(JobWriter.write(file.job), file: "f").job == file.job)
    }

    /// Deep or self-repeating text must end in an error or a job, not in a crash or a long wait.
    @Test func hostileText_isRefused() throws {
        let deep = String(repeating: "[", count: 60_000)
        let closed = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        var laughs = "a0: &a0 [x, x]\n"
        for level in 1..<60 { laughs += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let block = (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        for text in [deep, "model: \(closed)\ndata: {demo: {}, lookback: 2, horizon: 1}", laughs, block] {
            #expect(throws: JobError.self) { try JobReader.read(text, file: "f") }
        }
    }
}
