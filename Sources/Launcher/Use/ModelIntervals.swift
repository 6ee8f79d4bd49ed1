import Forecasting
package import Neural
import Series
import Tables

/// How intervals are asked for.
package struct IntervalRequest: Sendable {
    /// Probabilities, each above 0 and below 1.
    package var levels: [Double]
    /// Paths to sample under dropout; nil: what the model says without.
    package var samples: Int?
    /// Whether intervals that a head or sampled paths give are made to hold on calibration windows, too.
    package var isConformal: Bool
    /// Whether they go on learning from what happens.
    package var isAdaptive: Bool

    package init(levels: [Double], samples: Int?, isConformal: Bool, isAdaptive: Bool) {
        self.levels = levels
        self.samples = samples
        self.isConformal = isConformal
        self.isAdaptive = isAdaptive
    }

    /// What a model is asked for: without more words, what its head says, or where it has none, conformal
    /// intervals around its point forecasts.
    func method(_ form: TargetForm) -> IntervalMethod {
        let base: IntervalMethod.Base = samples != nil ? .paths : form == .point ? .points : .head
        let conformal: IntervalMethod.Conformal? =
            isAdaptive ? .adaptive : isConformal || base == .points ? .split : nil
        return IntervalMethod(base, conformal)
    }

    /// The method in words.
    package func words(_ form: TargetForm) -> String {
        let method = method(form)
        let base: String
        switch method.base {
        case .points: base = ""
        case .head: base = "what the model says of its targets"
        case .paths: base = "\(samples ?? 0) sampled paths"
        }
        guard let conformal = method.conformal else { return base }
        return [conformal == .split ? "split conformal" : "adaptive conformal", base].filter { !$0.isEmpty }
            .joined(separator: " on ")
    }
}

/// Intervals of some windows of a table, in the scale of the model.
struct ModelIntervals {
    /// Rows of the windows' first targets, in time within each series.
    let origins: [Int]
    /// One for each level, (W, V).
    let bounds: [IntervalBounds]
    /// (W, V), NaN where nobody knows.
    let truth: [Double]
    /// V.
    let values: Int

    /// - Parameters:
    ///   - origins: rows of the windows' first targets, in time within each series.
    ///   - calibration: of sampled paths, by the run's own validation part; nil where it is not there.
    /// - Throws: as `IntervalMethod.intervals`; `missingKey` where sampled paths are to be calibrated, and
    ///   the
    ///   rows of the calibration are not there; as `ForecastEngine.run`.
    init(
        _ request: IntervalRequest, _ table: ModelTable, origins: [Int],
        calibration: (table: ModelTable, origins: [Int])?, engine: ForecastEngine
    ) throws {
        let method = request.method(table.model.description.loss.form)
        self.origins = origins
        values = table.series.samplesPerWindow * table.series.outputs
        let forecasts = try table.intervalForecasts(origins, samples: request.samples, engine: engine)
        truth = forecasts.truth
        var kept: IntervalForecasts?
        if method.conformal != nil {
            if method.base == .paths {
                guard let calibration, !calibration.origins.isEmpty else {
                    throw ForecastingError(
                        .missingKey,
                        "sampled paths are calibrated by the windows of the run's own validation part; name "
                            + "the run, and not its model alone, or leave --conformal and --adaptive out")
                }
                kept = try calibration.table.intervalForecasts(
                    calibration.origins, samples: request.samples, engine: engine)
            } else {
                kept = table.model.calibration?.forecasts(form: table.model.description.loss.form)
            }
        }
        let order = table.order(origins)
        bounds = try method.intervals(
            request.levels, of: forecasts, calibration: kept, windows: order)
    }

    /// Of how many values the truth lay inside, one for each level.
    var coverage: [IntervalCoverage] {
        bounds.map { IntervalCoverage($0, truth: truth, values: values) }
    }
}

extension ModelTable {
    /// Windows at most that paths are sampled of to learn how often intervals hold.
    static let sampledWindows = 256

    /// What is said of windows and what happened.
    fileprivate func intervalForecasts(
        _ origins: [Int], samples: Int?, engine: ForecastEngine
    ) throws -> IntervalForecasts {
        let rows = origins.map { UInt32($0) }
        func outputs(_ passes: ForecastWork.Passes) throws -> [Float] {
            let work = try ForecastWork(
                model, series: series, origins: rows, passes: passes, windowsAtOnce: windowsAtOnce)
            var said: [Float] = []
            said.reserveCapacity(origins.count * work.outputsPerWindow)
            try engine.run(work) { said += $1 }
            return said
        }
        let paths = try samples.map { count in
            (said: try outputs(.paths(count: count, slots: origins.map(slot))), count: count)
        }
        return IntervalForecasts(
            form: model.description.loss.form, said: try outputs(.plain), paths: paths,
            truth: series.targets(origins: origins).map(Double.init))
    }

    /// No more than give a path the same bits whatever others are computed with it.
    private var windowsAtOnce: Int {
        max(1, min(64, model.description.model.samplesOfOwnProducts) / series.samplesPerWindow)
    }

    /// The slot of a window's first sample in sampled paths: it says when the window begins, whatever rows
    /// stand before it.
    private func slot(_ origin: Int) -> UInt32 {
        let first = table.series.first { $0.rows.contains(origin - 1) }?.rows.lowerBound ?? 0
        return model.description.origin.slot(
            ofOrigin: table.times?[origin], row: origin - first, samples: series.samplesPerWindow)
    }

    /// How windows follow each other.
    fileprivate func order(_ origins: [Int]) -> WindowsInTime {
        var ranges: [Range<Int>] = []
        for (place, origin) in origins.enumerated() {
            let one = series.placeOfSeries(ofRow: origin - 1)
            if place > 0, one == series.placeOfSeries(ofRow: origins[place - 1] - 1), let last = ranges.last {
                ranges[ranges.count - 1] = last.lowerBound..<place + 1
            } else {
                ranges.append(place..<place + 1)
            }
        }
        let values = series.samplesPerWindow * series.outputs
        return WindowsInTime(
            origins: origins, series: ranges, steps: (0..<values).map { series.step(ofValue: $0) })
    }
}
