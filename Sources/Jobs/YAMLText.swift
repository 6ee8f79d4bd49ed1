/// What bytes mean where YAML looks for anchors, `&name`, and aliases, `*name`.
enum YAMLText {
    /// Whether an anchor or an alias may stand right behind this byte.
    static func mayPrecedeNode(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"),
            UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        // U+0085, U+2028, U+2029 and U+FEFF, which YAML takes for breaks or nothing, end in one of these.
        case 0x80...: true
        default: false
        }
    }

    /// Whether names of anchors have such bytes.
    static func isOfName(_ byte: UInt8) -> Bool {
        let isLetter = byte | 0x20 &- UInt8(ascii: "a") < 26
        let isDigit = byte &- UInt8(ascii: "0") < 10
        return isLetter || isDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
