package import Forecasting
package import Jobs
package import Series
package import Training

/// A run as it was found on disk, ready to be begun or gone on with.
package struct OpenedRun: Sendable {
    package let plan: PreparedRun
    /// What a model is that the run trains.
    package let model: ModelDescription
    package let job: PreparedJob
    /// What was wrong with checkpoints that had to be passed over.
    package let problems: [String]

    /// What naive forecasts get wrong over the windows of a part; nil where it has none. It looks at every
    /// target of every window.
    package func naive(_ part: ForecastSeries.Part) -> NaiveSummary? {
        guard job.series.windowCount(part) > 0 else { return nil }
        return NaiveSummary(job.series.naiveErrors(part, season: job.job.data.season))
    }
}
