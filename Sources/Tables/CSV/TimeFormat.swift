/// How times are written, as `strptime` says it: `%d/%m/%Y %H:%M`.
package struct TimeFormat: Sendable, Equatable {
    package let pattern: String
    /// Whether it names a zone, and whether a date.
    let hasZone: Bool
    let hasDate: Bool
    private let pieces: [Piece]

    /// What a pattern may name, for messages.
    package static let directives = "%Y %y %m %b %B %d %j %H %I %p %M %S %f %z %%"

    private enum Piece: Equatable {
        /// As it stands.
        case sign(UInt8)
        /// Any number of spaces.
        case spaces
        case directive(Character)
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    /// Nil where `problem(with:)` is not.
    package init?(_ pattern: String) {
        guard Self.problem(with: pattern) == nil else { return nil }
        self.pattern = pattern
        pieces = Self.pieces(pattern)
        hasZone = pieces.contains(.directive("z"))
        hasDate = pieces.contains(.directive("Y")) || pieces.contains(.directive("y"))
    }

    /// What is wrong with a pattern and what would be right; nil where nothing is.
    package static func problem(with pattern: String) -> String? {
        let named = pieces(pattern).compactMap { piece -> Character? in
            if case .directive(let name) = piece { name } else { nil }
        }
        if let unknown = named.first(where: { !directives.contains("%\($0)") || $0 == " " }) {
            return "%\(unknown) is none of \(directives)"
        }
        func has(_ names: Character...) -> Bool { names.contains { named.contains($0) } }
        if Set(named).count < named.count { return "it names something twice" }
        if pattern.last == "%" && !pattern.hasSuffix("%%") { return "it ends in a lone %" }
        if has("Y") && has("y") || has("H") && has("I") || has("b") && has("B") || has("m") && has("b", "B") {
            return "it names the same thing in two ways"
        }
        if has("I") != has("p") { return "%I and %p go together" }
        if has("Y", "y") {
            // A year alone is its first day.
            let isYearAlone = named.count == 1
            if !isYearAlone, has("j") == has("m", "b", "B") {
                return "beside the year it needs a month, or %j; for example %d/%m/%Y"
            }
            if has("d") && has("j") { return "%j is day and month already" }
        } else if has("m", "b", "B", "d", "j", "z") || !has("H", "I") {
            return "it names no year (%Y); for example %d/%m/%Y %H:%M"
        }
        return nil
    }

    private static func pieces(_ pattern: String) -> [Piece] {
        var pieces: [Piece] = []
        var characters = pattern[...]
        while let character = characters.popFirst() {
            if character == "%", let name = characters.popFirst() {
                pieces += name == "%" ? [.sign(UInt8(ascii: "%"))] : [.directive(name)]
            } else if character.isWhitespace {
                if pieces.last != .spaces { pieces.append(.spaces) }
            } else {
                pieces += character.utf8.map { .sign($0) }
            }
        }
        return pieces
    }

    // MARK: Reading

    private struct Parts {
        var year: Int64 = 1970
        var month: Int64 = 1
        var day: Int64 = 1
        var dayOfYear: Int64?
        var clock: Int64 = 0
        var isAfternoon: Bool?
        var zone: Int64?
    }

    /// Nanoseconds since 1970, in UTC where the pattern names a zone, and how many the zone is ahead of it;
    /// since midnight where it names no date. Nil where the text is another, or no time that 64 bits hold.
    func time(_ bytes: UnsafeRawBufferPointer) -> (nanoseconds: Int64, offset: Int64?)? {
        var scanner = TimeScanner(bytes)
        var parts = Parts()
        for piece in pieces {
            switch piece {
            case .sign(let byte):
                guard scanner.take(Unicode.Scalar(byte)) else { return nil }
            case .spaces: _ = scanner.skipSpaces()
            case .directive(let name):
                guard Self.read(name, &scanner, &parts) else { return nil }
            }
        }
        _ = scanner.skipSpaces()
        guard scanner.isAtEnd else { return nil }
        return Self.nanoseconds(parts).map { ($0, parts.zone) }
    }

    private static func nanoseconds(_ parts: Parts) -> Int64? {
        var clock = parts.clock
        if let isAfternoon = parts.isAfternoon {
            guard let time = TimeScanner.halfDay(clock, isAfternoon: isAfternoon) else { return nil }
            clock = time
        }
        guard var midnight = Timestamp.midnight(parts.year, parts.month, parts.day) else { return nil }
        if let day = parts.dayOfYear {
            guard day <= Timestamp.days(parts.year + 1, 1, 1) - Timestamp.days(parts.year, 1, 1) else {
                return nil
            }
            midnight += (day - 1) * CivilDate.nanosecondsPerDay
        }
        return midnight + clock - (parts.zone ?? 0)
    }

    private static func read(_ name: Character, _ scanner: inout TimeScanner, _ parts: inout Parts) -> Bool {
        func number(_ digits: ClosedRange<Int>, _ range: ClosedRange<Int64>) -> Int64? {
            scanner.number(digits: digits, in: range)
        }
        let second: Int64 = 1_000_000_000
        switch name {
        case "Y": return number(4...4, Timestamp.years).map { parts.year = $0 } != nil
        // As POSIX has it.
        case "y": return number(2...2, 0...99).map { parts.year = $0 < 69 ? 2000 + $0 : 1900 + $0 } != nil
        case "m": return number(1...2, 1...12).map { parts.month = $0 } != nil
        case "b", "B": return scanner.word(of: months, letters: 3).map { parts.month = Int64($0) + 1 } != nil
        case "d": return number(1...2, 1...31).map { parts.day = $0 } != nil
        case "j": return number(1...3, 1...366).map { parts.dayOfYear = $0 } != nil
        case "H": return number(1...2, 0...23).map { parts.clock += $0 * 3600 * second } != nil
        case "I": return number(1...2, 1...12).map { parts.clock += $0 * 3600 * second } != nil
        case "M": return number(1...2, 0...59).map { parts.clock += $0 * 60 * second } != nil
        case "S": return number(1...2, 0...59).map { parts.clock += $0 * second } != nil
        case "f": return scanner.fraction().map { parts.clock += $0 } != nil
        case "p": return scanner.halfOfDay().map { parts.isAfternoon = $0 } != nil
        case "z": return scanner.zone().map { parts.zone = $0 } != nil
        default: return false
        }
    }
}
