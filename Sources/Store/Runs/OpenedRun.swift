package import Forecasting
package import Series
package import Training

/// A run as it was found on disk, ready to be begun or gone on with.
package struct OpenedRun: Sendable {
    package let plan: PreparedRun
    /// What a model is that the run trains.
    package let model: ModelDescription
    /// What naive forecasts get wrong over the test windows; nil without such windows.
    package let naive: NaiveErrors?
    /// What was wrong with checkpoints that had to be passed over.
    package let problems: [String]
}
