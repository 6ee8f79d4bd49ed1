/// The bytes of a field without the spaces and tabs around them.
func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
}

/// A field as messages show it: in quotes, on one line, cut after 40 characters.
func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
    quoted(String(decoding: bytes.prefix(200), as: UTF8.self))
}

/// A text as messages show it: in quotes, on one line, cut after 40 characters.
package func quoted(_ text: String) -> String {
    let line = text.prefix(40).map { isPlain($0) ? String($0) : " " }.joined()
    return "\"\(line)\(text.count > 40 ? "..." : "")\""
}

/// Neither the end of a line nor what a terminal takes for a command.
private func isPlain(_ character: Character) -> Bool {
    !character.isNewline
        && character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
}

/// Names as messages list them: the first 20, or so many, in quotes.
package func listed(_ names: [String], at most: Int = 20) -> String {
    let shown = names.prefix(most).map { quoted($0) }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}
