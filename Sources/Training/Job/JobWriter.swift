import Neural
import Series
import Yams

/// Writes a job as YAML with every key spelled out, so that the file alone says what was run.
package enum JobWriter {
    /// The job file that `JobReader` reads back as an equal job.
    package static func write(_ job: Job) -> String {
        let root: [(String, Node)] = [
            ("name", quoted(job.name)), ("seed", plain(job.seed)), ("data", data(job.data)),
            ("model", .sequence(.init(job.model.map(layer)))), ("training", training(job.training)),
            ("mixed_hardware", plain(job.mixedHardware)), ("audit", plain(job.audit)),
        ]
        // Serialising a tree of mappings, sequences and scalars cannot fail; an empty text would not be read back.
        return (try? Yams.serialize(node: mapping(root), width: -1)) ?? ""
    }

    private static func data(_ data: DataSettings) -> Node {
        var entries: [(String, Node)] = []
        switch data.source {
        case .csv(let path): entries.append(("csv", quoted(path)))
        case .demo(let demo):
            var options = [
                ("rows", plain(demo.rows)), ("channels", plain(demo.channels)), ("noise", plain(demo.noise)),
            ]
            if let seed = demo.seed { options.append(("seed", plain(seed))) }
            entries.append(("demo", mapping(options)))
        }
        if !data.time.isEmpty { entries.append(("time", list(data.time))) }
        if let features = data.features { entries.append(("features", list(features))) }
        if let targets = data.targets { entries.append(("targets", list(targets))) }
        entries += [
            ("lookback", plain(data.lookback)), ("horizon", plain(data.horizon)),
            (
                "split",
                mapping([
                    ("train", amount(data.split.train)), ("validation", amount(data.split.validation)),
                    ("test", amount(data.split.test)),
                ])
            ), ("scaling", plain(data.scaling.rawValue)), ("missing", plain(data.missing.rawValue)),
        ]
        if let tokens = data.missingValues { entries.append(("missing_values", list(tokens))) }
        return mapping(entries)
    }

    private static func layer(_ layer: Layer) -> Node {
        switch layer {
        case .dropout(let dropout):
            var entries = [("rate", plain(dropout.rate))]
            if let shape = dropout.noiseShape {
                entries.append(
                    ("noise_shape", .sequence(.init(shape.map { $0.map { plain($0) } ?? plain("null") }))))
            }
            return mapping([("dropout", mapping(entries))])
        case .spatialDropout1D(let dropout):
            return mapping([("spatial_dropout1d", mapping([("rate", plain(dropout.rate))]))])
        case .lstm(let lstm): return mapping([("lstm", options(of: lstm))])
        case .dense(let dense):
            return mapping([
                (
                    "dense",
                    mapping([
                        ("units", plain(dense.units)), ("activation", plain(dense.activation.rawValue)),
                        ("use_bias", plain(dense.useBias)),
                        ("kernel_initializer", plain(dense.kernelInitializer.rawValue)),
                        ("bias_initializer", plain(dense.biasInitializer.rawValue)),
                    ])
                )
            ])
        }
    }

    private static func options(of lstm: LSTM) -> Node {
        mapping([
            ("units", plain(lstm.units)), ("activation", plain(lstm.activation.rawValue)),
            ("recurrent_activation", plain(lstm.recurrentActivation.rawValue)),
            ("use_bias", plain(lstm.useBias)),
            ("unit_forget_bias", plain(lstm.unitForgetBias)),
            ("return_sequences", plain(lstm.returnSequences)),
            ("go_backwards", plain(lstm.goBackwards)), ("dropout", plain(lstm.dropout)),
            ("recurrent_dropout", plain(lstm.recurrentDropout)),
            ("dropout_masks", plain(lstm.resolvedMasks.rawValue)),
            ("kernel_initializer", plain(lstm.kernelInitializer.rawValue)),
            ("recurrent_initializer", plain(lstm.recurrentInitializer.rawValue)),
            ("bias_initializer", plain(lstm.biasInitializer.rawValue)),
        ])
    }

    private static func training(_ training: TrainingSettings) -> Node {
        var entries: [(String, Node)] = [
            ("batch_size", plain(training.batchSize)), ("microbatches", plain(training.microbatches)),
            ("epochs", plain(training.epochs)), ("loss", loss(training.loss)),
            ("optimizer", optimizer(training.optimizer, clipnorm: training.globalClipnorm)),
        ]
        if let rule = training.earlyStopping {
            entries.append(
                (
                    "early_stopping",
                    mapping([("patience", plain(rule.patience)), ("min_delta", plain(rule.minDelta))])
                ))
        }
        entries.append(("checkpoint_steps", plain(training.checkpointSteps)))
        return mapping(entries)
    }

    private static func loss(_ loss: Loss) -> Node {
        switch loss {
        case .meanSquaredError: plain("mse")
        case .meanAbsoluteError: plain("mae")
        case .huber(let huber): mapping([("huber", mapping([("delta", plain(huber.delta))]))])
        }
    }

    private static func optimizer(_ optimizer: Optimizer, clipnorm: Double?) -> Node {
        var options: [(String, Node)]
        let name: String
        switch optimizer {
        case .sgd(let sgd):
            name = "sgd"
            options = [
                ("learning_rate", plain(sgd.learningRate)), ("momentum", plain(sgd.momentum)),
                ("nesterov", plain(sgd.nesterov)),
            ]
        case .adam(let adam):
            name = "adam"
            options = [
                ("learning_rate", plain(adam.learningRate)), ("beta_1", plain(adam.beta1)),
                ("beta_2", plain(adam.beta2)), ("epsilon", plain(adam.epsilon)),
            ]
        case .adamW(let adam):
            name = "adamw"
            options = [
                ("learning_rate", plain(adam.learningRate)), ("weight_decay", plain(adam.weightDecay)),
                ("beta_1", plain(adam.beta1)), ("beta_2", plain(adam.beta2)),
                ("epsilon", plain(adam.epsilon)),
            ]
        case .rmsProp(let rms):
            name = "rmsprop"
            options = [
                ("learning_rate", plain(rms.learningRate)), ("rho", plain(rms.rho)),
                ("momentum", plain(rms.momentum)), ("epsilon", plain(rms.epsilon)),
                ("centered", plain(rms.centered)),
            ]
        }
        if let clipnorm { options.append(("global_clipnorm", plain(clipnorm))) }
        return mapping([(name, mapping(options))])
    }

    private static func amount(_ amount: SplitAmount) -> Node {
        switch amount {
        case .rows(let rows): plain(rows)
        case .fraction(let fraction): plain(fraction)
        }
    }

    // MARK: Nodes

    private static func mapping(_ entries: [(String, Node)]) -> Node {
        .mapping(.init(entries.map { (plain($0.0), $0.1) }, .implicit, .any))
    }

    private static func list(_ texts: [String]) -> Node {
        .sequence(.init(texts.map(quoted), .implicit, .flow))
    }

    private static func plain(_ value: some CustomStringConvertible) -> Node {
        .scalar(.init(value.description, .implicit, .plain))
    }

    private static func quoted(_ text: String) -> Node { .scalar(.init(text, .implicit, .doubleQuoted)) }
}
