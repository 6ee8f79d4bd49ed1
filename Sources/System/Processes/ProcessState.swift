import Foundation

/// What the kernel says about another process of this machine.
package enum ProcessState {
    /// Whether a process is stopped, by SIGSTOP or a debugger; false for one that there is not.
    package static func isStopped(_ pid: Int) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // The name in brackets may hold anything, brackets too.
            let end = text.lastIndex(of: ")")
        else { return false }
        let state = text[text.index(after: end)...].first { $0 != " " }
        return state == "T" || state == "t"
    }
}
