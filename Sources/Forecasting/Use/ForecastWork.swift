package import Neural
package import Series
import Tables

/// Passes of a trained model over windows, cut into slices that anybody may compute: the outputs of a slice
/// are a pure function of this value and the slice's number.
package struct ForecastWork: Sendable {
    /// What is computed for each window.
    package enum Passes: Sendable, Equatable {
        /// What the model says, without dropout.
        case plain
        /// So many sampled paths, each under masks of its own: Monte-Carlo dropout (Gal and Ghahramani 2016).
        ///
        /// - Parameters:
        ///   - count: at least 1; path p has step p of the stream.
        ///   - slots: of each window, the slot of its first sample.
        case paths(count: Int, slots: [UInt32])
        /// What the model says where some inputs are those of another window: once for each of these.
        case exchanged([Exchange])
    }

    /// Inputs that windows have of each other.
    package struct Exchange: Sendable, Equatable {
        /// Indices into the series' columns.
        package let columns: [Int]
        /// Rows of the lookback.
        package let rows: Range<Int>
        /// Which of several permutations of the windows, from 0 on.
        package let turn: Int

        package init(columns: [Int], rows: Range<Int>, turn: Int) {
            self.columns = columns
            self.rows = rows
            self.turn = turn
        }
    }

    package let model: TrainedModel
    /// Rows as the model reads them, scaled by its own scalers.
    package let series: ForecastSeries
    /// Rows of the windows' first targets.
    package let origins: [UInt32]
    package let passes: Passes
    /// Windows that are computed at a time.
    package let windowsAtOnce: Int
    /// Of each of the rows' series, its place among those that the model tells apart; nil where it does not.
    let seriesPlaces: [Int]?

    /// - Parameter windowsAtOnce: at least 1; those of a slice where the passes are plain.
    /// - Throws: `unknownSeries` for a series that the model ought to know and does not; `inconsistent` for
    ///   rows of other columns than the model's, an origin whose lookback and
    ///   horizon do not lie in the rows, or passes that do not belong to the windows; `tooLarge` for a pass
    ///   that takes more memory than is allowed.
    package init(
        _ model: TrainedModel, series: ForecastSeries, origins: [UInt32], passes: Passes = .plain,
        windowsAtOnce: Int
    ) throws(ForecastingError) {
        self.model = model
        self.series = series
        self.origins = origins
        self.passes = passes
        self.windowsAtOnce = windowsAtOnce
        seriesPlaces = try Self.places(of: series, model.description)
        try checkSeries()
        try checkPasses()
        let (samples, isMany) = windowsAtOnce.multipliedReportingOverflow(by: samplesPerWindow)
        let timeSteps = model.description.model.timeSteps
        guard windowsAtOnce >= 1, !isMany, samples <= Int(Int32.max) / max(timeSteps, 1) else {
            throw ForecastingError(.tooLarge, "\(windowsAtOnce) windows at once are none, or too many")
        }
        let (bytes, overflow) = model.description.model.runnerMemoryBytes(capacity: 1, backward: .none)
            .multipliedReportingOverflow(by: samples)
        guard !overflow, bytes <= Limits.passBytes else {
            throw ForecastingError(
                .tooLarge,
                "\(windowsAtOnce) window(s) at once take \(bytes) bytes; at most \(Limits.passBytes) are "
                    + "allowed")
        }
    }

    /// C.
    package var samplesPerWindow: Int { series.samplesPerWindow }
    /// Q, numbers that are said of each target value.
    package var form: TargetForm { model.description.loss.form }
    /// Numbers of a window's outputs: C x outputs x Q.
    package var outputsPerWindow: Int { samplesPerWindow * series.outputs * form.width }

    /// Bytes that a `ForecastComputer` sets aside.
    package var computerBytes: Int {
        model.description.model.runnerMemoryBytes(
            capacity: windowsAtOnce * samplesPerWindow, backward: .none)
    }

    // MARK: Slices

    /// Passes of one window, or of all windows.
    var passCount: Int {
        switch passes {
        case .plain: 1
        case .paths(let count, _): count
        case .exchanged(let exchanges): exchanges.count
        }
    }

    /// Slices, none of two passes over the windows, or where paths are sampled none of two windows.
    package var slices: Int {
        switch passes {
        case .plain, .exchanged: passCount * parts(origins.count)
        case .paths: origins.count * parts(passCount)
        }
    }

    /// What a slice computes: `windows` as places in `origins`, `passes` from 0 on; one of the two ranges has
    /// one element.
    package func slice(_ slice: Int) -> (windows: Range<Int>, passes: Range<Int>) {
        precondition((0..<slices).contains(slice), "there are \(slices) slices")
        switch passes {
        case .plain, .exchanged:
            let (pass, part) = slice.quotientAndRemainder(dividingBy: parts(origins.count))
            return (self.part(part, of: origins.count), pass..<pass + 1)
        case .paths:
            let (window, part) = slice.quotientAndRemainder(dividingBy: parts(passCount))
            return (window..<window + 1, self.part(part, of: passCount))
        }
    }

    /// Numbers that a slice's outputs are.
    package func outputs(ofSlice slice: Int) -> Int {
        let (windows, passes) = self.slice(slice)
        return windows.count * passes.count * outputsPerWindow
    }

    private func parts(_ count: Int) -> Int { (count + windowsAtOnce - 1) / windowsAtOnce }

    private func part(_ part: Int, of count: Int) -> Range<Int> {
        part * windowsAtOnce..<min((part + 1) * windowsAtOnce, count)
    }

    // MARK: What may be wrong

    private static func places(
        of series: ForecastSeries, _ description: ModelDescription
    ) throws(ForecastingError) -> [Int]? {
        guard description.model.tellsSeriesApart else { return nil }
        guard series.named.isEmpty == description.series.isEmpty else {
            throw ForecastingError(
                .inconsistent,
                "the model has learned \(max(1, description.series.count)) series, each by itself, and the "
                    + "rows are of \(max(1, series.named.count))")
        }
        guard !series.named.isEmpty else { return [0] }
        var places: [Int] = []
        for one in series.named {
            places.append(try description.place(of: one.name, because: "has learned each of its"))
        }
        return places
    }

    private func checkSeries() throws(ForecastingError) {
        let description = model.description
        let names = (features: series.roles.features, targets: series.roles.targets)
        guard names.features.map({ series.columns[$0] }) == description.features,
            names.targets.map({ series.columns[$0] }) == description.targets,
            series.options.lookback == description.lookback,
            series.options.horizon == description.horizon
        else {
            throw ForecastingError(
                .inconsistent,
                "rows of \(listed(series.columns)) are not what the model reads: "
                    + listed(description.columns)
            )
        }
        let rows = series.values.count / series.columns.count
        for origin in origins {
            guard Int(origin) >= series.lookback, Int(origin) + series.horizon <= rows else {
                throw ForecastingError(
                    .inconsistent,
                    "a window of \(series.lookback) rows in and \(series.horizon) out does not lie around "
                        + "row \(origin) of \(rows)")
            }
        }
    }

    private func checkPasses() throws(ForecastingError) {
        let isRight =
            switch passes {
            case .plain: true
            case .paths(let count, let slots):
                (1...Limits.paths).contains(count) && slots.count == origins.count
            case .exchanged(let exchanges):
                exchanges.allSatisfy { exchange in
                    exchange.columns.allSatisfy(series.columns.indices.contains)
                        && exchange.rows.lowerBound >= 0 && exchange.rows.upperBound <= series.lookback
                        && (0...Limits.paths).contains(exchange.turn)
                }
            }
        guard isRight else {
            throw ForecastingError(.inconsistent, "the passes do not belong to the windows")
        }
    }
}
