/// How often intervals held what happened, and how wide they were.
package struct IntervalCoverage: Sendable, Equatable {
    package struct Figure: Sendable, Equatable {
        /// Values that are known.
        package private(set) var count = 0
        /// Of them, those that lay inside.
        package private(set) var held = 0
        /// Of them, those whose interval was infinite.
        package private(set) var infinite = 0
        private var width = 0.0

        /// The share that lay inside; NaN without a value.
        package var coverage: Double { Double(held) / Double(count) }
        /// Of the intervals that are finite; NaN without one.
        package var meanWidth: Double { width / Double(count - infinite) }

        fileprivate mutating func add(width: Double, isHeld: Bool) {
            count += 1
            held += isHeld ? 1 : 0
            if width.isFinite { self.width += width } else { infinite += 1 }
        }

        fileprivate static func + (left: Figure, right: Figure) -> Figure {
            var sum = left
            sum.count += right.count
            sum.held += right.held
            sum.infinite += right.infinite
            sum.width += right.width
            return sum
        }
    }

    package let level: Double
    /// Of each of the V values of a window: a target at a step of the horizon.
    package let byValue: [Figure]

    /// - Parameters:
    ///   - bounds: (W, V).
    ///   - truth: (W, V), what happened; NaN where nobody knows.
    ///   - values: V, at least 1.
    package init(_ bounds: IntervalBounds, truth: [Double], values: Int) {
        precondition(truth.count == bounds.lower.count && truth.count % values == 0, "(W, V)")
        var figures = [Figure](repeating: Figure(), count: values)
        for (place, value) in truth.enumerated() where !value.isNaN {
            figures[place % values].add(
                width: bounds.upper[place] - bounds.lower[place],
                isHeld: bounds.holds(place, truth: value))
        }
        level = bounds.level
        byValue = figures
    }

    /// Of some of the values.
    package func pooled(_ values: [Int]) -> Figure { values.reduce(Figure()) { $0 + byValue[$1] } }

    /// Of all values.
    package var pooled: Figure { byValue.reduce(Figure(), +) }
}
