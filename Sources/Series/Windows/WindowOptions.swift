package import Tables

/// What is taken off each window's columns before a model sees them, and put back on its outputs.
package enum Normalisation: String, CaseIterable, Sendable {
    case none
    /// The last value of the lookback.
    case last
    /// The mean over the lookback.
    case mean
    /// The mean, and then the deviation over the lookback is divided by (reversible instance normalisation
    /// without weights of its own, Kim et al. 2022).
    case standard
}

/// What a model sees of a window at a time.
package enum Channels: String, CaseIterable, Sendable {
    /// All features: a window is one sample.
    case together
    /// One target and its own past, with the same weights for each: a window is as many samples as targets.
    case independent
}

/// How windows are cut from the rows of a series, and how they become the samples of a model.
package struct WindowOptions: Sendable, Equatable {
    /// T, time steps in, at least 1.
    package var lookback: Int
    /// Time steps out, at least 1.
    package var horizon: Int
    package var normalise: Normalisation
    package var channels: Channels
    /// So many consecutive steps are one time step of a model; divides lookback and horizon.
    package var segment: Int
    /// Rows between the beginnings of two training windows, at least 1.
    package var stride: Int
    /// What is done about values that are missing inside a window.
    package var missing: MissingPolicy

    package init(
        lookback: Int, horizon: Int, normalise: Normalisation = .none, channels: Channels = .together,
        segment: Int = 1, stride: Int = 1, missing: MissingPolicy = .error
    ) {
        self.lookback = lookback
        self.horizon = horizon
        self.normalise = normalise
        self.channels = channels
        self.segment = segment
        self.stride = stride
        self.missing = missing
    }

    /// What is wrong with the options, with the key; nil where nothing is.
    package var problem: (key: String, message: String)? {
        for (key, value) in [("lookback", lookback), ("horizon", horizon)] {
            guard (1...Int(Int32.max)).contains(value) else {
                return (key, "\(key) is \(value); it must be 1 to \(Int32.max)")
            }
            guard segment >= 1, value % segment == 0 else {
                let below = value / max(segment, 1) * segment
                let near = below > 0 ? "\(below) or \(below + segment)" : "\(segment)"
                return (
                    key, "\(key) is \(value), which segment (\(segment)) does not divide; \(near) would do"
                )
            }
        }
        return stride >= 1 ? nil : ("stride", "stride is \(stride); it must be at least 1")
    }

    /// C, samples that a window of so many targets is.
    package func samples(targets: Int) -> Int { channels == .independent ? targets : 1 }

    /// Time steps that a model sees.
    package var modelTimeSteps: Int { lookback / segment }

    /// Numbers of each of them, where a row has so many features, of which so many are known and so many are
    /// masks.
    package func modelFeatures(features: Int, known: Int, masks: Int) -> Int {
        segment * (channels == .independent ? 1 + min(masks, 1) + known : features)
    }

    /// Numbers that a model is told of the horizon, for one sample, where so many columns are known.
    package func modelKnown(known: Int) -> Int { horizon * known }

    /// Target values of one sample, for each of which a model puts out a number, or several.
    package func modelOutputs(targets: Int) -> Int { horizon * (channels == .independent ? 1 : targets) }
}
