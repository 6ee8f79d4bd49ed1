import Jobs
import Neural
import Series
import Tables
import TestJobs
import Testing

/// What is written is read back as the same job.
@Suite struct JobWriterTests {
    private func expectSurvives(_ job: Job) throws {
        let text = JobWriter.write(job)
        let read = try JobReader.read(text, file: "written").job
        #expect(read == job, "\(text)")
        #expect(JobWriter.write(read) == text)
    }

    @Test(arguments: 0..<300)
    func randomJob_isReadBackAsItIs(seed: Int) throws {
        var maker = RandomJob(seed: UInt64(seed))
        try expectSurvives(maker.job())
    }

    /// Whichever kinds of layers, losses and optimizers there are, and whichever options they have.
    @Test(arguments: 0..<50)
    func randomOptionsOfEveryKind_areReadBackAsTheyAre(seed: Int) throws {
        var maker = RandomJob(seed: UInt64(seed))
        var job = maker.job()
        job.model = Layer.kinds.map { maker.choice($0) }
        for kind in Loss.kinds {
            let loss = maker.choice(kind)
            job.training.loss = loss.variant.problem == nil ? loss : kind.template.choice
            try expectSurvives(job)
        }
        for kind in Optimizer.kinds {
            let optimizer = maker.choice(kind)
            // A variance of nothing is refused.
            if case .rmsProp(let rmsProp) = optimizer, rmsProp.centered, rmsProp.rho == 0 { continue }
            job.training.optimizer = optimizer
            try expectSurvives(job)
        }
    }

    @Test(arguments: [
        "a b", " leading", "trailing ", "q\"uo'te", "colon: here", "- dash", "# no comment", "a # b",
        "{brace}", "[x]",
        "null", "~", "true", "42", "1e3", "*star", "&and", "!bang", "%percent", "@at", "`tick`", "|", ">",
        "?",
        "Temperatur °C", "温度", "🌡️", "e\u{301}", "tab\there", "line\nbreak", "back\\slash", "\u{1}",
        "\u{7f}", "\u{85}", "\u{2028}", "a\u{feff}", "--- x", "... x", "<<", "=", "a,b",
        "very " + String(repeating: "long ", count: 20),
    ])
    func oddNamesAndPathsAndColumns_survive(text: String) throws {
        var job = try JobReader.read(DemoJob.text, file: "demo").job
        job.model = [.dense(Dense(units: 1))]
        job.name = text
        job.data.source = .csv(text)
        job.data.time = [text]
        job.data.features = [text, "b"]
        job.data.targets = ["b", text]
        job.data.missingValues = [text, ""]
        try expectSurvives(job)
    }

    @Test func masksThatTheReaderChose_areSpelledOut() throws {
        var job = try JobReader.read(DemoJob.text, file: "demo").job
        guard case .lstm(var lstm) = job.model[1] else {
            Issue.record("the demo's second layer is no LSTM")
            return
        }
        #expect(lstm.dropoutMasks == nil)
        let read = try JobReader.read(JobWriter.write(job), file: "written").job
        lstm.dropoutMasks = .perGate
        job.model[1] = .lstm(lstm)
        #expect(read == job)
    }

    @Test func everyKeyIsSpelledOut() throws {
        let text = JobWriter.write(try JobReader.read(DemoJob.text, file: "demo").job)
        for key in [
            "name", "seed", "rows", "channels", "noise", "lookback", "horizon", "train", "validation", "test",
            "scaling", "missing", "rate", "units", "activation", "recurrent_activation", "use_bias",
            "unit_forget_bias", "return_sequences", "go_backwards", "dropout_masks", "kernel_initializer",
            "recurrent_initializer", "bias_initializer", "batch_size", "microbatches", "epochs", "loss",
            "optimizer", "beta_1", "beta_2", "epsilon", "patience", "min_delta", "checkpoint_steps",
            "mixed_hardware", "audit",
        ] {
            #expect(text.contains("\(key):"), "\(key)")
        }
    }
}

/// Jobs that use every option, drawn from a seed.
private struct RandomJob {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func job() -> Job {
        let batch = Int.random(in: 1...1000, using: &generator)
        var training = TrainingSettings(
            batchSize: batch, microbatches: Int.random(in: 1...batch, using: &generator),
            epochs: Int.random(in: 1...1_000_000, using: &generator))
        let huber = Huber(delta: number(1e-6...1e6))
        training.loss = pick([
            .meanSquaredError, .meanAbsoluteError, .huber(huber), .logCosh, .gaussian, .studentT,
            .pinball(Pinball(quantiles: [number(1e-6...0.49), 0.5, 0.75])),
        ])
        training.lossWeights = pick([[:], ["a": number(1e-6...1e6), "b c: d": 2]])
        training.optimizer = optimizer()
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: training.globalClipnorm = number(1e-30...1e30)
        case 1: training.clipnorm = number(1e-30...1e30)
        case 2: training.clipvalue = number(1e-30...1e30)
        default: break
        }
        training.earlyStopping =
            flag()
            ? EarlyStopping(
                monitor: pick(EarlyStopping.Monitor.allCases),
                patience: Int.random(in: 1...99, using: &generator), minDelta: number(0...1),
                startFromEpoch: pick([0, 7]))
            : nil
        training.movingAverage = pick([
            nil, MovingAverage(), MovingAverage(momentum: number(0...0.999), overwriteFrequency: 7),
        ])
        if flag() {
            training.steps = Int.random(in: 1...JobLimits.steps, using: &generator)
            training.epochs = 10
        }
        training.timeLimit = pick([nil, TimeLimit(90, .seconds), TimeLimit(8760, .hours)])
        training.checkpointSteps = pick([0, 1, 500, .max])
        let data = data()
        let layers = (0..<Int.random(in: 1...6, using: &generator)).map { _ in layer() }
        var job = Job(
            name: pick(["a", "job 1", "x: y"]), seed: generator.next(), data: data, model: layers,
            training: training, mixedHardware: flag(), audit: number(0...1))
        if flag() {
            var start = StartSettings(model: pick(["a/b c.safetensors", "small-3"]))
            start.sha256 = pick([nil, String(repeating: "0a", count: 32)])
            start.scaling = pick(StartSettings.Columns.allCases)
            start.anew = pick([[], ["dense_2"], ["lstm_0", "dense_2"]])
            job.startFrom = start
        }
        return job
    }

    private mutating func data() -> DataSettings {
        let isDemo = flag()
        var demo = DemoOptions()
        demo.rows = Int.random(in: DemoOptions.rowRange, using: &generator)
        demo.channels = Int.random(in: DemoOptions.channelRange, using: &generator)
        demo.noise = number(DemoOptions.noiseRange)
        demo.seed = flag() ? generator.next() : nil
        var data = DataSettings(
            source: isDemo ? .demo(demo) : .csv("data/a b.csv"),
            lookback: Int.random(in: 1...1_000_000, using: &generator),
            horizon: Int.random(in: 1...1_000_000, using: &generator))
        data.time = isDemo ? [] : pick([[], ["date"], ["date", "hour"]])
        data.features = pick([nil, ["a"], ["a", "b c"]])
        data.targets = pick([nil, ["a"], ["a", "b c"]])
        data.split.train = amount()
        data.split.validation = pick([.rows(7), .fraction(number(0.01...1))])
        data.split.test = amount()
        data.scaling = pick(Scaling.allCases)
        data.missing = pick(MissingPolicy.allCases)
        data.missingValues = pick([nil, [], ["NA", "", "null", "~"]])
        return data
    }

    private mutating func layer() -> Layer {
        let rate = number(0...1)
        let units = Int.random(in: 1...1_000_000, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return .dropout(Dropout(rate: rate, noiseShape: pick([nil, [nil, 1, 7], [1, nil], []])))
        case 1: return .spatialDropout1D(SpatialDropout1D(rate: rate))
        case 2:
            return .dense(
                Dense(
                    units: units, activation: pick(Activation.allCases), useBias: flag(),
                    kernelInitializer: pick(Initializer.allCases), biasInitializer: pick(Initializer.allCases)
                ))
        case 3:
            return .gru(
                GRU(
                    units: units, activation: pick(Activation.allCases),
                    recurrentActivation: pick(Activation.allCases), useBias: flag(), resetAfter: flag(),
                    returnSequences: flag(), goBackwards: flag(), dropout: rate,
                    recurrentDropout: number(0...1), dropoutMasks: pick(DropoutMasks.allCases),
                    kernelInitializer: pick(Initializer.allCases)))
        case 4:
            return .simpleRNN(
                SimpleRNN(
                    units: units, activation: pick(Activation.allCases), useBias: flag(),
                    returnSequences: flag(), goBackwards: flag(), dropout: rate,
                    recurrentDropout: number(0...1), recurrentInitializer: pick(Initializer.allCases)))
        case 5:
            return .indRNN(
                IndRNN(
                    units: units, activation: pick(Activation.allCases), useBias: flag(),
                    returnSequences: flag(), goBackwards: flag(), dropout: rate,
                    recurrentDropout: number(0...1)))
        case 6:
            let kind = pick(Layer.kinds)
            return choice(kind)
        default:
            return .lstm(
                LSTM(
                    units: units, activation: pick(Activation.allCases),
                    recurrentActivation: pick(Activation.allCases), useBias: flag(), unitForgetBias: flag(),
                    returnSequences: flag(), goBackwards: flag(), dropout: rate,
                    recurrentDropout: number(0...1),
                    dropoutMasks: pick(DropoutMasks.allCases), kernelInitializer: pick(Initializer.allCases),
                    recurrentInitializer: pick(Initializer.allCases),
                    biasInitializer: pick(Initializer.allCases)))
        }
    }

    private mutating func optimizer() -> Optimizer {
        let (beta1, beta2) = (number(0...0.999), number(0...0.999))
        let rate = rate()
        let epsilon = number(1e-30...1)
        return pick([
            .sgd(SGD(learningRate: rate, momentum: number(0...1), nesterov: flag())),
            .adam(Adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)),
            .adamW(
                AdamW(
                    learningRate: rate, weightDecay: number(0...1), beta1: beta1, beta2: beta2,
                    epsilon: epsilon)),
            .rmsProp(
                RMSprop(
                    learningRate: rate, rho: number(0.001...0.999), momentum: number(0...1), epsilon: epsilon,
                    centered: flag())),
        ])
    }

    /// A number, or a schedule whose options fit each other.
    private mutating func rate() -> LearningRate {
        var optimizer = SGD()
        choose(ChoicePlace(place: \SGD.learningRate), of: &optimizer)
        return optimizer.learningRate
    }

    /// One of a kind, with every option that its keys name.
    mutating func choice<Variant: JobVariant>(_ kind: Variant.Type) -> Variant.Choice {
        options(kind).choice
    }

    private mutating func options<Keyed: JobKeyed>(_ kind: Keyed.Type) -> Keyed {
        var variant = Keyed.template
        for key in Keyed.keys {
            switch key.value {
            case .integer(let place, let range):
                variant[keyPath: place] = Int.random(in: range, using: &generator)
            case .number(let place, let range): variant[keyPath: place] = number(range)
            case .flag(let place): variant[keyPath: place] = flag()
            case .word(let words): words.set(&variant, pick(words.all))
            case .axes(let place): variant[keyPath: place] = pick([nil, [nil, 1, 7], [1, nil], []])
            case .numberOrNothing(let place, let range):
                variant[keyPath: place] = flag() ? number(range) : nil
            case .integerList(let place, let range):
                variant[keyPath: place] = [Int.random(in: range, using: &generator), -1]
            case .numberList(let place, let range): variant[keyPath: place] = [number(range), number(range)]
            case .steps(let place, let range): variant[keyPath: place] = steps(range)
            case .stepList(let place, let range): variant[keyPath: place] = [steps(range)]
            case .held(let place): hold(place, of: &variant)
            case .choice(let place): choose(place, of: &variant)
            case .keyed(let place): keep(place, of: &variant)
            }
        }
        return variant
    }

    private mutating func keep<Place: KeyedPlace>(_ keyed: Place, of root: inout Place.Root) {
        root[keyPath: keyed.place] = flag() ? options(Place.Value.self) : nil
    }

    private mutating func hold<Place: HeldPlace>(_ place: Place, of root: inout Place.Root) {
        let count = place.isList ? Int.random(in: 1...4, using: &generator) : 1
        place.set(
            &root,
            (0..<count).map { _ in
                let kind = pick(place.kinds)
                return choice(kind)
            })
    }

    private mutating func choose<Place: ChosenPlace>(_ place: Place, of root: inout Place.Root) {
        if let range = Place.Choice.plainRange, flag(), let plain = Place.Choice.plain(number(range)) {
            return place.set(&root, plain)
        }
        let kind = pick(Place.Choice.kinds)
        let chosen = choice(kind)
        // Options that do not fit each other are refused.
        place.set(&root, chosen.variant.problem == nil ? chosen : kind.template.choice)
    }

    private mutating func steps(_ range: ClosedRange<Int>) -> StepCount {
        let number = Int.random(in: range, using: &generator)
        return pick([.steps(number), .epochs(number)])
    }

    private mutating func amount() -> SplitAmount {
        pick([
            .rows(Int.random(in: 0...1_000_000, using: &generator)), .fraction(number(0...1)), .fraction(1),
            .fraction(0),
        ])
    }

    private mutating func flag() -> Bool { Bool.random(using: &generator) }

    /// Within the range: its ends, round numbers and numbers of any magnitude.
    private mutating func number(_ range: ClosedRange<Double>) -> Double {
        let range = range.lowerBound...min(range.upperBound, 1e300)
        let small = range.lowerBound + (range.upperBound - range.lowerBound) * 1e-12
        return pick([
            range.lowerBound, range.upperBound, small, Double.random(in: range, using: &generator),
            Double.random(in: range, using: &generator),
        ])
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }
}
