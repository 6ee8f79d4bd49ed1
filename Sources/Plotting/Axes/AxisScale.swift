import Glibc
import Tables

/// An axis with its ends: which value stands where.
package struct AxisScale: Sendable {
    package let low: Double
    package let high: Double
    package let isLogarithmic: Bool
    private let axis: Axis

    /// Beyond this, differences of two values would not be finite.
    static let largest = 1e300

    /// - Parameters:
    ///   - values: what is drawn; those that are not finite do not count.
    ///   - margin: the share of the axis that stays free at both ends.
    package init(_ axis: Axis, values: some Sequence<Double>, margin: Double) {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.magnitude <= Self.largest {
            low = min(low, value)
            high = max(high, value)
        }
        for value in axis.includes where value.magnitude <= Self.largest {
            low = min(low, value)
            high = max(high, value)
        }
        if low > high { (low, high) = (0, 1) }
        self.axis = axis
        if case .logarithmic = axis.scale, low > 0, high >= 10 * low {
            let room = pow(high / low, margin)
            (self.low, self.high, isLogarithmic) = (low / room, high * room, true)
        } else {
            // What differs by rounding alone is one value.
            let least = max(max(low.magnitude, high.magnitude) * 1e-9, 1e-290)
            if high - low < least { (low, high) = Self.around(low, axis) }
            let room = (high - low) * margin
            // Nothing is drawn below a 0 that nothing lies below.
            let isFromZero = low >= 0 && axis.includes.contains(0)
            (self.low, self.high, isLogarithmic) = (isFromZero ? low : low - room, high + room, false)
        }
    }

    /// An axis for one value.
    private static func around(_ value: Double, _ axis: Axis) -> (Double, Double) {
        let room: Double
        switch axis.scale {
        case .time: room = 1.8e12
        case .linear, .logarithmic:
            room = axis.isWhole ? max(0.5, value.magnitude * 1e-6) : max(value.magnitude * 0.1, 1e-280)
        }
        return value == 0 && room < 1e-100 ? (-1, 1) : (value - room, value + room)
    }

    /// 0 at the lower end, 1 at the upper; nil for what is no place of the axis.
    package func place(_ value: Double) -> Double? {
        guard value.magnitude <= Self.largest else { return nil }
        guard isLogarithmic else { return (value - low) / (high - low) }
        return value > 0 ? log(value / low) / log(high / low) : nil
    }

    /// - Parameter most: ticks at most, at least 1.
    package func ticks(most: Int) -> [Tick] {
        switch axis.scale {
        case .time(let zone): return TimeTicks.ticks(low: low, high: high, zone: zone, most: most)
        case .linear, .logarithmic:
            if isLogarithmic { return NumberTicks.logarithmic(low: low, high: high, most: most) }
            return NumberTicks.linear(low: low, high: high, most: most, isWhole: axis.isWhole)
        }
    }
}

extension Panel {
    /// The x axis, from the first to the last value.
    var xScale: AxisScale {
        let values = marks.lazy.flatMap { mark -> [Double] in
            switch mark {
            case .line(let line): line.xs
            case .band(let band): band.xs
            case .points(let points): points.xs
            case .bars(let bars): bars.edges
            case .grid(let grid): [0, Double(grid.columns)]
            case .rule(let rule): rule.direction == .upright ? [rule.value] : []
            }
        }
        return AxisScale(x, values: values, margin: 0)
    }

    /// The y axis, with some room.
    var yScale: AxisScale {
        let values = marks.lazy.flatMap { mark -> [Double] in
            switch mark {
            case .line(let line): line.ys
            case .band(let band): band.lower + band.upper
            case .points(let points): points.ys
            case .bars(let bars): bars.heights + [0]
            case .grid: []
            case .rule(let rule): rule.direction == .level ? [rule.value] : []
            }
        }
        return AxisScale(y, values: values, margin: 0.05)
    }
}
