/// What is drawn in a panel. Values that are not finite are gaps.
package enum Mark: Sendable {
    case line(Line)
    case band(Band)
    case points(Points)
    case bars(Bars)
    case grid(Grid)
    case rule(Rule)
}

/// Points joined in order; `xs` ascend, and both have the same length.
package struct Line: Sendable {
    package var name: String
    package var xs: [Double]
    package var ys: [Double]
    package var ink: Ink
    /// Whether a value holds until the next one.
    package var isStepped: Bool
    /// Whether each point has a marker where there is room for it.
    package var hasMarkers: Bool

    package init(
        _ name: String, xs: [Double], ys: [Double], ink: Ink, isStepped: Bool = false,
        hasMarkers: Bool = false
    ) {
        precondition(xs.count == ys.count, "\(xs.count) places, \(ys.count) values")
        self.name = name
        self.xs = xs
        self.ys = ys
        self.ink = ink
        self.isStepped = isStepped
        self.hasMarkers = hasMarkers
    }
}

/// What lies between two lines.
package struct Band: Sendable {
    package var name: String
    package var xs: [Double]
    package var lower: [Double]
    package var upper: [Double]
    package var ink: Ink

    package init(_ name: String, xs: [Double], lower: [Double], upper: [Double], ink: Ink) {
        precondition(xs.count == lower.count && xs.count == upper.count, "a band has three equal lengths")
        self.name = name
        self.xs = xs
        self.lower = lower
        self.upper = upper
        self.ink = ink
    }
}

/// Points for themselves.
package struct Points: Sendable {
    package var name: String
    package var xs: [Double]
    package var ys: [Double]
    package var ink: Ink

    package init(_ name: String, xs: [Double], ys: [Double], ink: Ink) {
        precondition(xs.count == ys.count, "\(xs.count) places, \(ys.count) values")
        self.name = name
        self.xs = xs
        self.ys = ys
        self.ink = ink
    }
}

/// Bars from 0 up, without gaps between them: bar i from `edges[i]` to `edges[i + 1]`.
package struct Bars: Sendable {
    package var name: String
    package var edges: [Double]
    package var heights: [Double]
    package var ink: Ink

    package init(_ name: String, edges: [Double], heights: [Double], ink: Ink) {
        precondition(edges.count == heights.count + 1, "\(edges.count) edges, \(heights.count) bars")
        self.name = name
        self.edges = edges
        self.heights = heights
        self.ink = ink
    }
}

/// Cells in rows and columns, the first row on top.
package struct Grid: Sendable {
    package enum Kind: Sendable {
        /// 0 is dropped, anything else kept.
        case mask
        /// Below and above 0, as far as `deviation` times three.
        case signed(deviation: Double)
    }

    package var rowNames: [String]
    package var columns: Int
    /// Row-major, as many as rows times columns.
    package var values: [Double]
    package var kind: Kind
    /// What the picture leaves out, such as `the first 64 of 321 rows`; empty: nothing.
    package var note: String

    package init(rowNames: [String], columns: Int, values: [Double], kind: Kind, note: String = "") {
        precondition(values.count == rowNames.count * columns, "\(values.count) cells do not fill a grid")
        self.rowNames = rowNames
        self.columns = columns
        self.values = values
        self.kind = kind
        self.note = note
    }

    var rows: Int { rowNames.count }

    /// Cells of the signed kind have three strengths.
    static let strengths = 3

    /// -3...3 for a signed cell, 0 or 1 for one of a mask; nil for what is no number.
    func level(row: Int, column: Int) -> Int? {
        let value = values[row * columns + column]
        guard !value.isNaN else { return nil }
        switch kind {
        case .mask: return value == 0 ? 0 : 1
        case .signed(let deviation):
            guard deviation > 0 else { return 0 }
            return Int(max(-3, min(3, (value / deviation).rounded())))
        }
    }
}

/// A straight line through the whole panel.
package struct Rule: Sendable {
    package enum Direction: Sendable {
        /// At a place of the x axis.
        case upright
        /// At a height of the y axis.
        case level
    }

    package var name: String
    package var direction: Direction
    package var value: Double
    package var ink: Ink

    package init(_ name: String, _ direction: Direction, at value: Double, ink: Ink = .neutral) {
        self.name = name
        self.direction = direction
        self.value = value
        self.ink = ink
    }
}
