import CLinux
import Glibc

/// The process that started this one and whose end is to be this one's end.
package enum ParentProcess {
    /// Asks the kernel for `signal` when the parent dies.
    ///
    /// - Parameter pid: The parent, as it told its child: if it died before this call, the kernel would say
    ///   nothing.
    /// - Throws: `process` where the parent is gone already.
    package static func tieTo(_ pid: Int, signal: Int32) throws(SystemError) {
        _ = linux_set_parent_death_signal(signal)
        guard Int(getppid()) == pid else {
            throw SystemError(.process, "the process \(pid) that started this one is gone")
        }
    }
}
