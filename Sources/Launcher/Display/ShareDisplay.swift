import Glibc

/// Shows on a terminal how much of a work is done; says nothing elsewhere.
package final class ShareDisplay {
    private let what: String
    private var shown = ""

    /// - Parameter what: in a word, such as `forecasting`.
    package init(_ what: String) { self.what = what }

    package func show(_ fraction: Double, secondsLeft: Double?) {
        guard Console.isTerminal else { return }
        let line =
            "\(what)  \(NumberText.percent(min(1, fraction)))"
            + (secondsLeft.map { "  \(NumberText.time($0)) left" } ?? "")
        guard line != shown else { return }
        shown = line
        Console.write("\r\u{1B}[K" + line.prefix(Console.columns - 1), to: STDERR_FILENO)
    }

    /// Removes what is shown.
    package func erase() {
        if !shown.isEmpty { Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
        shown = ""
    }
}
