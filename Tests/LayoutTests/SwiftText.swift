/// A Swift file taken apart, line by line: code without comments and without what string and regex literals
/// say, and the comments. What stands in `\( )` inside a string is code.
struct SwiftText {
    private(set) var code: [String] = []
    private(set) var comments: [String] = []

    /// Where the reader is; inside an interpolation one place stands upon another.
    private enum Place {
        /// - parens: how many are open since the place began.
        case code(parens: Int)
        case string(hashes: Int, isLong: Bool)
        case lineComment
        case blockComment(depth: Int)
    }

    private let text: [UInt8]
    private var index = 0
    private var places: [Place] = [.code(parens: 0)]
    private var codeLine: [UInt8] = []
    private var commentLine: [UInt8] = []

    init(_ text: String) {
        self.text = Array(text.utf8)
        while index < self.text.count { takeNext() }
        if !codeLine.isEmpty || !commentLine.isEmpty { endLine() }
    }

    private mutating func takeNext() {
        if text[index] == UInt8(ascii: "\n") { return takeNewline() }
        switch places[places.count - 1] {
        case .code(let parens): takeCode(parens)
        case .string(let hashes, let isLong): takeString(hashes, isLong)
        case .lineComment: commentLine.append(take())
        case .blockComment(let depth): takeBlockComment(depth)
        }
    }

    // MARK: Code

    private mutating func takeCode(_ parens: Int) {
        if starts("//") {
            places.append(.lineComment)
        } else if starts("/*") {
            index += 2
            places.append(.blockComment(depth: 1))
        } else if let (hashes, isLong) = stringBegins() {
            index += hashes + (isLong ? 3 : 1)
            codeLine.append(UInt8(ascii: "\""))
            places.append(.string(hashes: hashes, isLong: isLong))
        } else if let end = endOfRegex() {
            index = end
            codeLine += Array("//".utf8)
        } else {
            let byte = take()
            codeLine.append(byte)
            if byte == UInt8(ascii: "(") { places[places.count - 1] = .code(parens: parens + 1) }
            guard byte == UInt8(ascii: ")") else { return }
            if parens == 0, places.count > 1 {
                places.removeLast()
            } else {
                places[places.count - 1] = .code(parens: parens - 1)
            }
        }
    }

    /// The number of `#` before a string literal that begins here, and whether it has three quotes.
    private func stringBegins() -> (hashes: Int, isLong: Bool)? {
        let hashes = text[index...].prefix { $0 == UInt8(ascii: "#") }.count
        guard starts("\"", at: index + hashes) else { return nil }
        return (hashes, starts("\"\"\"", at: index + hashes))
    }

    /// The index behind a regex literal `/.../` that begins here: where no operator could stand, with its end
    /// in the line.
    private func endOfRegex() -> Int? {
        guard starts("/"), index + 1 < text.count, text[index + 1] != UInt8(ascii: " ") else { return nil }
        let before = codeLine.last { $0 != UInt8(ascii: " ") }
        guard before.map({ "(,=:[{".utf8.contains($0) }) ?? true else { return nil }
        var place = index + 1
        while place < text.count, text[place] != UInt8(ascii: "\n") {
            if text[place] == UInt8(ascii: "/") { return place + 1 }
            place += text[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    // MARK: Strings and comments

    private mutating func takeString(_ hashes: Int, _ isLong: Bool) {
        let marks = String(repeating: "#", count: hashes)
        if starts("\\" + marks) {
            index += 1 + hashes
            guard starts("(") else { return index += starts("\n") ? 0 : 1 }
            codeLine.append(take())
            places.append(.code(parens: 0))
        } else if starts((isLong ? "\"\"\"" : "\"") + marks) {
            index += (isLong ? 3 : 1) + hashes
            codeLine.append(UInt8(ascii: "\""))
            places.removeLast()
        } else {
            index += 1
        }
    }

    private mutating func takeBlockComment(_ depth: Int) {
        if starts("*/") {
            index += 2
            places.removeLast()
            if depth > 1 { places.append(.blockComment(depth: depth - 1)) }
        } else if starts("/*") {
            index += 2
            places[places.count - 1] = .blockComment(depth: depth + 1)
        } else {
            commentLine.append(take())
        }
    }

    private mutating func takeNewline() {
        index += 1
        if case .lineComment = places[places.count - 1] { places.removeLast() }
        endLine()
    }

    private mutating func endLine() {
        code.append(String(decoding: codeLine, as: UTF8.self))
        comments.append(String(decoding: commentLine, as: UTF8.self))
        codeLine = []
        commentLine = []
    }

    // MARK: Bytes

    private mutating func take() -> UInt8 {
        index += 1
        return text[index - 1]
    }

    private func starts(_ word: String, at place: Int? = nil) -> Bool {
        text[min(place ?? index, text.count)...].starts(with: word.utf8)
    }
}
