import Foundation
import System

/// JSON as all of Lockstep writes it: keys in snake case, sorted, null where there is nothing.
package enum JSON {
    /// A value as JSON text, which a terminal shows as it is; numbers that are not finite become texts.
    ///
    /// - Throws: `EncodingError` where the value's own conformance throws it: none of ours does.
    package static func encode(_ value: some Encodable, isPretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting =
            isPretty
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let text = try encoder.encode(value)
        let isPlain = text.allSatisfy { (0x20..<0x7F).contains($0) || $0 == UInt8(ascii: "\n") }
        return isPlain ? Array(text) : Array(shown(String(decoding: text, as: UTF8.self)).utf8)
    }

    /// What a terminal would obey instead of showing it, written out as JSON does; it stands within strings
    /// alone, but for the ends of pretty lines.
    private static func shown(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            guard scalar.isObeyed, scalar != "\n" else { return String(scalar) }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }.joined()
    }

    /// - Throws: `DecodingError` for what is no JSON, or holds something else.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(bytes))
    }
}
