import Jobs
import Series
import Store

/// What to try where a model is no better than repeating what was: what its job does not do already.
struct NaiveAdvice {
    /// A line each, the likeliest remedy first.
    let lines: [String]

    /// - Parameter job: that was trained, with its defaults; nil where it is not at hand.
    init(_ summary: RunSummary, job: Job?) {
        guard let job else {
            lines = Self.larger
            return
        }
        let data = job.data
        var lines: [String] = []
        if data.normalise == .none {
            lines.append("data.normalise: last, which takes off each window's level")
        }
        if data.channels == .together, data.targets?.count ?? 1 > 1 {
            lines.append("data.channels: independent, each target from its own past")
        }
        if let season = data.season, data.lookback < season {
            lines.append("data.lookback: \(season) or more, which covers a season")
        }
        if data.segment == 1, data.lookback >= 48 {
            lines.append("data.segment: some rows that the model sees as one step, as the lookback is long")
        }
        if let best = summary.bestEpoch, best == summary.epochs, !summary.stoppedEarly {
            lines.append("more training.epochs: the last one was the best")
        }
        if !data.time.isEmpty, data.calendar.isEmpty {
            lines.append("data.calendar, such as [hour_of_day, day_of_week]")
        }
        self.lines = lines.isEmpty ? Self.larger : lines
    }

    private static let larger = [
        "more rows to learn from",
        "columns that tell of the targets: data.features, and data.known where their future is known",
        "another horizon, or another kind of model",
    ]
}
