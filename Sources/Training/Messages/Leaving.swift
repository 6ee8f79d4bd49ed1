/// A worker says goodbye; its work goes to others at once.
package struct Leaving: Sendable, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
