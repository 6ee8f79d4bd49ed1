/// Names and titles come from files of others: what they hold is shown and never obeyed.
package enum SafeText {
    /// A text on one line: characters that control, turn the direction, are invisible or mean nothing are
    /// replaced, piles of accents cut.
    ///
    /// - Parameter most: characters at most, the last an ellipsis where it was longer.
    package static func shown(_ text: String, most: Int = 80) -> String {
        var shown = ""
        for (count, character) in text.prefix(most + 1).enumerated() {
            if count == most { return String(shown.dropLast()) + "\u{2026}" }
            var scalars = String.UnicodeScalarView()
            for scalar in character.unicodeScalars.prefix(4) {
                if isShown(scalar) {
                    scalars.append(scalar)
                } else if scalars.isEmpty {
                    scalars.append(replacement)
                }
            }
            shown += String(scalars)
        }
        return shown
    }

    /// The same as the content of an XML or HTML element or attribute.
    package static func markup(_ text: String, most: Int = 80) -> String {
        escaped(shown(text, most: most))
    }

    /// The same with nothing but ASCII.
    static func ascii(_ text: String) -> String {
        String(text.map { $0.isASCII ? $0 : $0 == "\u{2026}" ? "~" : plain[$0] ?? "?" })
    }

    private static let plain: [Character: Character] = [
        "\u{00D7}": "x", "\u{00B7}": "-", "\u{2013}": "-", "\u{2212}": "-",
    ]

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }

    /// Columns of a terminal that a shown text takes.
    static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

    static func columns(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        return isWide(first.value) ? 2 : 1
    }

    /// About how wide a shown text is, in widths of its type.
    static func ems(_ text: String) -> Double {
        text.reduce(0) { sum, character in
            guard let first = character.unicodeScalars.first else { return sum }
            if isWide(first.value) { return sum + 1 }
            switch character {
            case "i", "j", "l", "I", "t", "f", "r", ".", ",", ":", ";", "'", "|", " ", "(", ")", "[", "]",
                "/":
                return sum + 0.36
            case "m", "w", "M", "W", "@", "%": return sum + 0.9
            default: return sum + (character.isUppercase ? 0.7 : 0.6)
            }
        }
    }

    /// East Asian scripts and pictures.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
