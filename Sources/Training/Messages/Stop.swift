/// The coordinator sends the worker home: it exits.
package struct Stop: Sendable, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
