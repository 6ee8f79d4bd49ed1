import CLinux
import Glibc

/// Standard output and error, and what is behind them.
package enum Console {
    /// Writes a line to standard output.
    package static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    package static func say(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Whether standard error is a terminal, on which a line may be drawn again.
    package static var isTerminal: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// The width of the terminal behind standard error, in characters.
    package static var columns: Int {
        let columns = Int(linux_terminal_columns(STDERR_FILENO))
        return columns > 20 ? columns : 80
    }

    /// Writes all of a text, however the descriptor cuts it; a reader that has gone is no error of ours.
    package static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
