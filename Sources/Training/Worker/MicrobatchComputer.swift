package import Jobs
package import Neural
package import Series

/// Computes microbatches and evaluation slices, one at a time, in buffers of its own: one for each thread.
///
/// A result is a pure function of plan, series, weights and place: the same bits wherever and how often it is
/// computed.
package final class MicrobatchComputer {
    private let plan: WorkPlan
    private let series: ForecastSeries
    private let runner: ModelRunner
    private let target: FloatBuffer
    /// What a model says, in the scale of the series: its output, or that with what was taken off put back.
    private let prediction: FloatBuffer
    private let levels: WindowLevels?
    private var windows: TrainingWindows

    package init(plan: WorkPlan, series: ForecastSeries) {
        self.plan = plan
        self.series = series
        runner = ModelRunner(model: plan.model, capacity: plan.capacity)
        windows = TrainingWindows(plan)
        target = FloatBuffer(count: plan.capacity * series.outputs)
        if series.options.normalise == .none {
            levels = nil
            prediction = runner.output
        } else {
            levels = WindowLevels(capacity: plan.capacity, targets: series.outputs / series.horizon)
            prediction = FloatBuffer(count: plan.capacity * series.outputs)
        }
    }

    /// The gradient sum of one microbatch of step `step`, under the step's dropout masks.
    ///
    /// - Parameters:
    ///   - weights: P numbers.
    ///   - gradient: P numbers to be overwritten with the sum.
    package func gradient(
        step: Int, microbatch: Int, weights: Vector, into gradient: consuming Vector
    ) -> NodeSum {
        let leaf = microbatch..<microbatch + 1
        let windows = windows.windows(step: step, microbatches: leaf)
        let draw = self.windows.draw(step: step, microbatches: leaf)
        let samples = windows.count * plan.samplesPerWindow
        predict(windows, .train, weights: weights, dropout: draw)
        let loss = loss(samples: samples, gradient: runner.outputGradient)
        levels?.pullBack(runner.outputGradient, samples: samples, horizon: series.horizon)
        runner.backward(weights: weights, samples: samples, gradient: &gradient)
        return NodeSum(gradient: gradient, loss: loss, samples: windows.count)
    }

    /// The metric sums of one slice of validation or test, without dropout.
    package func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums {
        let windows = plan.windows(purpose, slice: slice)
        predict(windows, purpose == .test ? .test : .validation, weights: weights, dropout: nil)
        let samples = windows.count * plan.samplesPerWindow
        var sums = MetricSums.measure(
            windows: windows.count, output: prediction, target: target, count: samples * series.outputs)
        sums.loss = loss(samples: samples, gradient: nil)
        return sums
    }

    private func predict(
        _ windows: some Collection<Int>, _ part: ForecastSeries.Part, weights: Vector, dropout: DropoutDraw?
    ) {
        let samples = windows.count * plan.samplesPerWindow
        series.gather(
            windows: windows, part: part, input: runner.input, target: target, known: runner.known,
            numbers: plan.model.tellsSeriesApart ? runner.series : nil, levels: levels)
        runner.forward(weights: weights, samples: samples, dropout: dropout)
        levels?.restore(runner.output, samples: samples, horizon: series.horizon, into: prediction)
    }

    /// The sum over windows of their loss, the mean over a window's samples.
    private func loss(samples: Int, gradient: FloatBuffer?) -> Double {
        if series.hasMissingValues {
            ForecastSeries.replaceMissing(target, by: prediction, count: samples * series.outputs)
        }
        return plan.job.training.loss.evaluate(
            output: prediction, target: target, samples: samples, outputs: series.outputs, gradient: gradient)
            / Double(plan.samplesPerWindow)
    }
}
