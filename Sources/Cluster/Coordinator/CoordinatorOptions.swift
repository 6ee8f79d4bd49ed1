/// What a coordinator process is told.
public struct CoordinatorOptions: Sendable {
    /// Path of the state directory.
    public var state: String
    /// The run to begin or go on with; nil: whatever is submitted, and the runs that an earlier coordinator died over.
    public var run: String?
    /// End the process when the run has ended.
    public var exitsWhenDone = false
    /// An earlier coordinator of the same cluster has died.
    public var isRestart = false
    /// Addresses to listen on besides the local socket: `tcp://INTERFACE:PORT`.
    public var listen: [String] = []
    /// File with the coordinator's own secret key; needed to listen on TCP.
    public var secretKey: String?
    /// Folder with the public keys of the workers that are admitted over TCP.
    public var admittedKeys: String?
    /// The launcher whose end is this process's end; nil where nobody is.
    public var parent: Int?

    public init(state: String) { self.state = state }
}
