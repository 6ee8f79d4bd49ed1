/// The worker holds the job's data and can compute.
package struct Ready: Sendable, Equatable {
    package let run: String

    package init(run: String) { self.run = run }
}
