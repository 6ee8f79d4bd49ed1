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

    /// What naive forecasts get wrong over the test windows; nil without such windows. It looks at every
    /// target of every window.
    package func naiveErrors() -> NaiveErrors? {
        job.plan.windows.test > 0 ? job.series.naiveErrors(.test, season: job.job.data.season) : nil
    }
}
