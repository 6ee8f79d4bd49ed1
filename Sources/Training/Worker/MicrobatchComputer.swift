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
    private let outputs: Int
    private var order: (epoch: Int, windows: [UInt32])?

    package init(plan: WorkPlan, series: ForecastSeries) {
        self.plan = plan
        self.series = series
        runner = ModelRunner(model: plan.model, capacity: plan.capacity)
        outputs = series.outputs
        target = FloatBuffer(count: plan.capacity * outputs)
    }

    /// The gradient sum of one microbatch of step `step`, under the step's dropout masks.
    ///
    /// - Parameters:
    ///   - weights: P numbers.
    ///   - gradient: P numbers to be overwritten with the sum.
    package func gradient(
        step: Int, microbatch: Int, weights: Vector, into gradient: consuming Vector
    ) -> NodeSum {
        let slots = plan.slots(step: step, microbatch: microbatch)
        let first = plan.batch(step: step).lowerBound
        let order = windowOrder(epoch: plan.epoch(step: step))
        let windows = order[(first + slots.lowerBound)..<(first + slots.upperBound)].lazy.map { Int($0) }
        series.gather(windows: windows, part: .train, input: runner.input, target: target)
        let draw = DropoutDraw(
            seed: plan.job.seed, step: UInt32(truncatingIfNeeded: step), firstSlot: UInt32(slots.lowerBound))
        runner.forward(weights: weights, samples: slots.count, dropout: draw)
        let loss = plan.job.training.loss.evaluate(
            output: runner.output, target: target, samples: slots.count, outputs: outputs,
            gradient: runner.outputGradient)
        runner.backward(weights: weights, samples: slots.count, gradient: &gradient)
        return NodeSum(gradient: gradient, loss: loss, samples: slots.count)
    }

    /// The metric sums of one slice of validation or test, without dropout.
    package func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums {
        let windows = plan.windows(purpose, slice: slice)
        let part: ForecastSeries.Part = purpose == .test ? .test : .validation
        series.gather(windows: windows, part: part, input: runner.input, target: target)
        runner.forward(weights: weights, samples: windows.count, dropout: nil)
        let loss = plan.job.training.loss.evaluate(
            output: runner.output, target: target, samples: windows.count, outputs: outputs, gradient: nil)
        return MetricSums.measure(
            output: runner.output, target: target, samples: windows.count, outputs: outputs, loss: loss)
    }

    private func windowOrder(epoch: Int) -> [UInt32] {
        if let order, order.epoch == epoch { return order.windows }
        let windows = plan.order(epoch: epoch)
        order = (epoch, windows)
        return windows
    }
}
