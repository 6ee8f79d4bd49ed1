import Jobs

/// Keras's rule.
extension EarlyStopping {
    /// The epoch (from 0) with the lowest value of those that it watches, by Keras's rule: each improvement
    /// counts from the best before it.
    package func bestEpoch(of epochs: [EpochRecord]) -> Int? {
        var best: (epoch: Int, loss: Double)?
        for (epoch, record) in epochs.enumerated().dropFirst(startFromEpoch) {
            guard let loss = record.value(monitor) else { continue }
            if best.map({ loss < $0.loss - minDelta }) ?? true { best = (epoch, loss) }
        }
        return best?.epoch
    }

    /// Whether an epoch is the best one so far.
    package func improves(_ record: EpochRecord, on earlier: [EpochRecord]) -> Bool {
        guard earlier.count >= startFromEpoch, let loss = record.value(monitor) else { return false }
        guard let best = bestEpoch(of: earlier), let bestLoss = earlier[best].value(monitor) else {
            return true
        }
        return loss < bestLoss - minDelta
    }

    package func shouldStop(after epochs: [EpochRecord]) -> Bool {
        guard let best = bestEpoch(of: epochs) else { return false }
        return epochs.count - 1 - best >= patience
    }
}

extension EpochRecord {
    /// Nil for what validation did not say.
    fileprivate func value(_ monitor: EarlyStopping.Monitor) -> Double? {
        switch monitor {
        case .loss: trainLoss
        case .validationLoss: validationLoss
        case .validationMAE: validation?.mae
        case .validationRMSE: validation?.rmse
        case .validationSMAPE: validation?.smape
        }
    }
}
