package import Neural

extension ForecastSeries {
    /// Writes a batch of windows as the samples of a model, B of them: C for each window.
    ///
    /// - Parameters:
    ///   - windows: numbers of the part's windows, `0 ..< windowCount(part)`, in the order of the samples.
    ///   - input: receives (T / segment, B, segment x F), time-major; with independent channels the last axis
    ///     has `segment` numbers.
    ///   - target: receives (B, outputs); NaN where there is no real value.
    ///   - levels: receives what was taken off; nil where nothing is.
    package func gather(
        windows: some Collection<Int>, part: Part, input: FloatBuffer, target: FloatBuffer,
        levels: WindowLevels? = nil
    ) {
        let batch = windows.count * samplesPerWindow
        precondition(
            input.count >= batch * options.modelTimeSteps * options.modelFeatures(features: inputs),
            "input holds (T, B, F)")
        precondition(target.count >= batch * outputs, "target holds (B, outputs)")
        precondition(levels != nil || options.normalise == .none, "what is taken off is kept")
        let form = WindowForm(options, features: features, targets: targets)
        let width = columns.count
        values.withUnsafeBufferPointer { values in
            (missing?.carried ?? self.values).withUnsafeBufferPointer { inputs in
                guard let start = values.baseAddress, let inputs = inputs.baseAddress else { return }
                var sample = 0
                for window in windows {
                    let origin = firstTargetRow(of: window, part)
                    let rows = origin - lookback..<origin
                    if let missing, options.missing == .interpolate, !missing.isComplete(rows) {
                        drawn(rows, missing).withUnsafeBufferPointer { drawn in
                            guard let first = drawn.baseAddress else { return }
                            form.write(
                                first, width: width, to: input.start, sample: sample, batch: batch,
                                levels: levels)
                        }
                    } else {
                        form.write(
                            inputs + rows.lowerBound * width, width: width, to: input.start, sample: sample,
                            batch: batch, levels: levels)
                    }
                    form.writeTargets(
                        start + origin * width, width: width, to: target.start + sample * outputs)
                    sample += samplesPerWindow
                }
            }
        }
    }

    /// The inputs of a window, with a line over each gap whose other side it holds.
    private func drawn(_ rows: Range<Int>, _ missing: MissingRows) -> [Float] {
        let width = columns.count
        var drawn = Array(missing.carried[rows.lowerBound * width..<rows.upperBound * width])
        for column in 0..<width {
            for gap in missing.closedGaps(of: column, in: rows) {
                let left = Double(missing.carried[gap.rows.lowerBound * width + column])
                let right = Double(values[gap.rows.upperBound * width + column])
                let steps = Double(gap.rows.count + 1)
                for row in gap.rows where rows.contains(row) {
                    let share = Double(row - gap.rows.lowerBound + 1) / steps
                    drawn[(row - rows.lowerBound) * width + column] = Float(left + (right - left) * share)
                }
            }
        }
        return drawn
    }

    /// Whether a target may be missing.
    package var hasMissingValues: Bool { missing != nil }

    /// Makes a missing target what was predicted: an error of 0, and no gradient.
    package static func replaceMissing(_ target: FloatBuffer, by prediction: FloatBuffer, count: Int) {
        for place in 0..<count where target[place].isNaN { target[place] = prediction[place] }
    }
}
