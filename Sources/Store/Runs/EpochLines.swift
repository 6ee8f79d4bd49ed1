import System
package import Training

/// One line of `metrics.jsonl`.
package struct EpochMetrics: Codable, Sendable {
    /// From 1.
    package let epoch: Int
    package let step: Int
    package let trainLoss: Double
    package let validationLoss: Double?
    package let validation: ForecastMeasures?
    package let samplesPerSecond: Double?
    package let time: String

    package init(epoch: Int, _ record: EpochRecord, samplesPerSecond: Double?, time: String) {
        self.epoch = epoch
        step = record.step
        trainLoss = record.trainLoss
        validationLoss = record.validationLoss
        validation = record.validation
        self.samplesPerSecond = samplesPerSecond
        self.time = time
    }
}

/// A run's `metrics.jsonl`: each epoch once, in order. One thread uses it.
///
/// An epoch's line may be older than the checkpoint that a run goes on from, which then comes to that epoch
/// again; and a full disk may turn lines away.
package final class EpochLines {
    private let writer: JSONLinesWriter
    /// What a full disk turned away, to be tried again with the next, and at the end.
    private var waiting: [EpochMetrics] = []

    /// Leaves the lines of the epochs that are behind a run, and puts in those that are missing.
    ///
    /// - Parameters:
    ///   - epochs: the run's epochs up to where it goes on from.
    ///   - time: of lines that are put in.
    /// - Throws: `SystemError.diskFull` or `.storage`.
    package init(_ lines: JSONLines, epochs: [EpochRecord], time: String) throws {
        let kept = try lines.read(EpochMetrics.self).values
        let known = Dictionary(kept.map { ($0.epoch, $0) }) { first, _ in first }
        let wanted = epochs.enumerated().map { index, record in
            if let line = known[index + 1], line.step == record.step { return line }
            return EpochMetrics(epoch: index + 1, record, samplesPerSecond: nil, time: time)
        }
        if kept.map(\.epoch) != wanted.map(\.epoch) || kept.map(\.step) != wanted.map(\.step) {
            try lines.replace(by: wanted)
        }
        writer = try lines.writer()
    }

    /// Adds an epoch's line, or keeps it until there is room.
    package func append(_ line: EpochMetrics) {
        waiting.append(line)
        keep()
    }

    /// Tries again what found no room.
    package func keep() {
        while let first = waiting.first, (try? writer.append(first)) != nil { waiting.removeFirst() }
    }

    /// Returns when all lines have reached the disk.
    ///
    /// - Throws: `SystemError.diskFull` or `.storage`.
    package func sync() throws {
        keep()
        try writer.sync()
    }
}
