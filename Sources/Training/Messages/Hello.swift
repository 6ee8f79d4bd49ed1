/// A worker asks to join.
package struct Hello: Sendable, Equatable {
    /// Unique among the workers of a coordinator; a second worker of the same name replaces the first.
    package let name: String
    package let host: String
    package let pid: Int
    /// Threads that compute microbatches side by side, at least 1.
    package let threads: Int
    /// SHA-256 (64 hexadecimal digits) of a small fixed forward and backward pass.
    package let fingerprint: String

    package init(name: String, host: String, pid: Int, threads: Int, fingerprint: String) {
        self.name = name
        self.host = host
        self.pid = pid
        self.threads = threads
        self.fingerprint = fingerprint
    }
}
