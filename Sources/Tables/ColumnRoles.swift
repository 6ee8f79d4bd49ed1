/// What the columns of a row are to a window.
package struct ColumnRoles: Sendable, Equatable {
    /// The F inputs over the lookback, among them all that are known.
    package let features: [Int]
    /// The K outputs.
    package let targets: [Int]
    /// Inputs whose values over the horizon are inputs, too; none a target.
    package let known: [Int]

    package init(features: [Int], targets: [Int], known: [Int] = []) {
        self.features = features
        self.targets = targets
        self.known = known
    }
}
