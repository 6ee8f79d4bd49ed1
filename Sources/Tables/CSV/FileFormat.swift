/// How the text of a file is written: what separates its fields, and how its numbers look.
package struct FileFormat: Sendable, Equatable, Codable {
    /// Between two fields of a row.
    package enum Delimiter: String, CaseIterable, Sendable, Codable {
        case comma = ","
        case semicolon = ";"
        case tab = "\t"
        case pipe = "|"
    }

    /// Between the whole part of a number and its fraction.
    package enum DecimalSign: String, CaseIterable, Sendable, Codable {
        case point = "."
        case comma = ","
    }

    /// Between groups of three digits.
    package enum ThousandsSign: String, CaseIterable, Sendable, Codable {
        case point = "."
        case comma = ","
        /// A space, whether it may break the line or not, narrow or not.
        case space = " "
        /// As typed, or as printed.
        case apostrophe = "'"
    }

    package enum Encoding: String, CaseIterable, Sendable, Codable {
        case utf8 = "utf-8"
        /// Either order of bytes.
        case utf16 = "utf-16"
        /// With the signs that Windows puts where ISO 8859-1 has none, as a browser reads it.
        case latin1 = "latin-1"
    }

    package var delimiter: Delimiter = .comma
    package var decimal: DecimalSign = .point
    /// Nil: digits stand without groups.
    package var thousands: ThousandsSign?
    package var encoding: Encoding = .utf8
    /// Lines above the one that names the columns.
    package var skippedRows = 0

    package init() {}

    /// Such as `fields between semicolons, decimal comma, thousands point, latin-1, 2 lines skipped`.
    package var words: String {
        var parts = ["fields between \(delimiter.words)", "decimal \(decimal)"]
        if let thousands { parts.append("thousands \(thousands)") }
        parts.append(encoding.rawValue)
        if skippedRows > 0 { parts.append("\(skippedRows) line\(skippedRows == 1 ? "" : "s") skipped") }
        return parts.joined(separator: ", ")
    }
}

/// What is said of a file's format before it is read; what is not said is found.
package struct FormatOptions: Sendable, Equatable {
    package var delimiter: FileFormat.Delimiter?
    package var decimal: FileFormat.DecimalSign?
    package var thousands: FileFormat.ThousandsSign?
    package var encoding: FileFormat.Encoding?
    /// Lines above the one that names the columns, at least 0.
    package var skipRows: Int

    package init(
        delimiter: FileFormat.Delimiter? = nil, decimal: FileFormat.DecimalSign? = nil,
        thousands: FileFormat.ThousandsSign? = nil, encoding: FileFormat.Encoding? = nil, skipRows: Int = 0
    ) {
        self.delimiter = delimiter
        self.decimal = decimal
        self.thousands = thousands
        self.encoding = encoding
        self.skipRows = skipRows
    }
}

/// A sign that people write as it is, or call by its name.
package protocol WrittenSign: RawRepresentable<String>, CaseIterable {}

extension FileFormat.Delimiter: WrittenSign {
    var words: String {
        switch self {
        case .comma: "commas"
        case .semicolon: "semicolons"
        case .tab: "tabs"
        case .pipe: "pipes"
        }
    }

    var byte: UInt8 { rawValue.utf8.first ?? 0 }
}

extension FileFormat.DecimalSign: WrittenSign {
    var byte: UInt8 { rawValue.utf8.first ?? 0 }

    /// The sign that is not this one.
    var other: FileFormat.DecimalSign { self == .point ? .comma : .point }
}

extension FileFormat.ThousandsSign: WrittenSign {}

extension WrittenSign {
    /// Takes `;` and `semicolon` alike; nil where the text is neither.
    package init?(written text: String) {
        guard let sign = Self.allCases.first(where: { $0.rawValue == text || $0.name == text }) else {
            return nil
        }
        self = sign
    }

    /// Such as `semicolon`.
    package var name: String { "\(self)" }
}
