/// One layer of a model.
package enum Layer: Hashable, Sendable {
    case dropout(Dropout)
    case spatialDropout1D(SpatialDropout1D)
    case lstm(LSTM)
    case dense(Dense)

    /// Whether the layer has weights to learn.
    var isTrainable: Bool {
        switch self {
        case .dropout, .spatialDropout1D: false
        case .lstm, .dense: true
        }
    }
}

/// The shape of one sample between two layers.
enum SampleShape: Hashable, Sendable {
    /// (T, F).
    case sequence(timeSteps: Int, features: Int)
    /// (F).
    case vector(features: Int)

    var features: Int {
        switch self {
        case .sequence(_, let features), .vector(let features): features
        }
    }

    /// Rows of `features` numbers that a sample has: T, or 1.
    var rows: Int {
        switch self {
        case .sequence(let timeSteps, _): timeSteps
        case .vector: 1
        }
    }

    /// Numbers in a sample.
    var count: Int { rows * features }

    /// Without the samples: [T, F] or [F].
    var axes: [Int] {
        switch self {
        case .sequence(let timeSteps, let features): [timeSteps, features]
        case .vector(let features): [features]
        }
    }
}
