/// A JSON value (RFC 8259), as the metadata of a model hold them.
package enum JSONValue: Equatable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    /// Finite.
    case number(Double)
    case text(String)
    case list([JSONValue])
    /// Written in this order; sorted by name where it was read. No name stands twice.
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// One line, with a space behind each colon and comma, as Python writes it; numbers in the fewest digits
    /// that are read as the same number.
    ///
    /// No library writes it: a model file's bytes are promised, its SHA-256 is printed, and neither may hang
    /// on a library's release.
    package var written: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let text): Self.quoted(text)
        case .list(let values): "[\(values.map(\.written).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)): \($0.value.written)" }.joined(separator: ", "))}"
        }
    }

    package static func texts(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

// MARK: What it is to be

/// Each takes the value's place, for the message.
extension JSONValue {
    /// - Throws: `malformed` where it is something else.
    package func asList(_ key: String) throws(ForecastingError) -> [JSONValue] {
        guard case .list(let values) = self else { throw isNot("a list", key) }
        return values
    }

    /// The values by their names.
    ///
    /// - Throws: `malformed` where it is something else.
    package func asObject(_ key: String) throws(ForecastingError) -> [String: JSONValue] {
        guard case .object(let members) = self else { throw isNot("an object", key) }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// - Throws: `malformed` where it is something else.
    package func asText(_ key: String) throws(ForecastingError) -> String {
        guard case .text(let text) = self else { throw isNot("a text", key) }
        return text
    }

    /// - Throws: `malformed` where it is something else.
    package func asTexts(_ key: String) throws(ForecastingError) -> [String] {
        var texts: [String] = []
        for value in try asList(key) { texts.append(try value.asText(key)) }
        return texts
    }

    /// - Throws: `malformed` where it is something else.
    package func asFlag(_ key: String) throws(ForecastingError) -> Bool {
        guard case .flag(let flag) = self else { throw isNot("true or false", key) }
        return flag
    }

    /// 2.0 is whole, too: JSON does not tell it from 2.
    ///
    /// - Throws: `malformed` where it is something else.
    package func asInteger(_ key: String) throws(ForecastingError) -> Int {
        switch self {
        case .integer(let value): return value
        case .number(let number): if let value = Int(exactly: number) { return value }
        case .null, .flag, .text, .list, .object: break
        }
        throw isNot("a whole number", key)
    }

    /// - Throws: `malformed` where it is something else.
    package func asNumber(_ key: String) throws(ForecastingError) -> Double {
        switch self {
        case .integer(let value): return Double(value)
        case .number(let value): return value
        case .null, .flag, .text, .list, .object: throw isNot("a number", key)
        }
    }

    private func isNot(_ what: String, _ key: String) -> ForecastingError {
        ForecastingError(.malformed, "\(written.prefix(40)) is not \(what)", key: key)
    }
}
