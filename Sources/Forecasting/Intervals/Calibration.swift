package import Neural
package import Series

/// What a model says of windows that training did not follow, less what happened: what intervals are
/// calibrated by, without any data.
package struct Calibration: Sendable {
    /// Which windows these are.
    package enum Part: String, Sendable, CaseIterable {
        /// The later half of each series' validation windows.
        case validation
        /// The windows of the part that a job sets aside for this.
        case calibration
    }

    package let part: Part
    /// W, at least 1: so many of `all`, evenly, by series and then by time.
    package let windows: Int
    /// Windows that there are.
    package let all: Int
    /// (W, V, Q), in the scale of the model, in the order of its outputs, quantiles in order: of what is a
    /// place, the distance from what happened, of other numbers the numbers. NaN where nobody knows what
    /// happened.
    package let residuals: Vector

    /// - Precondition: (W, V, Q) within the limits.
    package init(part: Part, windows: Int, all: Int, residuals: Vector) {
        precondition(Self.problem(windows: windows, all: all, numbers: residuals.count) == nil)
        self.part = part
        self.windows = windows
        self.all = all
        self.residuals = residuals
    }

    /// What is wrong with such numbers; nil where nothing is.
    static func problem(windows: Int, all: Int, numbers: Int) -> String? {
        guard windows >= 1, windows <= Limits.calibrationWindows, windows <= all else {
            return "\(windows) windows of \(all); it takes 1 to \(Limits.calibrationWindows), and no more "
                + "than there are"
        }
        return numbers <= Limits.calibrationNumbers
            ? nil : "\(numbers) numbers; at most \(Limits.calibrationNumbers) are kept"
    }

    /// What intervals are made by: of all windows, 0 has happened.
    package func forecasts(form: TargetForm) -> IntervalForecasts {
        let said = Array(residuals)
        let truth = stride(from: form.point, to: said.count, by: form.width).map {
            said[$0].isNaN ? Double.nan : 0
        }
        return IntervalForecasts(form: form, said: said, truth: truth)
    }
}

extension Calibration {
    /// Computes what a model says of a series' calibration windows; the same bits wherever that is.
    ///
    /// - Returns: nil where there is none, or one alone is too large to be kept.
    /// - Throws: as `ForecastWork`.
    package init?(of model: TrainedModel, over series: ForecastSeries) throws(ForecastingError) {
        let form = model.description.loss.form
        let part: Part = series.windowCount(.calibration) > 0 ? .calibration : .validation
        let origins = Self.origins(series, part)
        let values = series.samplesPerWindow * series.outputs
        let most = min(Limits.calibrationWindows, Limits.calibrationNumbers / (values * form.width))
        let kept = min(origins.count, most)
        guard kept > 0 else { return nil }
        let thin = Self.thinned(origins, to: kept)
        let net = model.description.model
        let together = min(
            net.samplesOfOwnProducts, Limits.calibrationSamples,
            Limits.calibrationBytes / net.runnerMemoryBytes(capacity: 1, backward: .none))
        let work = try ForecastWork(
            model, series: series, origins: thin.map { UInt32($0) },
            windowsAtOnce: max(1, together / series.samplesPerWindow))
        let computer = ForecastComputer(work)
        var said = (0..<work.slices).flatMap { computer.outputs(slice: $0) }
        let truth = series.targets(origins: thin)
        for place in truth.indices {
            let first = place * form.width
            for number in 0..<form.places { said[first + number] -= truth[place] }
            // Without what happened, no number counts.
            if truth[place].isNaN { for number in 0..<form.width { said[first + number] = .nan } }
        }
        self.init(part: part, windows: kept, all: origins.count, residuals: Vector(said))
    }

    /// Rows of the first targets of a series' calibration windows, by series, then by time: so many at most,
    /// evenly.
    package static func origins(_ series: ForecastSeries, most: Int) -> [Int] {
        let all = origins(series, series.windowCount(.calibration) > 0 ? .calibration : .validation)
        return thinned(all, to: most)
    }

    /// So many of some rows at most, evenly.
    package static func thinned(_ origins: [Int], to most: Int) -> [Int] {
        let kept = min(origins.count, most)
        return (0..<kept).map { origins[$0 * origins.count / kept] }
    }

    private static func origins(_ series: ForecastSeries, _ part: Part) -> [Int] {
        guard part == .validation else {
            return (0..<series.windowCount(.calibration)).map {
                series.firstTargetRow(of: $0, .calibration)
            }
        }
        let all = (0..<series.windowCount(.validation)).map { series.firstTargetRow(of: $0, .validation) }
        guard !series.named.isEmpty else { return Array(all[(all.count / 2)...]) }
        var later: [Int] = []
        var first = 0
        for one in series.named {
            let end = one.stretches.last.map { series.stretches[$0].rows.upperBound } ?? 0
            let next = all[first...].firstIndex { $0 >= end } ?? all.count
            later += all[(first + (next - first) / 2)..<next]
            first = next
        }
        return later
    }
}
