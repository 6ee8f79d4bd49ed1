import Foundation
import Glibc

/// What a process has cost.
package enum ProcessTime {
    /// Seconds that a process's threads have spent on cores, in user and kernel mode; nil where it is gone.
    package static func seconds(of pid: Int) -> Double? {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        return seconds(
            stat: String(decoding: stat, as: UTF8.self), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Seconds that the calling thread has spent on cores.
    static var ofThread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Reads fields 14 and 15 of `/proc/PID/stat`. The second field, a name in brackets, may hold anything.
    package static func seconds(stat: String, ticksPerSecond: Int) -> Double? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Int(fields[11]), let kernel = Int(fields[12]) else { return nil }
        return Double(user + kernel) / Double(ticksPerSecond)
    }
}
