import Forecasting
import Neural
import Series
import Store
import Tables

/// Small models, each with other layers and columns.
enum ModelSeeds {
    static func inputs() throws -> [[UInt8]] {
        try (forecasting() + [calibrated()]).flatMap { model in
            try [false, true].map { try ModelCheck.input(model, isRepaired: $0) }
        }
    }

    static func forecasting() throws -> [TrainedModel] {
        try [small(), masked(), stations(), quantiles()]
    }

    private static func small() throws -> TrainedModel {
        try model(
            [.lstm(LSTM(units: 1, dropoutMasks: .shared)), .dense(Dense(units: 1))], lookback: 2, horizon: 1,
            table: TableOptions(features: ["a"], targets: ["a"]),
            scalers: [Scaler(scaling: .none, offset: [0], scale: [1])])
    }

    private static func masked() throws -> TrainedModel {
        try model(
            [
                .dropout(Dropout(rate: 0.25, noiseShape: [nil, 1, 2])),
                .spatialDropout1D(SpatialDropout1D(rate: 0.5)),
                .lstm(
                    LSTM(
                        units: 1, useBias: false, returnSequences: true, recurrentDropout: 0.5,
                        dropoutMasks: .perGate)),
                .lstm(LSTM(units: 2, activation: .relu, goBackwards: true, dropoutMasks: .shared)),
                .dense(Dense(units: 4, activation: .tanh, useBias: false)),
            ], lookback: 3, horizon: 2,
            table: TableOptions(
                time: ["t"], features: ["größe", ""], targets: ["b\"\n", "größe"], missing: .interpolate,
                missingValues: []),
            scalers: [Scaler(scaling: .minmax, offset: [1.5, -1e-7, 3e30], scale: [2, 1e-30, 0.1])])
    }

    /// Trained on two series, each scaled by itself.
    private static func stations() throws -> TrainedModel {
        try model(
            [.lstm(LSTM(units: 1, dropoutMasks: .shared)), .dense(Dense(units: 1))], lookback: 2, horizon: 1,
            table: TableOptions(series: "s", features: ["a"], targets: ["a"]), series: ["b", "ä"],
            scalers: [1, 2].map { Scaler(scaling: .standard, offset: [$0], scale: [3]) })
    }

    /// It puts out several numbers for a target.
    private static func quantiles() throws -> TrainedModel {
        try model(
            [.lstm(LSTM(units: 1, dropoutMasks: .shared)), .dense(Dense(units: 2))], lookback: 2, horizon: 1,
            table: TableOptions(features: ["a"], targets: ["a"]),
            scalers: [Scaler(scaling: .none, offset: [0], scale: [1])],
            loss: .pinball(Pinball(quantiles: [0.25, 0.5])))
    }

    /// It keeps residuals, of which one is unknown, and its times.
    private static func calibrated() throws -> TrainedModel {
        var model = try small()
        model.calibration = Calibration(
            part: .validation, windows: 2, all: 3, residuals: Vector([0.5, .nan]))
        return model
    }

    private static func model(
        _ layers: [Layer], lookback: Int, horizon: Int, table: TableOptions, series: [String] = [],
        scalers: [Scaler], loss: Loss = .meanSquaredError
    ) throws -> TrainedModel {
        let windows = WindowOptions(
            lookback: lookback, horizon: horizon, normalise: .standard, missing: table.missing)
        let model = try Model(layers: layers, timeSteps: lookback, features: table.features?.count ?? 0)
        let job = "name: a\n"
        let digest = Digest.sha256(Array(job.utf8))
        let description = try ModelDescription(
            name: "größer", model: model, loss: loss, windows: windows, table: table, series: series,
            scalers: scalers,
            origin: ModelOrigin(
                release: "0.1.0", seed: 7, job: job, jobDigest: digest, dataDigest: digest,
                times: TimeOrigin(first: -7, step: .constant(nanoseconds: 60))))
        // A header ends where the numbers begin with a zero byte.
        let weights = Vector((0..<model.parameters.count).map { Float($0) / 8 })
        return TrainedModel(description: description, weights: weights, steps: 6, epochs: 2)
    }
}
