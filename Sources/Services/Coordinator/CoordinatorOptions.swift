/// What a coordinator process is told.
package struct CoordinatorOptions: Sendable {
    /// Path of the state directory.
    package var state: String
    /// The run to begin or go on with; nil: whatever is submitted, and the runs that an earlier coordinator
    /// died over.
    package var run: String?
    /// End the process when the run has ended.
    package var exitsWhenDone = false
    /// An earlier coordinator of the same cluster has died.
    package var isRestart = false
    /// It was killed by somebody, and did not die of what it did.
    package var wasKilled = false
    /// Addresses to listen on besides the local socket: `tcp://INTERFACE:PORT`.
    package var listen: [String] = []
    /// File with the coordinator's own secret key; needed to listen on TCP.
    package var secretKey: String?
    /// Folder with the public keys of the workers that are admitted over TCP.
    package var admittedKeys: String?
    /// The launcher whose end is this process's end; nil where nobody is.
    package var parent: Int?

    package init(state: String) { self.state = state }
}
