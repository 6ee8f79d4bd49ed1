import Neural
import Series
import Tables

/// A job for a file that nobody has written one for: windows from the step of its times, and three models to
/// choose from by what they get wrong.
package struct JobDraft: Sendable {
    /// A choice of windows and model.
    package struct Candidate: Sendable {
        package let name: String
        /// Why one might choose it, in a few words.
        package let idea: String
        let calendar: [CalendarColumn]
        let channels: Channels
        let segment: Int
        /// A line each, as a job file has them.
        let layers: [String]
    }

    /// What was measured of a candidate.
    package struct Trial: Sendable {
        package let name: String
        package let loss: Double
        package let epochs: Int

        package init(name: String, loss: Double, epochs: Int) {
            self.name = name
            self.loss = loss
            self.epochs = epochs
        }
    }

    package let data: DataDraft
    package let lookback: Int
    package let horizon: Int
    package let targets: [String]
    /// Why these, in a few words; nil where somebody named them.
    package let targetsReason: String?
    package private(set) var candidates: [Candidate] = []
    /// Rows of a season where the step of the times does not tell.
    let season: Int?
    /// Rows in and out where the file is long enough.
    let usual: UsualWindow
    let name: String
    let csv: String

    /// Targets that a file of many columns is not asked for unless somebody names them.
    private static let targetCount = 8

    /// - Parameters:
    ///   - csv: the file's path, as the job is to have it.
    ///   - name: of the job.
    ///   - targets: columns to forecast, numeric ones; none: all of a few, or the first.
    package init(_ data: DataDraft, csv: String, name: String, targets wanted: [String] = []) {
        self.data = data
        self.csv = csv
        self.name = name
        let usualTargets = Self.usualTargets(data)
        targets = wanted.isEmpty ? usualTargets.columns : wanted
        targetsReason = wanted.isEmpty ? usualTargets.reason : nil
        let rows = data.table.series.map(\.rows.count).max() ?? data.table.rows
        season = data.isOfWorkdays ? 5 : nil
        usual = UsualWindow(data.step, season: season)
        let horizon = max(1, min(usual.horizon, rows * 15 / 100 / 2))
        let lookback = max(1, min(usual.lookback, rows * 70 / 100 / 2))
        let segment = Self.segment(lookback: lookback, horizon: horizon, at: usual.horizon)
        self.horizon = horizon / segment * segment
        self.lookback = lookback / segment * segment
        candidates = makeCandidates(segment: segment)
    }

    private static func usualTargets(_ data: DataDraft) -> (columns: [String], reason: String) {
        let amounts = data.amounts
        let columns = amounts.isEmpty ? data.columns : amounts
        guard columns.count <= targetCount else {
            return (
                [columns[0]],
                "the first of \(columns.count) columns: more than \(targetCount) are not forecast unasked"
            )
        }
        let others = data.columns.count - columns.count
        return (columns, others == 0 ? "all numeric columns" : "without \(others) of constants or flags")
    }

    /// Steps that a model sees as one: half a horizon or so, that whole windows are made of.
    private static func segment(lookback: Int, horizon: Int, at usual: Int) -> Int {
        (1...min(48, horizon, lookback)).last { usual % $0 == 0 } ?? 1
    }

    private func makeCandidates(segment: Int) -> [Candidate] {
        let dropping = "lstm: {units: 128, dropout: 0.2, recurrent_dropout: 0.2}"
        let own = "dense: {units: \(horizon)}"
        let plain = Candidate(
            name: "segments", idea: "each target from its own past, a few steps at a time", calendar: [],
            channels: .independent, segment: segment, layers: ["lstm: {units: 128}", own])
        let calendar = calendar
        let segments = horizon / segment
        let decoder = Candidate(
            name: calendar.isEmpty ? "decoder" : "decoder and calendar",
            idea: (segments == 1
                ? "the whole forecast in one step" : "a step of its own for each segment of the forecast")
                + (calendar.isEmpty ? "" : ", told of hour, day or month"),
            calendar: calendar, channels: .independent, segment: segment,
            layers: [
                "dense: {units: 64, activation: relu}", "gru: {units: 64}",
                "parallel_decoder: {segments: \(segments)}",
                "dropout: {rate: 0.2}", "dense: {units: \(segment)}", "flatten",
            ])
        let third =
            data.columns.count > 1
            ? Candidate(
                name: "all columns together", idea: "each target from the past of all columns", calendar: [],
                channels: .together, segment: segment,
                layers: [dropping, "dense: {units: \(horizon * targets.count)}"])
            : Candidate(
                name: "short segments", idea: "more and shorter time steps", calendar: [],
                channels: .independent, segment: (1...max(1, segment / 4)).last { segment % $0 == 0 } ?? 1,
                layers: [dropping, own])
        return [plain, decoder, third]
    }

    private var calendar: [CalendarColumn] {
        guard data.table.times != nil, data.table.clock.doubt == nil, let step = data.step else { return [] }
        guard case .constant(let nanoseconds) = step else { return [.month] }
        if nanoseconds < CivilDate.nanosecondsPerDay { return [.hourOfDay, .dayOfWeek] }
        return nanoseconds == CivilDate.nanosecondsPerDay ? [.dayOfWeek, .dayOfYear] : [.weekOfYear]
    }
}
