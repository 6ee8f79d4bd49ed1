import Jobs
import Neural
import Series

/// From sums to updates.
extension TrainingRun {
    /// Takes in the sum over all leaves of the work that was wanted.
    package mutating func take(_ sum: NodeSum, at now: Instant) -> [News] {
        switch stage {
        case .training: return apply(sum, at: now)
        case .validating:
            guard sum.loss.isFinite else { return [.notFinite(reason(sum, windows: "validation"))] }
            return completeEpoch(validation: sum.metrics, at: now) + advance(at: now)
        case .testing(let final):
            guard sum.loss.isFinite else { return [.notFinite(reason(sum, windows: "test"))] }
            return [finish(final, test: sum.metrics)]
        case .finished, .failed: return []
        }
    }

    /// Applies a step's gradient: the root of its tree over the number of samples, C for each window.
    private mutating func apply(_ sum: NodeSum, at now: Instant) -> [News] {
        let samples = planted(.smallBatchesCountAsFull) ? plan.job.training.batchSize : sum.samples
        let norm = VectorMath.scale(
            sum.gradient, by: 1 / Float(samples * plan.samplesPerWindow), into: &meanGradient)
        guard sum.loss.isFinite && norm.isFinite else { return [.notFinite(reason(sum))] }
        let settings = plan.job.training
        let layout = plan.model.parameters
        var penalty = layout.penalty(of: state.weights)
        layout.complete(&meanGradient, of: state.weights)
        settings.clipping?.apply(to: &meanGradient, layout)
        settings.optimizer.apply(
            gradient: meanGradient, weights: &state.weights, slots: &state.slots,
            scalars: &state.scalars, update: state.step + 1,
            learningRate: planted(.ratesLag) ? rate.value(after: max(0, state.step - 1)) : learningRate,
            places: planted(.frozenWeightsMove) ? nil : layout.trained)
        layout.constrain(&state.weights)
        settings.movingAverage?.take(
            &state.weights, into: &state.average, update: state.step + 1, places: layout.trained)
        if planted(.penaltyFollowsTheUpdate) { penalty = layout.penalty(of: state.weights) }
        state.step += 1
        takeTime(at: now)
        state.epochLoss += sum.loss + penalty * Double(sum.samples)
        state.epochSamples += sum.samples
        let report = StepReport(
            run: id, step: state.step, loss: sum.loss / Double(sum.samples) + penalty, gradientNorm: norm,
            samples: sum.samples, seconds: pace.secondsSinceStep(at: now))
        var news = [News.step(report)]
        let isAsked = settings.checkpointSteps > 0 && state.step % settings.checkpointSteps == 0
        if checkpoints.isDue(at: now) || isAsked, let checkpoint = requestCheckpoint(at: now) {
            news.append(.checkpoint(checkpoint))
        }
        return news + advance(at: now)
    }

    /// Takes in how long the step took; the last one is that in which the time is up.
    private mutating func takeTime(at now: Instant) {
        state.computing += Duration.nanoseconds(now.nanoseconds - steppedAt.nanoseconds)
        steppedAt = now
        guard let limit = plan.job.training.timeLimit, state.lastStep == nil, state.step < plan.steps,
            state.computing >= limit.duration
        else { return }
        state.lastStep = state.step
    }

    /// Why a step cannot be applied.
    private func reason(_ sum: NodeSum) -> String {
        let (value, index) = VectorMath.largestMagnitude(meanGradient)
        let place = plan.model.parameters.entry(containing: index)?.name ?? "no layer"
        // Before the first update no learning rate has done anything.
        let advice =
            state.step == 0
            ? "No update was made before it: look for values far out in the data (scaling: standard), or for "
                + "a recurrent layer whose activation or recurrent_activation has no bounds, such as relu"
            : "Try a smaller learning_rate, global_clipnorm, or scaling: standard"
        return
            "step \(state.step): loss \(Self.text(sum.loss / Double(sum.samples))) or a gradient is not "
            + "finite; the largest gradient is \(Self.text(Double(value))) in \(place). The step was not "
            + "applied. \(advice)"
    }

    /// The sign of what is no number tells nothing.
    private static func text(_ value: Double) -> String { value.isNaN ? "nan" : "\(value)" }

    private func reason(_ sum: NodeSum, windows part: String) -> String {
        "step \(state.step): the loss over the \(part) windows is \(Self.text(sum.loss)), though every "
            + "gradient was finite"
    }
}
