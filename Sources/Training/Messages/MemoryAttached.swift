/// The worker has attached the memory that it was offered: vectors may be named instead of sent.
package struct MemoryAttached: Sendable, Equatable {
    package let run: String

    package init(run: String) { self.run = run }
}
