import Jobs
import Neural
import Series
import Training

/// What a job comes to where nothing happens and one worker does everything: computed straight from the
/// definition, without any of the state machines that are to be proven.
struct Reference {
    /// The weights after each number of updates, from 0.
    let weights: [Vector]
    let epochs: [EpochRecord]
    let finalWeights: Vector
    let test: MetricSums?

    init(plan: WorkPlan, computation: any SimulatedComputation, firstWeights: Vector?) {
        var training = Loop(plan: plan, computation: computation, firstWeights: firstWeights)
        training.run()
        weights = training.history
        epochs = training.epochs
        finalWeights = training.best ?? training.average ?? training.weights
        let final = finalWeights
        test =
            plan.slices(.test) == 0
            ? nil : Self.sum(plan.slices(.test)) { computation.metrics(.test, slice: $0, weights: final) }
    }

    var steps: Int { weights.count - 1 }

    /// Left + right over the tree (Sources/CONTRACT.md, 2), by recursion.
    static func sum<Value: Reducible>(_ leaves: Int, _ leaf: (Int) -> Value) -> Value {
        func sum(_ node: TreeNode) -> Value {
            guard let (left, right) = node.children else { return leaf(node.lower) }
            var value = sum(left)
            value.add(sum(right))
            return value
        }
        return sum(TreeNode(0, leaves))
    }

    /// Training as a loop.
    private struct Loop {
        let plan: WorkPlan
        let computation: any SimulatedComputation
        let rules: ReferenceRules
        var weights: Vector
        var slots: [Vector]
        var scalars: [Double]
        var history: [Vector] = []
        var epochs: [EpochRecord] = []
        var average: Vector?
        var best: Vector?
        var bestLoss = Double.infinity
        var sinceBest = 0

        init(plan: WorkPlan, computation: any SimulatedComputation, firstWeights: Vector?) {
            self.plan = plan
            self.computation = computation
            rules = ReferenceRules(plan.model.parameters)
            weights = firstWeights ?? plan.model.initialWeights(seed: plan.job.seed)
            let count = weights.count
            slots = plan.job.training.optimizer.slotNames.map { _ in Vector(zeros: count) }
            scalars = plan.job.training.optimizer.firstScalars
            history = [weights]
        }

        mutating func run() {
            for epoch in 0..<plan.epochs {
                var loss = 0.0
                var samples = 0
                let end = min((epoch + 1) * plan.stepsPerEpoch, plan.steps)
                for step in epoch * plan.stepsPerEpoch..<end {
                    let penalty = plan.model.parameters.penalty(of: weights)
                    let sum = update(step)
                    loss += sum.loss + penalty * Double(sum.samples)
                    samples += sum.samples
                }
                if ends(trainLoss: loss / Double(samples)) { return }
            }
        }

        private mutating func update(_ step: Int) -> NodeSum {
            let before = weights
            let sum = Reference.sum(plan.microbatches(step: step)) {
                computation.gradient(step: step, microbatch: $0, weights: before)
            }
            var mean = Vector(sum.gradient.map { $0 * (1 / Float(sum.samples * plan.samplesPerWindow)) })
            mean = rules.complete(mean, of: before)
            plan.job.training.clipping?.apply(to: &mean, plan.model.parameters)
            plan.job.training.optimizer.apply(
                gradient: mean, weights: &weights, slots: &slots, scalars: &scalars,
                update: step + 1, learningRate: rate(step))
            weights = rules.kept(weights, before: before)
            if let rule = plan.job.training.movingAverage {
                let (keep, take) = (Float(rule.momentum), Float(1 - rule.momentum))
                let moved = Vector(
                    zip(average ?? weights, weights).map {
                        step == 0 ? $1 : ($0 * keep).addingProduct(take, $1)
                    })
                average = rules.averaged(moved, weights)
                if let every = rule.overwriteFrequency, (step + 1) % every == 0, let average {
                    weights = average
                }
            }
            history.append(weights)
            return sum
        }

        /// The rate of update `step` + 1, from the schedule's definition and all losses so far.
        private func rate(_ step: Int) -> Double {
            guard case .reduceOnPlateau(let plateau) = plan.job.training.optimizer.learningRate else {
                return RunningRate(
                    plan.job.training.optimizer.learningRate, stepsPerEpoch: plan.stepsPerEpoch
                ).value(after: step)
            }
            var (rate, best, wait, cooldown) = (plateau.initialLearningRate, Double.infinity, 0, 0)
            for loss in epochs.compactMap(\.validationLoss) {
                if cooldown > 0 { (cooldown, wait) = (cooldown - 1, 0) }
                if loss < best - plateau.minDelta {
                    (best, wait) = (loss, 0)
                } else if cooldown == 0 {
                    wait += 1
                    if wait >= plateau.patience, rate > plateau.minLearningRate {
                        rate = max(plateau.minLearningRate, rate * plateau.factor)
                        (cooldown, wait) = (plateau.cooldown, 0)
                    }
                }
            }
            return rate
        }

        /// Ends an epoch; whether training ends with it (Keras's EarlyStopping with restored weights).
        private mutating func ends(trainLoss: Double) -> Bool {
            var validation: MetricSums?
            var validationLoss: Double?
            if plan.slices(.validate) > 0 {
                let weights = average ?? weights
                let sums = Reference.sum(plan.slices(.validate)) {
                    computation.metrics(.validate, slice: $0, weights: weights)
                }
                validation = sums
                validationLoss = sums.meanLoss + plan.model.parameters.penalty(of: weights)
            }
            epochs.append(
                EpochRecord(
                    step: history.count - 1, trainLoss: trainLoss, validationLoss: validationLoss,
                    validation: validation.flatMap { ForecastMeasures($0) }))
            guard let rule = plan.job.training.earlyStopping, epochs.count > rule.startFromEpoch,
                let loss = Self.watched(rule.monitor, trainLoss, validationLoss, validation)
            else { return false }
            if best == nil || loss < bestLoss - rule.minDelta {
                (best, bestLoss, sinceBest) = (average ?? weights, loss, 0)
            } else {
                sinceBest += 1
            }
            return sinceBest >= rule.patience
        }

        private static func watched(
            _ monitor: EarlyStopping.Monitor, _ trainLoss: Double, _ validationLoss: Double?,
            _ validation: MetricSums?
        ) -> Double? {
            switch monitor {
            case .loss: trainLoss
            case .validationLoss: validationLoss
            case .validationMAE: validation.map { $0.errors.absoluteError / Double($0.errors.count) }
            case .validationRMSE:
                validation.map { ($0.errors.squaredError / Double($0.errors.count)).squareRoot() }
            case .validationSMAPE: validation.map { $0.percentages / Double($0.errors.count) }
            }
        }
    }
}
