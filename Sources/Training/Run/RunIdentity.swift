/// Which run something belongs to, down to the last byte of its job and its data.
package struct RunIdentity: Sendable, Equatable {
    /// The run's identifier.
    package let id: String
    /// SHA-256 of the resolved job file, 64 hexadecimal digits.
    package let jobDigest: String
    /// SHA-256 of the encoded series, 64 hexadecimal digits.
    package let dataDigest: String

    package init(id: String, jobDigest: String, dataDigest: String) {
        self.id = id
        self.jobDigest = jobDigest
        self.dataDigest = dataDigest
    }
}
