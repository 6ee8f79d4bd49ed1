package import Neural
import Tables

extension ForecastSeries {
    /// Writes a batch of windows of a part as the samples of a model; otherwise as below.
    ///
    /// - Parameter windows: numbers of the part's windows, `0 ..< windowCount(part)`, in the order of the
    ///   samples.
    package func gather(
        windows: some Collection<Int>, part: Part, input: FloatBuffer, target: FloatBuffer,
        known: FloatBuffer? = nil, numbers: SampleSeries? = nil, levels: WindowLevels? = nil
    ) {
        gather(
            origins: windows.lazy.map { firstTargetRow(of: $0, part) }, input: input, target: target,
            known: known, numbers: numbers, levels: levels)
    }

    /// Writes a batch of windows as the samples of a model, B of them: C for each window.
    ///
    /// - Parameters:
    ///   - origins: rows of the windows' first targets, in the order of the samples; the lookback before and
    ///     the horizon behind each lie in one stretch.
    ///   - exchange: what the inputs have of other windows; nil: nothing.
    ///   - input: receives (T / segment, B, `modelFeatures`), time-major; with independent channels a time
    ///     step of a sample is its own column and the known ones.
    ///   - target: receives (B, outputs); NaN where there is no real value.
    ///   - known: receives (B, horizon x known columns), the horizon the slower index; nil where no column is
    ///     known.
    ///   - numbers: receives the number of each sample's series, below `modelSeries`.
    ///   - levels: receives what was taken off; nil where nothing is.
    package func gather(
        origins: some Collection<Int>, exchange: InputExchange? = nil, input: FloatBuffer,
        target: FloatBuffer, known: FloatBuffer? = nil, numbers: SampleSeries? = nil,
        levels: WindowLevels? = nil
    ) {
        let batch = origins.count * samplesPerWindow
        precondition(
            input.count >= batch * options.modelTimeSteps * modelFeatures, "input holds (T, B, F)")
        precondition(
            known?.count ?? 0 >= batch * modelKnown, "known holds (B, horizon x known columns)")
        precondition(target.count >= batch * outputs, "target holds (B, outputs)")
        precondition(levels != nil || options.normalise == .none, "what is taken off is kept")
        let form = WindowForm(options, roles: roles)
        let width = columns.count
        values.withUnsafeBufferPointer { values in
            (missing?.carried ?? self.values).withUnsafeBufferPointer { filled in
                guard let start = values.baseAddress, let filled = filled.baseAddress else { return }
                var sample = 0
                func write(_ rows: UnsafePointer<Float>) {
                    form.write(
                        rows, width: width, to: input.start, sample: sample, batch: batch, levels: levels)
                    if let known, modelKnown > 0 {
                        form.writeKnown(
                            rows + lookback * width, width: width, to: known.start + sample * modelKnown)
                    }
                }
                for (place, origin) in origins.enumerated() {
                    if let numbers {
                        let first = (placeOfSeries(ofRow: origin) ?? 0) * samplesPerWindow
                        for channel in 0..<samplesPerWindow {
                            numbers.numbers[sample + channel] = UInt32(first + channel)
                        }
                    }
                    let rows = inputRows(origin)
                    if let exchange {
                        exchange.rows(of: place, own: inputs(origin), width: width) {
                            inputs($0)
                        }.withUnsafeBufferPointer { if let first = $0.baseAddress { write(first) } }
                    } else if let missing, options.missing == .interpolate, !missing.isComplete(rows) {
                        drawn(rows, before: origin, missing).withUnsafeBufferPointer { drawn in
                            if let first = drawn.baseAddress { write(first) }
                        }
                    } else {
                        write(filled + rows.lowerBound * width)
                    }
                    form.writeTargets(
                        start + origin * width, width: width, to: target.start + sample * outputs)
                    sample += samplesPerWindow
                }
            }
        }
    }

    /// Rows that a window's inputs are made of.
    private func inputRows(_ origin: Int) -> Range<Int> {
        origin - lookback..<origin + (modelKnown > 0 ? horizon : 0)
    }

    /// The same rows, filled.
    private func inputs(_ origin: Int) -> [Float] {
        let rows = inputRows(origin)
        guard let missing else {
            return Array(values[rows.lowerBound * columns.count..<rows.upperBound * columns.count])
        }
        return options.missing == .interpolate && !missing.isComplete(rows)
            ? drawn(rows, before: origin, missing)
            : Array(missing.carried[rows.lowerBound * columns.count..<rows.upperBound * columns.count])
    }

    /// What happened over the horizons of windows, (windows, C, outputs), scaled; NaN where there is no real
    /// value.
    ///
    /// - Parameter origins: rows of the windows' first targets.
    package func targets(origins: [Int]) -> [Float] {
        let form = WindowForm(options, roles: roles)
        let count = samplesPerWindow * outputs
        return [Float](unsafeUninitializedCapacity: origins.count * count) { buffer, filled in
            values.withUnsafeBufferPointer { values in
                guard let start = values.baseAddress, let target = buffer.baseAddress else { return }
                for (window, origin) in origins.enumerated() {
                    form.writeTargets(
                        start + origin * columns.count, width: columns.count, to: target + window * count)
                }
                filled = origins.count * count
            }
        }
    }

    /// The inputs of a window, with a line over each gap whose other side is known before the origin; of
    /// columns that are known, before the window's end.
    private func drawn(_ rows: Range<Int>, before origin: Int, _ missing: MissingRows) -> [Float] {
        let width = columns.count
        var drawn = Array(missing.carried[rows.lowerBound * width..<rows.upperBound * width])
        for column in 0..<width {
            let seen = roles.known.contains(column) ? rows : rows.lowerBound..<origin
            for gap in missing.closedGaps(of: column, in: seen) {
                let left = Double(missing.carried[gap.rows.lowerBound * width + column])
                let right = Double(values[gap.rows.upperBound * width + column])
                let steps = Double(gap.rows.count + 1)
                for row in gap.rows where seen.contains(row) {
                    let share = Double(row - gap.rows.lowerBound + 1) / steps
                    drawn[(row - rows.lowerBound) * width + column] = Float(left + (right - left) * share)
                }
            }
        }
        return drawn
    }
}
