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
        var filled = [Float](repeating: 0, count: missing == nil ? 0 : lookback * width)
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            var sample = 0
            for window in windows {
                let origin = firstTargetRow(of: window, part)
                let first = origin - lookback
                if let missing {
                    fill(&filled, first..<origin, missing)
                    filled.withUnsafeBufferPointer { filled in
                        guard let rows = filled.baseAddress else { return }
                        form.write(
                            rows, width: width, to: input.start, sample: sample, batch: batch, levels: levels)
                    }
                } else {
                    form.write(
                        start + first * width, width: width, to: input.start, sample: sample, batch: batch,
                        levels: levels)
                }
                form.writeTargets(
                    start + origin * width, width: width, to: target.start + sample * outputs)
                sample += samplesPerWindow
            }
        }
    }

    /// The inputs of a window without a missing value.
    private func fill(_ filled: inout [Float], _ rows: Range<Int>, _ missing: MissingRows) {
        let width = columns.count
        for index in filled.indices { filled[index] = missing.carried[rows.lowerBound * width + index] }
        guard options.missing == .interpolate else { return }
        for column in 0..<width {
            for gap in missing.closedGaps(of: column, in: rows) {
                let left = Double(missing.carried[gap.rows.lowerBound * width + column])
                let right = Double(values[gap.rows.upperBound * width + column])
                let steps = Double(gap.rows.count + 1)
                for row in gap.rows where rows.contains(row) {
                    let share = Double(row - gap.rows.lowerBound + 1) / steps
                    filled[(row - rows.lowerBound) * width + column] = Float(left + (right - left) * share)
                }
            }
        }
    }

    /// Whether a target may be missing.
    package var hasMissingValues: Bool { missing != nil }

    /// Makes a missing target what was predicted: an error of 0, and no gradient.
    package static func replaceMissing(_ target: FloatBuffer, by prediction: FloatBuffer, count: Int) {
        for place in 0..<count where target[place].isNaN { target[place] = prediction[place] }
    }
}
