/// What the operating system sets bounds to.
package enum SystemLimits {
    /// Bytes of a Unix socket's path on Linux.
    package static let socketPathBytes = 107
}
