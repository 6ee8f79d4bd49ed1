package import Jobs
package import Neural
package import Series

/// Holds what was said of windows against what happened.
package final class ForecastJudge {
    private let plan: WorkPlan
    private let series: ForecastSeries
    /// Of each target value of a leaf, (B, outputs); nil: 1.
    private let weights: FloatBuffer?
    /// Made where something is measured.
    private lazy var measures = WindowMetrics(
        series, form: settings.loss.form, season: plan.job.data.season)
    private var settings: TrainingSettings { plan.job.training }

    package init(plan: WorkPlan, series: ForecastSeries) {
        self.plan = plan
        self.series = series
        weights = Self.weights(plan, series)
    }

    private static func weights(_ plan: WorkPlan, _ series: ForecastSeries) -> FloatBuffer? {
        let byName = plan.job.training.lossWeights
        guard !byName.isEmpty else { return nil }
        let numbers = series.targets.map { Float(byName[series.columns[$0]] ?? 1) }
        let weights = FloatBuffer(count: plan.capacity * series.outputs)
        for place in 0..<weights.count { weights[place] = numbers[series.target(ofValue: place)] }
        return weights
    }

    /// The sum over windows of their loss, the mean over a window's samples.
    ///
    /// - Parameters:
    ///   - said: (B, outputs, Q), in the scale of the series.
    ///   - target: (B, outputs); NaN where nobody knows.
    ///   - samples: B, all of each window, no more than a leaf's.
    ///   - gradient: receives the gradient by `said` of the samples' losses, if given.
    package func loss(
        said: FloatBuffer, target: FloatBuffer, samples: Int, gradient: FloatBuffer?
    ) -> Double {
        settings.loss.evaluate(
            output: said, target: target, weights: weights, samples: samples, outputs: series.outputs,
            gradient: gradient)
            / Double(plan.samplesPerWindow)
    }

    /// The metric sums of windows of validation or test.
    ///
    /// - Parameters:
    ///   - said: as in `loss`; left with quantiles in order.
    ///   - target: as in `loss`.
    package func metrics(
        of windows: Range<Int>, _ purpose: Purpose, said: FloatBuffer, target: FloatBuffer
    ) -> MetricSums {
        let samples = windows.count * plan.samplesPerWindow
        let loss = loss(said: said, target: target, samples: samples, gradient: nil)
        settings.loss.form.sort(said, count: samples * series.outputs)
        var sums = measures.sums(
            of: windows, purpose == .test ? .test : .validation, said: said, target: target)
        sums.loss = loss
        return sums
    }
}
