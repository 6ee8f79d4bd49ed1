import CLinux
import Foundation
import Glibc
import System

/// Standard output and error, and what is behind them.
package enum Console {
    /// Writes a line, or several, to standard output, as text alone.
    package static func print(_ line: String) { draw(line.inLines) }

    /// Writes a line to standard output that may hold a terminal's commands: names in it are plain already.
    package static func draw(_ line: String) {
        guard let number = write(line + "\n", to: STDOUT_FILENO), number != EPIPE else { return }
        lost.keep(number)
    }

    /// Why standard output did not take all lines that were printed; nil where it did, or its reader has
    /// gone.
    static var problem: SystemError? {
        lost.first.map { SystemCall.error("write to", "standard output", number: $0) }
    }

    private static let lost = LostLines()

    /// Writes a line, or several, to standard error, as text alone.
    package static func say(_ line: String) { write(line.inLines + "\n", to: STDERR_FILENO) }

    /// Whether standard error is a terminal, on which a line may be drawn again.
    package static var isTerminal: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// The width of the terminal behind standard error, in characters.
    package static var columns: Int {
        let columns = Int(linux_terminal_columns(STDERR_FILENO))
        return columns > 20 ? columns : 80
    }

    /// Writes what a command was asked for: to a file, in one step, or to standard output; to a terminal as
    /// text alone.
    ///
    /// - Throws: as `OutputFile`; `SystemError` where not all of it could be written; a reader that has gone
    ///   is no error.
    package static func write(_ text: String, to file: String?) throws {
        if let file { return try OutputFile(file).write(Array(text.utf8)) }
        let text = isatty(STDOUT_FILENO) == 1 ? text.inLines : text
        if let number = write(text, to: STDOUT_FILENO), number != EPIPE {
            throw SystemCall.error("write to", "standard output", number: number)
        }
    }

    /// Writes all of a text, however the descriptor cuts it.
    ///
    /// - Returns: why not all of it could be written; nil where it was.
    @discardableResult
    package static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return count < 0 ? errno : EIO }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}

/// Why lines were lost that were printed.
private final class LostLines: @unchecked Sendable {
    // The number is used under the lock alone.
    private let lock = NSLock()
    private var number: Int32?

    /// The error number of the first of them; nil where none was.
    var first: Int32? { lock.withLock { number } }

    func keep(_ error: Int32) { lock.withLock { number = number ?? error } }
}
