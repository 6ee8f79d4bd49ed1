import Jobs

/// Keras's rule.
extension EarlyStopping {
    /// The epoch (from 0) that set the lowest validation loss, by Keras's rule: each improvement counts from
    /// the best before it.
    package func bestEpoch(of epochs: [EpochRecord]) -> Int? {
        var best: (epoch: Int, loss: Double)?
        for (epoch, record) in epochs.enumerated() {
            guard let loss = record.validationLoss else { continue }
            if best.map({ loss < $0.loss - minDelta }) ?? true { best = (epoch, loss) }
        }
        return best?.epoch
    }

    package func improves(_ loss: Double, on earlier: [EpochRecord]) -> Bool {
        guard let best = bestEpoch(of: earlier), let bestLoss = earlier[best].validationLoss else {
            return true
        }
        return loss < bestLoss - minDelta
    }

    package func shouldStop(after epochs: [EpochRecord]) -> Bool {
        guard let best = bestEpoch(of: epochs) else { return false }
        return epochs.count - 1 - best >= patience
    }
}
