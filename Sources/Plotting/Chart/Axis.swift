package import Tables

/// What an axis counts, and how.
package struct Axis: Sendable {
    package enum Scale: Sendable {
        case linear
        /// By powers of ten where all values are above 0 and the largest is at least ten times the smallest;
        /// linear else.
        case logarithmic
        /// Nanoseconds since 1970-01-01 00:00, shown on the clocks of a zone; nil: as they are.
        case time(TimeZoneRules?)
    }

    /// With the unit in brackets where there is one.
    package var label: String
    package var scale: Scale
    /// Values that the axis shows whatever the marks hold.
    package var includes: [Double]
    /// Whether ticks are whole numbers alone.
    package var isWhole: Bool

    package init(_ label: String, scale: Scale = .linear, includes: [Double] = [], isWhole: Bool = false) {
        self.label = label
        self.scale = scale
        self.includes = includes
        self.isWhole = isWhole
    }
}
