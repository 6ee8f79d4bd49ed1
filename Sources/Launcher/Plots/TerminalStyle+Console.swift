import CLinux
import Glibc
package import Plotting

extension TerminalStyle {
    /// What stands behind standard output can show: colours on a terminal unless NO_COLOR is set
    /// (https://no-color.org), more than ASCII where the locale is UTF-8.
    ///
    /// - Parameters: the user's wishes; nil: the terminal's width, as many lines as it takes.
    package init(width: Int? = nil, height: Int? = nil) {
        let columns = Int(linux_terminal_columns(STDOUT_FILENO))
        self.init(
            width: width ?? (columns > 20 ? columns : 80), height: height, isUnicode: Self.isUnicode,
            isColoured: Self.isTerminal && (Self.variable("NO_COLOR") ?? "").isEmpty)
    }

    /// Whether standard output is a terminal that takes more than plain text.
    package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb" }

    /// The locale's characters, by the first of its variables that is set.
    private static var isUnicode: Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        let locale = names.lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
        return locale.uppercased().replacing("-", with: "").contains("UTF8")
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
