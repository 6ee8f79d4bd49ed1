package import Neural

/// What a run trained, complete in itself: everything that forecasts begins from it.
package struct TrainedModel: Sendable {
    package let description: ModelDescription
    /// The P weights, tensor after tensor, as `description.model.parameters` says.
    package let weights: Vector
    /// Updates that made the weights.
    package let steps: Int
    /// Complete epochs that made the weights.
    package let epochs: Int
    /// What intervals are calibrated by; nil where the training had no windows for that.
    package var calibration: Calibration?

    /// - Precondition: as many weights as the model has parameters; steps and epochs are not negative.
    package init(
        description: ModelDescription, weights: Vector, steps: Int, epochs: Int,
        calibration: Calibration? = nil
    ) {
        precondition(
            weights.count == description.model.parameters.count,
            "\(weights.count) weights, a model of \(description.model.parameters.count)")
        precondition(steps >= 0 && epochs >= 0, "\(steps) steps, \(epochs) epochs")
        self.description = description
        self.weights = weights
        self.steps = steps
        self.epochs = epochs
        self.calibration = calibration
    }

    /// - Throws: `notFinite` with the tensor for a weight that is not a number.
    package func checkWeights() throws(ForecastingError) {
        guard let place = weights.firstIndex(where: { !$0.isFinite }) else { return }
        let tensor = description.model.parameters.entry(containing: place)?.name ?? "the weights"
        throw ForecastingError(
            .notFinite, "\(tensor) holds \(weights[place]): the training that ended with it went astray")
    }
}
