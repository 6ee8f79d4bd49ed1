/// A place of an axis that has a label.
package struct Tick: Sendable, Equatable {
    package let value: Double
    package let label: String
    /// What the label is within, such as the date of an hour: empty where it is as before.
    package var context = ""
}
