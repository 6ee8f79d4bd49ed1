import FoundationEssentials

extension JSONValue {
    /// Reads one JSON text and trusts nothing in it: what it makes is bounded by the text's size, and its
    /// depth by `Limits.nesting`, below the 512 at which the library's own reading ends.
    ///
    /// What is understood is the library's to say: it lets a comma stand before a closing bracket, and of a
    /// name that stands twice in an object it takes the first value. Such a text is held against the same
    /// rules as any other.
    ///
    /// - Parameter key: what messages call the text.
    /// - Throws: `malformed` with the place where it is no JSON value, holds a number that is none of
    ///   Float64's, or is too deep.
    package init(reading text: String, key: String) throws(ForecastingError) {
        do {
            self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            throw ForecastingError(.malformed, context.debugDescription, key: key + Self.place(context))
        } catch {
            // The library does not say where.
            throw ForecastingError(.malformed, "no JSON that can be read", key: key)
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue.prefix(40))" }.joined()
    }
}

extension JSONValue: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            try Self.checkDepth(decoder)
            // The library has them in no order; by name, the same text gives the same value.
            let names = members.allKeys.sorted { $0.stringValue < $1.stringValue }
            self = .object(
                try names.map {
                    Member(name: $0.stringValue, value: try members.decode(JSONValue.self, forKey: $0))
                })
        } else if var elements = try? decoder.unkeyedContainer() {
            try Self.checkDepth(decoder)
            var values: [JSONValue] = []
            while !elements.isAtEnd { values.append(try elements.decode(JSONValue.self)) }
            self = .list(values)
        } else {
            self = try Self.scalar(decoder)
        }
    }

    private static func checkDepth(_ decoder: any Decoder) throws {
        guard decoder.codingPath.count < Limits.nesting else {
            throw flaw("more than \(Limits.nesting) lists and objects inside each other", decoder)
        }
    }

    private static func scalar(_ decoder: any Decoder) throws -> JSONValue {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() { return .null }
        if let text = try? value.decode(String.self) { return .text(text) }
        if let number = try? value.decode(Double.self) {
            // Whole numbers are exact beyond 2^53, too; a zero stays a Float64, for its sign.
            guard number != 0, number == number.rounded(), let whole = try? value.decode(Int.self) else {
                return .number(number)
            }
            return .integer(whole)
        }
        if let flag = try? value.decode(Bool.self) { return .flag(flag) }
        throw flaw("no JSON value, or a number that is none of Float64's", decoder)
    }

    private static func flaw(_ reason: String, _ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: decoder.codingPath, debugDescription: reason))
    }
}
