/// Reads one JSON text and trusts nothing in it: what it makes is bounded by the text's size, and its depth
/// by `Limits.nesting`.
package struct JSONParser {
    private let bytes: [UInt8]
    private var place = 0

    /// - Parameter key: what messages call the text.
    /// - Throws: `malformed` where it is not one JSON value, with whatever spaces around it, or a name stands
    ///   twice in an object.
    package static func parse(_ text: String, key: String) throws(ForecastingError) -> JSONValue {
        var parser = JSONParser(bytes: Array(text.utf8))
        do {
            let value = try parser.value(depth: 0)
            parser.skipSpaces()
            guard parser.place == parser.bytes.count else { throw Flaw() }
            return value
        } catch {
            throw ForecastingError(.malformed, "no JSON that can be read, at byte \(parser.place)", key: key)
        }
    }

    private struct Flaw: Error {}

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func value(depth: Int) throws(Flaw) -> JSONValue {
        skipSpaces()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try list(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case _: return .number(try number())
        }
    }

    private mutating func list(depth: Int) throws(Flaw) -> JSONValue {
        var values: [JSONValue] = []
        try sequence(depth: depth, to: UInt8(ascii: "]")) { (parser: inout JSONParser) throws(Flaw) in
            values.append(try parser.value(depth: depth))
        }
        return .list(values)
    }

    private mutating func object(depth: Int) throws(Flaw) -> JSONValue {
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        try sequence(depth: depth, to: UInt8(ascii: "}")) { (parser: inout JSONParser) throws(Flaw) in
            parser.skipSpaces()
            let name = try parser.text()
            guard names.insert(name).inserted else { throw Flaw() }
            parser.skipSpaces()
            try parser.take(UInt8(ascii: ":"))
            members.append(JSONValue.Member(name: name, value: try parser.value(depth: depth)))
        }
        return .object(members)
    }

    /// What stands between brackets, with commas between.
    private mutating func sequence(
        depth: Int, to end: UInt8, _ element: (inout JSONParser) throws(Flaw) -> Void
    ) throws(Flaw) {
        guard depth <= Limits.nesting else { throw Flaw() }
        place += 1
        skipSpaces()
        guard next != end else { return place += 1 }
        while true {
            try element(&self)
            skipSpaces()
            guard next != end else { return place += 1 }
            try take(UInt8(ascii: ","))
        }
    }

    // MARK: Scalars

    private mutating func word(_ word: String, _ value: JSONValue) throws(Flaw) -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else { throw Flaw() }
        place += word.utf8.count
        return value
    }

    /// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
    private mutating func number() throws(Flaw) -> String {
        let start = place
        if next == UInt8(ascii: "-") { place += 1 }
        if next == UInt8(ascii: "0") { place += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            place += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits() throws(Flaw) {
        let start = place
        while let byte = next, Self.isDigit(byte) { place += 1 }
        guard place > start else { throw Flaw() }
    }

    private mutating func text() throws(Flaw) -> String {
        try take(UInt8(ascii: "\""))
        var result: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            place += 1
            guard byte >= 0x20 else { throw Flaw() }
            if byte == UInt8(ascii: "\\") {
                result += try escaped()
            } else {
                result.append(byte)
            }
        }
        try take(UInt8(ascii: "\""))
        // The bytes are those of a text and of whole characters.
        return String(decoding: result, as: UTF8.self)
    }

    /// The character behind a backslash, as UTF-8.
    private mutating func escaped() throws(Flaw) -> [UInt8] {
        guard let byte = next else { throw Flaw() }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): break
        case _: throw Flaw()
        }
        var units = [try unit()]
        if UTF16.isLeadSurrogate(units[0]) {
            try take(UInt8(ascii: "\\"))
            try take(UInt8(ascii: "u"))
            units.append(try unit())
        }
        guard let character = String(validating: units, as: UTF16.self) else { throw Flaw() }
        return Array(character.utf8)
    }

    /// Four hexadecimal digits.
    private mutating func unit() throws(Flaw) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw Flaw() }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                unit = unit << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                unit = unit << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            case _: throw Flaw()
            }
            place += 1
        }
        return unit
    }

    // MARK: Bytes

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ byte: UInt8) throws(Flaw) {
        guard next == byte else { throw Flaw() }
        place += 1
    }

    private mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
