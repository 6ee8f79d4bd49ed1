import Forecasting
import Neural
import Series
import Tables

/// Small models for tests.
enum SampleModel {
    static let layers: [Layer] = [
        .dropout(Dropout(rate: 0.25, noiseShape: [nil, 1, nil])),
        .spatialDropout1D(SpatialDropout1D(rate: 0.1)),
        .lstm(LSTM(units: 2, dropout: 0.2, recurrentDropout: 0.3, dropoutMasks: .perGate)),
        .dense(Dense(units: 4)),
    ]
    static let digest = String(repeating: "ab", count: 32)

    static func description(
        layers: [Layer] = layers, horizon: Int = 2, features: [String]? = ["load", "tem\"p"],
        targets: [String]? = ["wind", "load"], offset: [Double] = [1.5, Double(Float(0.1)), -3],
        scale: [Double] = [2, Double(Float(0.3)), 1]
    ) throws -> ModelDescription {
        let model = try Model(layers: layers, timeSteps: 3, features: features?.count ?? 0)
        return try ModelDescription(
            name: "a b", model: model,
            windows: WindowOptions(lookback: 3, horizon: horizon, normalise: .last, missing: .forwardFill),
            table: TableOptions(
                time: ["date"], features: features, targets: targets, missing: .forwardFill,
                missingValues: ["", "-"]),
            scalers: [Scaler(scaling: .standard, offset: offset, scale: scale)],
            origin: ModelOrigin(
                release: "0.1.0", seed: .max, job: "name: a b\n", jobDigest: digest, dataDigest: digest))
    }

    static func trained(_ description: ModelDescription) -> TrainedModel {
        let weights = description.model.initialWeights(seed: 3)
        return TrainedModel(description: description, weights: weights, steps: 600, epochs: 40)
    }
}
