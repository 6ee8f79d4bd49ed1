import Neural

/// The `training` key of a job file.
enum JobTraining {
    static func read(_ root: inout JobSection) throws(TrainingError) -> TrainingSettings {
        guard var section = try root.section("training") else { return TrainingSettings() }
        let batchSize = try section.integer("batch_size", in: 1...Limits.batchSize) ?? 32
        let microbatches = try section.integer("microbatches", in: 1...Limits.microbatches)
        if let microbatches, microbatches > batchSize {
            throw section.error(
                .inconsistent,
                "\(microbatches) microbatches cannot be cut from a batch of \(batchSize) samples; at most \(batchSize)",
                at: "microbatches")
        }
        var training = TrainingSettings(batchSize: batchSize, microbatches: microbatches)
        training.epochs = try section.integer("epochs", in: 1...Limits.epochs) ?? training.epochs
        training.loss = try loss(&section) ?? training.loss
        (training.optimizer, training.globalClipnorm) = try optimizer(&section)
        if var options = try section.section("early_stopping") {
            let patience = try options.integer("patience", in: 1...Limits.epochs)
            training.earlyStopping = EarlyStopping(
                patience: try options.required("patience", patience, example: "3"),
                minDelta: try options.number("min_delta", in: 0...(.infinity)) ?? 0)
            try options.finish()
        }
        training.checkpointSteps =
            try section.integer("checkpoint_steps", in: 0...(.max)) ?? training.checkpointSteps
        try section.finish()
        return training
    }

    private static func loss(_ section: inout JobSection) throws(TrainingError) -> Loss? {
        guard let (name, found) = try section.variant("loss") else { return nil }
        var options = found
        let loss: Loss
        switch name {
        case "mse": loss = .meanSquaredError
        case "mae": loss = .meanAbsoluteError
        case "huber": loss = .huber(Huber(delta: try options.number("delta", in: 1e-6...1e6) ?? 1))
        default: throw section.error(.badValue, "'\(name)' is none of: mse, mae, huber", at: "loss")
        }
        try options.finish()
        return loss
    }

    private static func optimizer(
        _ section: inout JobSection
    ) throws(TrainingError) -> (optimizer: Optimizer, clipnorm: Double?) {
        guard let (name, found) = try section.variant("optimizer") else { return (.adam(Adam()), nil) }
        var options = found
        let optimizer: Optimizer
        switch name {
        case "sgd": optimizer = .sgd(try sgd(&options))
        case "adam": optimizer = .adam(try adam(&options))
        case "adamw": optimizer = .adamW(try adamW(&options))
        case "rmsprop": optimizer = .rmsProp(try rmsProp(&options))
        default:
            throw section.error(.badValue, "'\(name)' is none of: sgd, adam, adamw, rmsprop", at: "optimizer")
        }
        let clipnorm = try options.number("global_clipnorm", in: 1e-30...1e30)
        try options.finish()
        return (optimizer, clipnorm)
    }

    private static func sgd(_ options: inout JobSection) throws(TrainingError) -> SGD {
        var sgd = SGD()
        sgd.learningRate = try options.number("learning_rate", in: rates) ?? sgd.learningRate
        sgd.momentum = try options.number("momentum", in: 0...1) ?? sgd.momentum
        sgd.nesterov = try options.flag("nesterov") ?? sgd.nesterov
        return sgd
    }

    private static func adam(_ options: inout JobSection) throws(TrainingError) -> Adam {
        var adam = Adam()
        adam.learningRate = try options.number("learning_rate", in: rates) ?? adam.learningRate
        adam.beta1 = try options.number("beta_1", in: decays) ?? adam.beta1
        adam.beta2 = try options.number("beta_2", in: decays) ?? adam.beta2
        adam.epsilon = try options.number("epsilon", in: epsilons) ?? adam.epsilon
        return adam
    }

    private static func adamW(_ options: inout JobSection) throws(TrainingError) -> AdamW {
        var adam = AdamW()
        adam.learningRate = try options.number("learning_rate", in: rates) ?? adam.learningRate
        adam.weightDecay = try options.number("weight_decay", in: 0...1) ?? adam.weightDecay
        adam.beta1 = try options.number("beta_1", in: decays) ?? adam.beta1
        adam.beta2 = try options.number("beta_2", in: decays) ?? adam.beta2
        adam.epsilon = try options.number("epsilon", in: epsilons) ?? adam.epsilon
        return adam
    }

    private static func rmsProp(_ options: inout JobSection) throws(TrainingError) -> RMSprop {
        var rms = RMSprop()
        rms.learningRate = try options.number("learning_rate", in: rates) ?? rms.learningRate
        rms.rho = try options.number("rho", in: decays) ?? rms.rho
        rms.momentum = try options.number("momentum", in: 0...1) ?? rms.momentum
        rms.epsilon = try options.number("epsilon", in: epsilons) ?? rms.epsilon
        rms.centered = try options.flag("centered") ?? rms.centered
        return rms
    }

    private static let rates = 0.0...1e6
    /// Below 1: at 1 the averages would never take anything in.
    private static let decays = 0.0...0.999999999
    private static let epsilons = 1e-30...1.0
}
