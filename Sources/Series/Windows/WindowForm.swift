package import Neural

/// Writes windows as a model takes them in: the same for training, evaluation and forecasts.
struct WindowForm {
    let options: WindowOptions
    /// Columns of a row that are inputs.
    let features: [Int]
    /// Columns of a row that are outputs.
    let targets: [Int]
    private let inputRow: ColumnCopy
    private let targetRow: ColumnCopy

    init(_ options: WindowOptions, features: [Int], targets: [Int]) {
        self.options = options
        self.features = features
        self.targets = targets
        inputRow = ColumnCopy(features)
        targetRow = ColumnCopy(targets)
    }

    /// Writes the inputs of one window, as its C samples.
    ///
    /// - Parameters:
    ///   - rows: the window's first row, of `width` numbers as all behind it, none missing.
    ///   - input: (T / segment, B, segment x F), or with independent channels (T / segment, B, segment).
    ///   - sample: the first of the window's samples, of `batch`.
    ///   - levels: receives what is taken off, where something is.
    func write(
        _ rows: UnsafePointer<Float>, width: Int, to input: UnsafeMutablePointer<Float>, sample: Int,
        batch: Int, levels: WindowLevels?
    ) {
        switch options.channels {
        case .together:
            writeTogether(rows, width: width, to: input, sample: sample, batch: batch)
            guard let levels else { return }
            for (index, column) in features.enumerated() {
                let level = Level(of: column, in: rows, width: width, options)
                normalise(
                    index, of: features.count, by: level, in: input, sample: sample, batch: batch)
            }
            for (index, column) in targets.enumerated() {
                levels.set(
                    Level(of: column, in: rows, width: width, options), at: sample * targets.count + index)
            }
        case .independent:
            for (index, column) in targets.enumerated() {
                writeAlone(column, rows, width: width, to: input, sample: sample + index, batch: batch)
                guard let levels else { continue }
                let level = Level(of: column, in: rows, width: width, options)
                normalise(0, of: 1, by: level, in: input, sample: sample + index, batch: batch)
                levels.set(level, at: sample + index)
            }
        }
    }

    /// Writes the targets of one window: (horizon, K), or with independent channels (K, horizon).
    ///
    /// - Parameter rows: the first row of the horizon.
    func writeTargets(
        _ rows: UnsafePointer<Float>, width: Int, to target: UnsafeMutablePointer<Float>
    ) {
        switch options.channels {
        case .together:
            for step in 0..<options.horizon {
                targetRow.copy(from: rows + step * width, to: target + step * targets.count)
            }
        case .independent:
            for (index, column) in targets.enumerated() {
                for step in 0..<options.horizon {
                    target[index * options.horizon + step] = rows[step * width + column]
                }
            }
        }
    }

    // MARK: Layout

    private func writeTogether(
        _ rows: UnsafePointer<Float>, width: Int, to input: UnsafeMutablePointer<Float>, sample: Int,
        batch: Int
    ) {
        let count = features.count
        var source = rows
        for step in 0..<options.modelTimeSteps {
            var destination = input + (step * batch + sample) * options.segment * count
            for _ in 0..<options.segment {
                inputRow.copy(from: source, to: destination)
                source += width
                destination += count
            }
        }
    }

    private func writeAlone(
        _ column: Int, _ rows: UnsafePointer<Float>, width: Int, to input: UnsafeMutablePointer<Float>,
        sample: Int, batch: Int
    ) {
        var source = rows + column
        for step in 0..<options.modelTimeSteps {
            let destination = input + (step * batch + sample) * options.segment
            for place in 0..<options.segment {
                destination[place] = source.pointee
                source += width
            }
        }
    }

    private func normalise(
        _ index: Int, of count: Int, by level: Level, in input: UnsafeMutablePointer<Float>, sample: Int,
        batch: Int
    ) {
        for step in 0..<options.modelTimeSteps {
            let start = input + (step * batch + sample) * options.segment * count + index
            for place in 0..<options.segment {
                start[place * count] = (start[place * count] - level.offset) / level.scale
            }
        }
    }
}

extension WindowOptions {
    /// Writes the inputs of one window alone, as its samples.
    ///
    /// - Parameters:
    ///   - window: (lookback, columns), scaled, none missing.
    ///   - features: columns that are inputs.
    ///   - targets: columns that are outputs.
    ///   - input: receives what `ForecastSeries.gather` would give.
    ///   - levels: receives what was taken off.
    package func write(
        _ window: [Float], columns: Int, features: [Int], targets: [Int], to input: FloatBuffer,
        levels: WindowLevels
    ) {
        precondition(window.count == lookback * columns, "a window holds (lookback, columns)")
        let form = WindowForm(self, features: features, targets: targets)
        window.withUnsafeBufferPointer { window in
            guard let rows = window.baseAddress else { return }
            form.write(
                rows, width: columns, to: input.start, sample: 0, batch: samples(targets: targets.count),
                levels: normalise == .none ? nil : levels)
        }
    }
}

/// What is taken off one column of one window.
struct Level {
    var offset: Float = 0
    var scale: Float = 1

    /// Keeps the deviation of a constant window above 0 (Kim et al. 2022).
    private static let smallestVariance = 1e-5

    init(of column: Int, in rows: UnsafePointer<Float>, width: Int, _ options: WindowOptions) {
        let count = options.lookback
        switch options.normalise {
        case .none: return
        case .last: offset = rows[(count - 1) * width + column]
        case .mean, .standard:
            var mean = 0.0
            for row in 0..<count { mean += Double(rows[row * width + column]) }
            mean /= Double(count)
            offset = Float(mean)
            guard options.normalise == .standard else { return }
            var variance = 0.0
            for row in 0..<count {
                let distance = Double(rows[row * width + column]) - mean
                variance += distance * distance
            }
            scale = Float((variance / Double(count) + Self.smallestVariance).squareRoot())
        }
    }
}

extension WindowLevels {
    func set(_ level: Level, at place: Int) {
        offset[place] = level.offset
        scale[place] = level.scale
    }
}

/// Copies some columns of a row: in one go where they stand side by side.
private struct ColumnCopy {
    private let columns: [Int]
    private let start: Int
    private let isContiguous: Bool

    init(_ columns: [Int]) {
        self.columns = columns
        start = columns.first ?? 0
        isContiguous = columns.indices.allSatisfy { columns[$0] == columns[0] + $0 }
    }

    @inline(__always)
    func copy(from row: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>) {
        if isContiguous {
            destination.update(from: row + start, count: columns.count)
        } else {
            for index in columns.indices { destination[index] = row[columns[index]] }
        }
    }
}
