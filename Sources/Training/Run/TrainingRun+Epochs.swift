import Jobs
import Neural
import Series

/// From steps to epochs, and to the end.
extension TrainingRun {
    /// Goes on to whatever comes next: a step, a validation, the test, or nothing.
    package mutating func advance(at now: Instant) -> [News] {
        if state.stoppedEarly || state.epochs.last?.step == steps {
            let final = finalWeights
            if plan.slices(.test) == 0 { return [finish(final, test: nil)] }
            stage = .testing(final)
            return [.work(.test)]
        }
        guard state.step == min((state.epochs.count + 1) * plan.stepsPerEpoch, steps) else {
            stage = .training
            return [.work(.train)]
        }
        if plan.slices(.validate) == 0 {
            return completeEpoch(validation: nil, at: now) + advance(at: now)
        }
        stage = .validating
        return [.work(.validate)]
    }

    mutating func completeEpoch(validation: MetricSums?, at now: Instant) -> [News] {
        let record = EpochRecord(
            step: state.step, trainLoss: state.epochLoss / Double(max(state.epochSamples, 1)),
            validationLoss: validation.map {
                $0.meanLoss + plan.model.parameters.penalty(of: state.judged)
            },
            validation: validation.flatMap { ForecastMeasures($0) })
        let earlier = state.epochs
        state.epochs.append(record)
        if !planted(.epochLossGoesOn) { state.epochLoss = 0 }
        state.epochSamples = 0
        rate.take(record.validationLoss)
        if let rule = plan.job.training.earlyStopping {
            if rule.improves(record, on: earlier) || planted(.bestIsNewest) {
                state.bestWeights = state.judged
            }
            state.stoppedEarly = rule.shouldStop(after: state.epochs)
        }
        let news = News.epoch(state.epochs.count, record)
        return [news] + (requestCheckpoint(at: now).map { [.checkpoint($0)] } ?? [])
    }

    /// The newest weights, or under early stopping the best.
    private var finalWeights: FinalWeights {
        if let rule = plan.job.training.earlyStopping, let best = rule.bestEpoch(of: state.epochs),
            let weights = state.bestWeights
        {
            return FinalWeights(version: state.epochs[best].step, values: weights)
        }
        return FinalWeights(version: state.step, values: state.judged)
    }

    mutating func finish(_ final: FinalWeights, test: MetricSums?) -> News {
        stage = .finished
        return .finished(
            RunResult(
                run: id, steps: state.step, epochs: state.epochs, stoppedEarly: state.stoppedEarly,
                weightsStep: final.version, endedByTime: state.lastStep != nil, weights: final.values,
                test: test))
    }
}
