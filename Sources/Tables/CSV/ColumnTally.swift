/// What one column held, on the way through a file.
struct ColumnTally {
    /// A field worth a message.
    struct Place {
        let line: Int
        /// As it is, so far as messages show it.
        let field: [UInt8]

        init(line: Int, _ field: UnsafeRawBufferPointer) {
            self.line = line
            self.field = Array(field.prefix(200))
        }

        /// In quotes.
        var text: String { field.withUnsafeBytes { quoted($0) } }
    }

    /// Numbers of the file's format.
    var numbers = 0
    /// `true` and `false`, which are read as 1 and 0.
    var truths = 0
    /// Numbers in another format, with a unit, or infinite.
    var lookalikes = 0
    var placeholders = 0
    var texts = 0
    var missing = 0
    /// The first field that was neither a number nor missing.
    var firstOdd: (kind: OddField, place: Place)?
    var firstText: Place?
    var firstMissing: Place?

    /// Fields that have a value.
    var values: Int { numbers + truths }

    /// Whether the column is no numeric one: most of what it holds is text.
    var isText: Bool { texts > values + lookalikes }

    /// Fields that are neither numbers nor missing.
    var odd: Int { lookalikes + placeholders + texts }

    mutating func add(_ kind: OddField, at place: @autoclosure () -> Place) {
        switch kind {
        case .number, .infinite: lookalikes += 1
        case .placeholder: placeholders += 1
        case .text:
            if texts == 0 { firstText = place() }
            texts += 1
        }
        if firstOdd == nil { firstOdd = (kind, place()) }
    }

    /// What is wrong with the first odd field of a column that has to hold numbers, and what to do.
    func complaint(_ kind: OddField, _ place: Place, format: FileFormat, column: String) -> String {
        let others = odd > 1 ? " (and \(odd - 1) more in this column)" : ""
        let leave = "leave the column out of features"
        switch kind {
        case .text:
            return
                "\(place.text) is not a finite number\(others); correct it, list it in missing_values, "
                + "or \(leave)"
        case .placeholder:
            let token = String(decoding: place.field, as: UTF8.self)
            return "\(place.text) seems to stand for a missing value\(others); add it by missing_values: "
                + "{\(Self.scalar(column)): [\(Self.scalar(token))]}, or \(leave)"
        case .infinite:
            let token = String(decoding: place.field.prefix(20), as: UTF8.self)
            return "\(place.text) is not a finite number\(others); correct it, have it count as missing by "
                + "missing_values: {\(Self.scalar(column)): [\(Self.scalar(token))]}, or \(leave)"
        case .number:
            return "\(place.text) is not a number as this file writes them (\(format.numberWords))\(others); "
                + "\(remedy(place, format)), or \(leave)"
        }
    }

    private func remedy(_ place: Place, _ format: FileFormat) -> String {
        guard let written = place.field.withUnsafeBytes({ NumberWithUnit($0) }) else { return "correct it" }
        if !written.unit.isEmpty {
            return "take \(quoted(written.unit)) out of the file, so that the numbers stand alone"
        }
        switch written.number {
        case .certain(let decimal?, _) where decimal != format.decimal:
            return "set data.format: {decimal: \"\(decimal.rawValue)\"}"
        case .certain(_, let thousands?):
            return "set data.format: {thousands: \"\(thousands.rawValue)\"}"
        case .either(let sign):
            return
                "it has a fraction or a group of thousands: set data.format: {decimal: \"\(sign.rawValue)\"} "
                + "or {thousands: \"\(sign.rawValue)\"}"
        case .perhapsSpaced: return "set data.format: {thousands: \" \"}"
        case .certain, .whole: return "correct it"
        }
    }

    /// A text as it can stand in a job file.
    private static func scalar(_ text: String) -> String {
        text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && !text.isEmpty ? text : quoted(text)
    }
}

extension FileFormat {
    /// How its numbers look.
    var numberWords: String {
        "decimal \(decimal), " + (thousands.map { "thousands \($0)" } ?? "no sign between thousands")
    }
}
