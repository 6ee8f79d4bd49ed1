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
    private let prediction: Prediction
    private let judge: ForecastJudge
    private var windows: TrainingWindows

    package init(plan: WorkPlan, series: ForecastSeries) {
        self.plan = plan
        self.series = series
        runner = ModelRunner(model: plan.model, capacity: plan.capacity)
        windows = TrainingWindows(plan)
        judge = ForecastJudge(plan: plan, series: series)
        target = FloatBuffer(count: plan.capacity * series.outputs)
        prediction = Prediction(
            of: runner.output, form: plan.job.training.loss.form, capacity: plan.capacity,
            targets: series.outputs / series.horizon, options: series.options)
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
        let loss = judge.loss(
            said: prediction.values, target: target, samples: samples, gradient: runner.outputGradient)
        prediction.pullBack(runner.outputGradient, samples: samples)
        runner.backward(weights: weights, samples: samples, gradient: &gradient)
        return NodeSum(gradient: gradient, loss: loss, samples: windows.count)
    }

    /// The metric sums of one slice of validation or test, without dropout.
    package func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums {
        let windows = plan.windows(purpose, slice: slice)
        predict(windows, purpose == .test ? .test : .validation, weights: weights, dropout: nil)
        return judge.metrics(of: windows, purpose, said: prediction.values, target: target)
    }

    private func predict(
        _ windows: some Collection<Int>, _ part: ForecastSeries.Part, weights: Vector, dropout: DropoutDraw?
    ) {
        let samples = windows.count * plan.samplesPerWindow
        series.gather(
            windows: windows, part: part, input: runner.input, target: target, known: runner.known,
            numbers: plan.model.tellsSeriesApart ? runner.series : nil, levels: prediction.levels)
        runner.forward(weights: weights, samples: samples, dropout: dropout)
        prediction.restore(samples: samples)
    }
}
