import Foundation

/// What the kernel says about another process of this machine.
package enum ProcessState {
    /// Whether a process is stopped, by SIGSTOP or a debugger; false for one that there is not.
    package static func isStopped(_ pid: Int) -> Bool {
        let state = fields(of: pid).first
        return state == "T" || state == "t"
    }

    /// The process that has it as a child; nil for one that there is not.
    package static func parent(of pid: Int) -> Int? { fields(of: pid).dropFirst().first.flatMap { Int($0) } }

    /// What follows the name: state, parent, and so on.
    private static func fields(of pid: Int) -> [Substring] {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // The name in brackets may hold anything, brackets too.
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }
}
