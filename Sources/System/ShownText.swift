extension StringProtocol {
    /// The text on one line of a terminal, log or page, whoever wrote it: what would move a cursor, begin a
    /// terminal's command, turn the direction of what follows or show nothing is written out, as `\u{1B}`.
    package var inOneLine: String { writtenOut { $0.isObeyed } }

    /// The same of a text of several lines: their ends and tabs stay.
    package var inLines: String { writtenOut { $0.isObeyed && $0 != "\n" && $0 != "\t" } }

    private func writtenOut(_ isObeyed: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isObeyed) else { return String(self) }
        return unicodeScalars.map { isObeyed($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }
}

extension Unicode.Scalar {
    /// Whether terminals, editors and browsers do something about it instead of showing it. What joins
    /// letters and pictures is a part of what is shown.
    package var isObeyed: Bool {
        if (0x20..<0x7F).contains(value) { return false }
        if value == 0x200C || value == 0x200D { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
