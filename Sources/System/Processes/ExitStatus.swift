/// Exit codes of every executable.
package enum ExitStatus {
    package static let done: Int32 = 0
    /// The job failed.
    package static let failed: Int32 = 1
    /// Bad input or usage.
    package static let badInput: Int32 = 2
    /// Could not start, or could not reach a coordinator.
    package static let unavailable: Int32 = 3
    /// Interrupted; the run can be resumed.
    package static let interrupted: Int32 = 130
}
