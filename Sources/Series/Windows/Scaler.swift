package import Tables

/// How the columns are brought to like sizes.
package enum Scaling: String, CaseIterable, Sendable {
    /// To mean 0 and standard deviation 1.
    case standard
    /// To 0 for the smallest and 1 for the largest value.
    case minmax
    /// To 0 for the median and 1 for the distance between the first and the third quartile.
    case robust
    /// Not at all.
    case none
}

/// Whose training rows scale a series of a long table.
package enum ScalingScope: String, CaseIterable, Sendable {
    /// Its own.
    case series
    /// Those of all series together.
    case table
}

/// The affine map of each column: scaled = (value - offset) / scale.
package struct Scaler: Sendable, Equatable {
    package let scaling: Scaling
    /// One a column.
    package let offset: [Double]
    /// One a column, none zero.
    package let scale: [Double]

    package init(scaling: Scaling, offset: [Double], scale: [Double]) {
        self.scaling = scaling
        self.offset = offset
        self.scale = scale
    }

    /// The map that the given rows (the training rows) ask for, in Float64. A column that is constant there
    /// becomes 0, by a scale of 1. The standard deviation is that of the population (scikit-learn's
    /// `StandardScaler`); where it is the quartiles' distance that is 0, of a column that is not constant, it
    /// takes that one's place. Masks stay as they are. Missing values do not count; a column without any has
    /// offset 0 and scale 1.
    package static func fit(_ table: Table, rows: Range<Int>, scaling: Scaling) -> Scaler {
        fit(table, rows: [rows], scaling: scaling)
    }

    /// The same of several ranges of rows, as if they stood one behind another.
    package static func fit(_ table: Table, rows: [Range<Int>], scaling: Scaling) -> Scaler {
        precondition(
            rows.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= table.rows }
                && rows.contains { !$0.isEmpty }, "the table has the rows")
        var offset = [Double](repeating: 0, count: table.columns.count)
        var scale = [Double](repeating: 1, count: table.columns.count)
        guard scaling != .none else { return Scaler(scaling: scaling, offset: offset, scale: scale) }
        let masks = Set(table.masks.map(\.column))
        for column in table.columns.indices where !masks.contains(column) {
            let moments = ColumnMoments(table, column: column, rows: rows)
            guard moments.count > 0 else { continue }
            let (centre, spread) = Self.centreAndSpread(scaling, moments, table, column: column, rows: rows)
            let isConstant = moments.smallest == moments.largest || !spread.isNormal
            offset[column] = isConstant ? moments.smallest : centre
            if !isConstant { scale[column] = spread }
        }
        return Scaler(scaling: scaling, offset: offset, scale: scale)
    }

    private static func centreAndSpread(
        _ scaling: Scaling, _ moments: ColumnMoments, _ table: Table, column: Int, rows: [Range<Int>]
    ) -> (Double, Double) {
        switch scaling {
        case .standard: return (moments.mean, moments.deviation)
        case .minmax: return (moments.smallest, moments.largest - moments.smallest)
        case .robust:
            let width = table.columns.count
            let quartiles = Quartiles(
                rows.joined().map { table.values[$0 * width + column] }.filter { !$0.isNaN })
            let distance = quartiles.third - quartiles.first
            return (quartiles.median, distance.isNormal ? distance : moments.deviation)
        case .none: return (0, 1)
        }
    }

    package func scaled(_ value: Double, column: Int) -> Float {
        Float((value - offset[column]) / scale[column])
    }

    /// The value in the unit of the table.
    package func inverse(_ scaled: Float, column: Int) -> Double {
        Double(scaled) * scale[column] + offset[column]
    }

    /// Rows of a table, scaled: row-major (rows, columns).
    package func scaled(_ table: Table, rows: Range<Int>) -> [Float] {
        precondition(table.columns.count == scale.count, "the scaler was fitted on these columns")
        let width = scale.count
        return Array(unsafeUninitializedCapacity: rows.count * width) { buffer, count in
            table.values.withUnsafeBufferPointer { values in
                var source = rows.lowerBound * width
                for _ in rows {
                    for column in 0..<width {
                        let value = Float((values[source] - offset[column]) / scale[column])
                        buffer.initializeElement(at: count, to: value)
                        source += 1
                        count += 1
                    }
                }
            }
        }
    }
}

/// What scaling asks of a column, in two passes over its rows.
private struct ColumnMoments {
    var mean = 0.0
    var deviation = 0.0
    var smallest = Double.infinity
    var largest = -Double.infinity
    /// Values that are there.
    var count = 0

    init(_ table: Table, column: Int, rows: [Range<Int>]) {
        let width = table.columns.count
        for row in rows.joined() {
            let value = table.values[row * width + column]
            guard !value.isNaN else { continue }
            count += 1
            mean += value
            smallest = min(smallest, value)
            largest = max(largest, value)
        }
        guard count > 0 else { return }
        mean /= Double(count)
        for row in rows.joined() {
            let distance = table.values[row * width + column] - mean
            if !distance.isNaN { deviation += distance * distance }
        }
        deviation = (deviation / Double(count)).squareRoot()
    }
}
