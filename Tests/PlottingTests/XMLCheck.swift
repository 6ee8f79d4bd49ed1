/// Whether a text is well-formed, as far as pictures go: elements closed in order, attributes quoted and
/// once each, no bare `<` or `&`, no character that XML does not have.
struct XMLCheck {
    /// What is wrong first; nil: nothing.
    let problem: String?
    private(set) var elements: [String: Int] = [:]

    init(_ text: String) {
        var open: [String] = []
        var rest = Substring(text)
        var found: String?
        func note(_ words: String) { if found == nil { found = words } }
        for scalar in text.unicodeScalars where !Self.isAllowed(scalar) { note("character \(scalar.value)") }
        while let start = rest.firstIndex(of: "<") {
            if !Self.isPlain(rest[..<start]) { note("text \(rest[..<start])") }
            guard let end = rest[start...].firstIndex(of: ">") else {
                note("an open tag")
                break
            }
            var tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                if open.popLast() != String(tag.dropFirst()) { note("</\(tag.dropFirst())>") }
                continue
            }
            let isWhole = tag.hasSuffix("/")
            if isWhole { tag = tag.dropLast() }
            let name = String(tag.prefix { !$0.isWhitespace })
            elements[name, default: 0] += 1
            if let bad = Self.badAttribute(tag.dropFirst(name.count)) { note("\(name): \(bad)") }
            if !isWhole { open.append(name) }
        }
        if !open.isEmpty { note("not closed: \(open)") }
        if !rest.allSatisfy(\.isWhitespace) { note("text behind the end") }
        problem = found
    }

    private static func badAttribute(_ text: Substring) -> String? {
        var rest = text.drop(while: \.isWhitespace)
        var names: Set<Substring> = []
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" }
            rest = rest.dropFirst(name.count + 1)
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
                return "\(name)"
            }
            let value = rest[rest.index(after: rest.startIndex)..<end]
            guard isPlain(value), names.insert(name).inserted else { return "\(name)=\(value)" }
            rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
        }
        return nil
    }

    private static func isPlain(_ text: Substring) -> Bool {
        let parts = text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        return parts.allSatisfy { part in
            ["amp;", "lt;", "gt;", "quot;", "#39;"].contains { part.hasPrefix($0) }
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 ? scalar.value & 0xFFFE != 0xFFFE : scalar == "\n"
    }
}
