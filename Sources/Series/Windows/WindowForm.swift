package import Neural
package import Tables

/// Writes windows as a model takes them in: the same for training, evaluation and forecasts.
struct WindowForm {
    let options: WindowOptions
    let roles: ColumnRoles
    /// What a row gives to each sample of a window.
    private let samples: [SampleRow]
    /// Targets that are no inputs, and so nothing is taken off before.
    private let unseen: [(target: Int, column: Int)]
    private let targetRow: ColumnCopy
    private let knownRow: ColumnCopy

    init(_ options: WindowOptions, roles: ColumnRoles) {
        self.options = options
        self.roles = roles
        let plain = Set(roles.known + roles.masks.map(\.column))
        samples =
            switch options.channels {
            case .together: [SampleRow(roles.features, plain: plain, targets: roles.targets)]
            case .independent:
                roles.targets.map { target in
                    let mask = roles.masks.filter { $0.of == target }.map(\.column)
                    return SampleRow(
                        [target] + mask + roles.known, plain: plain, targets: roles.targets)
                }
            }
        let inputs = Set(roles.features)
        unseen = roles.targets.enumerated().filter { !inputs.contains($1) }.map { ($0, $1) }
        targetRow = ColumnCopy(roles.targets)
        knownRow = ColumnCopy(roles.known)
    }

    /// Writes the inputs of one window, as its C samples.
    ///
    /// - Parameters:
    ///   - rows: the window's first row, of `width` numbers as all behind it, none missing.
    ///   - input: (T / segment, B, segment x F), F as `modelFeatures` has it.
    ///   - sample: the first of the window's samples, of `batch`.
    ///   - levels: receives what is taken off, where something is.
    func write(
        _ rows: UnsafePointer<Float>, width: Int, to input: UnsafeMutablePointer<Float>, sample: Int,
        batch: Int, levels: WindowLevels?
    ) {
        let first = sample / samples.count * roles.targets.count
        for (index, row) in samples.enumerated() {
            copy(row, rows, width: width, to: input, sample: sample + index, batch: batch)
            guard let levels else { continue }
            for one in row.normalised {
                let level = Level(of: one.column, in: rows, width: width, options)
                normalise(
                    one.place, of: row.count, by: level, in: input, sample: sample + index, batch: batch)
                if let target = one.target { levels.set(level, at: first + target) }
            }
        }
        guard let levels else { return }
        for (target, column) in unseen {
            levels.set(Level(of: column, in: rows, width: width, options), at: first + target)
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
                targetRow.copy(from: rows + step * width, to: target + step * targetRow.count)
            }
        case .independent:
            for (index, column) in roles.targets.enumerated() {
                for step in 0..<options.horizon {
                    target[index * options.horizon + step] = rows[step * width + column]
                }
            }
        }
    }

    /// Writes what is known of the horizon for each of a window's samples: (C, horizon x known columns), the
    /// horizon the slower index.
    ///
    /// - Parameter rows: the first row of the horizon, no known value missing.
    func writeKnown(_ rows: UnsafePointer<Float>, width: Int, to known: UnsafeMutablePointer<Float>) {
        for step in 0..<options.horizon {
            knownRow.copy(from: rows + step * width, to: known + step * knownRow.count)
        }
        let count = options.horizon * knownRow.count
        for sample in samples.indices.dropFirst() {
            (known + sample * count).update(from: known, count: count)
        }
    }

    // MARK: Layout

    private func copy(
        _ row: SampleRow, _ rows: UnsafePointer<Float>, width: Int, to input: UnsafeMutablePointer<Float>,
        sample: Int, batch: Int
    ) {
        var source = rows
        for step in 0..<options.modelTimeSteps {
            var destination = input + (step * batch + sample) * options.segment * row.count
            for _ in 0..<options.segment {
                row.copy.copy(from: source, to: destination)
                source += width
                destination += row.count
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
    ///   - window: (lookback, width), scaled, none missing; the first columns of a row.
    ///   - future: (horizon, known columns), scaled.
    ///   - input: receives what `ForecastSeries.gather` would give, as do `known` and `levels`, which is nil
    ///     where nothing is taken off.
    package func write(
        _ window: [Float], known future: [Float], width: Int, roles: ColumnRoles, to input: FloatBuffer,
        known: FloatBuffer, levels: WindowLevels?
    ) {
        let count = horizon * roles.known.count
        precondition(window.count == lookback * width, "a window holds (lookback, width)")
        precondition(future.count == count, "what is known holds (horizon, known columns)")
        let form = WindowForm(self, roles: roles)
        let samples = samples(targets: roles.targets.count)
        window.withUnsafeBufferPointer { window in
            guard let rows = window.baseAddress else { return }
            form.write(
                rows, width: width, to: input.start, sample: 0, batch: samples,
                levels: levels)
        }
        for sample in 0..<samples {
            for (place, value) in future.enumerated() { known[sample * count + place] = value }
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

/// What one row gives to one sample.
private struct SampleRow {
    let copy: ColumnCopy
    /// Inputs that something is taken off, with their columns and, where they are targets, which: what is
    /// known and masks are left as they are.
    let normalised: [(place: Int, column: Int, target: Int?)]

    init(_ columns: [Int], plain: Set<Int>, targets: [Int]) {
        copy = ColumnCopy(columns)
        normalised = columns.enumerated().filter { !plain.contains($1) }.map { place, column in
            (place, column, targets.firstIndex(of: column))
        }
    }

    var count: Int { copy.count }
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

    var count: Int { columns.count }

    @inline(__always)
    func copy(from row: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>) {
        if columns.count == 1 {
            destination.pointee = row[start]
        } else if isContiguous {
            destination.update(from: row + start, count: columns.count)
        } else {
            for index in columns.indices { destination[index] = row[columns[index]] }
        }
    }
}
