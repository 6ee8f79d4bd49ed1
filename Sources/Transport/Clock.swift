import Glibc
package import Training

extension Instant {
    /// Now, on the kernel's monotonic clock, which all processes of a machine share.
    package static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
