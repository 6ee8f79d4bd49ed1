/// What the columns of a row are to a window.
package struct ColumnRoles: Sendable, Equatable {
    /// A column that is 1 where another one's value is missing, and 0 where it is there.
    package struct Mask: Sendable, Equatable {
        package let column: Int
        /// The column whose values are meant.
        package let of: Int

        package init(column: Int, of: Int) {
            self.column = column
            self.of = of
        }
    }

    /// The F inputs over the lookback, among them all that are known.
    package let features: [Int]
    /// The K outputs.
    package let targets: [Int]
    /// Inputs whose values over the horizon are inputs, too; none a target.
    package let known: [Int]
    /// Inputs that say where values of others are missing; none known or a target.
    package let masks: [Mask]

    package init(features: [Int], targets: [Int], known: [Int] = [], masks: [Mask] = []) {
        self.features = features
        self.targets = targets
        self.known = known
        self.masks = masks
    }
}
