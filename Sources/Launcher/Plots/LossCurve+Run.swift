import Jobs
import Neural
package import Plotting
package import Store
import Training

extension LossCurve {
    /// Points of the learning rate that a picture shows, about.
    private static let ratePoints = 600

    /// What a run has written of its epochs.
    ///
    /// - Throws: `LaunchError.notFound` for a model file, or where no epoch is complete; `StoreError`,
    ///   `SystemError`, `JobError` for what cannot be read.
    init(_ subject: PlotSubject) throws {
        guard let run = subject.run else {
            throw LaunchError(
                .notFound,
                "\(subject.name) is a model alone, without the losses that led there; name the run that "
                    + "trained it")
        }
        try self.init(run)
    }

    /// - Throws: `LaunchError.notFound` where no epoch is complete; `StoreError`, `SystemError`, `JobError`
    ///   for what cannot be read.
    package init(_ run: RunFolder) throws {
        // A run that has gone on from an older checkpoint came to some epochs twice.
        let lines = Dictionary(try run.metrics.read(EpochMetrics.self).values.map { ($0.epoch, $0) }) { $1 }
            .values.sorted { $0.epoch < $1.epoch }
        guard let first = lines.first else {
            throw LaunchError(
                .notFound,
                "run \(run.id) has no complete epoch yet; lockstep status says how far it is")
        }
        let training = try JobReader.read(run.jobText(), file: run.jobFile).job.training
        let records = lines.map { line in
            EpochRecord(
                step: line.step, trainLoss: line.trainLoss, validationLoss: line.validationLoss,
                validation: line.validation)
        }
        self.init(
            run: run.id, loss: training.loss.kind,
            epochs: lines.map { line in
                Epoch(
                    epoch: line.epoch, step: line.step, training: line.trainLoss,
                    validation: line.validationLoss)
            },
            best: Self.best(of: records, training).map { lines[$0].epoch },
            rates: Self.rates(
                training.optimizer.learningRate, stepsPerEpoch: max(1, first.step / max(1, first.epoch)),
                records))
    }

    /// By early stopping's rule or, without it, the one with the least validation loss.
    private static func best(of records: [EpochRecord], _ training: TrainingSettings) -> Int? {
        if let stopping = training.earlyStopping { return stopping.bestEpoch(of: records) }
        return records.indices.filter { records[$0].validationLoss != nil }
            .min { records[$0].validationLoss ?? .nan < records[$1].validationLoss ?? .nan }
    }

    /// The schedule from the first update to that behind the last epoch.
    private static func rates(
        _ schedule: LearningRate, stepsPerEpoch: Int, _ records: [EpochRecord]
    ) -> [(epoch: Double, rate: Double)] {
        var rate = RunningRate(schedule, stepsPerEpoch: stepsPerEpoch)
        let apart = max(1, stepsPerEpoch * records.count / Self.ratePoints)
        var points: [(epoch: Double, rate: Double)] = []
        func add(_ step: Int) {
            points.append((Double(step) / Double(stepsPerEpoch), rate.value(after: step)))
        }
        for (epoch, record) in records.enumerated() {
            let steps = epoch * stepsPerEpoch..<(epoch + 1) * stepsPerEpoch
            for step in stride(from: steps.lowerBound, to: steps.upperBound, by: apart) { add(step) }
            // A rate may fall at an epoch's end, and holds until there.
            if apart > 1 { add(steps.upperBound - 1) }
            rate.take(record.validationLoss)
        }
        add(records.count * stepsPerEpoch)
        return points
    }
}
