/// The coordinator names the job that the worker will compute for.
package struct Prepare: Sendable, Equatable {
    /// The run's identifier.
    package let run: String
    /// The resolved job file (YAML).
    package let job: String
    /// SHA-256 (64 hexadecimal digits) of the encoded series.
    package let dataDigest: String
    /// Size of the encoded series in bytes.
    package let dataBytes: Int

    package init(run: String, job: String, dataDigest: String, dataBytes: Int) {
        self.run = run
        self.job = job
        self.dataDigest = dataDigest
        self.dataBytes = dataBytes
    }
}
