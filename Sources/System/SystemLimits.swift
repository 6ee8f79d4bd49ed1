/// What the operating system sets bounds to, and what is asked of it.
package enum SystemLimits {
    /// Bytes of a Unix socket's path on Linux.
    package static let socketPathBytes = 107
    /// Bytes of what the kernel tells of memory in one file.
    static let kernelTextBytes = 1 << 14
    /// Bytes that a compressed file may unpack to: 8 GiB, text of a hundred million rows. A file of eight
    /// megabytes can hold so many zeros.
    package static let unpackedBytes = 1 << 33
}
