/// A JSON value (RFC 8259), as the metadata of a model hold them.
package enum JSONValue: Equatable, Sendable {
    case null
    case flag(Bool)
    /// As it is written.
    case number(String)
    case text(String)
    case list([JSONValue])
    /// In the order of the text; no name stands twice.
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// One line, with a space behind each colon and comma, as Python writes it.
    package var written: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .text(let text): Self.quoted(text)
        case .list(let values): "[\(values.map(\.written).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)): \($0.value.written)" }.joined(separator: ", "))}"
        }
    }

    /// The shortest digits that are read as the same number; it must be finite.
    package static func number(_ value: Double) -> JSONValue { .number("\(value)") }
    package static func number(_ value: Int) -> JSONValue { .number("\(value)") }
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

extension JSONValue {
    /// - Parameter key: the value's place, for the message.
    /// - Throws: `malformed` where it is something else; so do the others.
    package func asList(_ key: String) throws(ForecastingError) -> [JSONValue] {
        guard case .list(let values) = self else { throw isNot("a list", key) }
        return values
    }

    package func asObject(_ key: String) throws(ForecastingError) -> [Member] {
        guard case .object(let members) = self else { throw isNot("an object", key) }
        return members
    }

    package func asText(_ key: String) throws(ForecastingError) -> String {
        guard case .text(let text) = self else { throw isNot("a text", key) }
        return text
    }

    package func asTexts(_ key: String) throws(ForecastingError) -> [String] {
        var texts: [String] = []
        for value in try asList(key) { texts.append(try value.asText(key)) }
        return texts
    }

    package func asFlag(_ key: String) throws(ForecastingError) -> Bool {
        guard case .flag(let flag) = self else { throw isNot("true or false", key) }
        return flag
    }

    package func asInteger(_ key: String) throws(ForecastingError) -> Int {
        guard case .number(let digits) = self, let value = Int(digits) else {
            throw isNot("a whole number", key)
        }
        return value
    }

    /// May be infinite where the text has more digits than a Float64 holds.
    package func asNumber(_ key: String) throws(ForecastingError) -> Double {
        guard case .number(let digits) = self, let value = Double(digits) else {
            throw isNot("a number", key)
        }
        return value
    }

    private func isNot(_ what: String, _ key: String) -> ForecastingError {
        ForecastingError(.malformed, "\(written.prefix(40)) is not \(what)", key: key)
    }
}
