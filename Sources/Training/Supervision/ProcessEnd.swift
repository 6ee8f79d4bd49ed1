/// How a process ended.
package enum ProcessEnd: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    /// By the signal of this number.
    case signalled(Int32)

    package var description: String {
        switch self {
        case .exited(let code): "ended with exit code \(code)"
        case .signalled(let signal): "was ended by \(Self.signals[signal] ?? "signal \(signal)")"
        }
    }

    /// Linux's numbers of those that end a process without its doing, or at somebody's wish.
    private static let signals: [Int32: String] = [
        4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM",
    ]
}
