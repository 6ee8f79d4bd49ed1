extension LayoutRules {
    /// Functions, accessors and closures that do not fit a screen.
    static func functionLength(_ file: SourceFile) -> [String] {
        var reader = BodyReader()
        for (number, line) in file.code { reader.take(line, number) }
        return reader.bodies.filter { $0.count > 70 }
            .map { file.offence($0.lowerBound, "a function of \($0.count) lines") }
    }
}

/// Finds the outermost braces that are no type's: the bodies of functions, accessors and closures.
private struct BodyReader {
    /// From the line of the declaration to that of the closing brace.
    private(set) var bodies: [ClosedRange<Int>] = []

    /// The declaration whose braces are awaited.
    private var declaration: (word: String, line: Int, nesting: Int)?
    /// Round and square brackets that are open.
    private var nesting = 0
    /// Where the body that is being read began, and its open braces.
    private var body: (line: Int, braces: Int)?
    private var word = ""
    private var wordIsMember = false

    private static let types: Set<String> = ["struct", "class", "enum", "actor", "protocol", "extension"]
    private static let members: Set<String> = ["func", "init", "deinit", "subscript", "var", "let"]

    mutating func take(_ line: String, _ number: Int) {
        var last: Character = " "
        for character in line + " " {
            if character.isLetter || character.isNumber || character == "_" {
                if word.isEmpty { wordIsMember = last == "." || last == "`" }
                word.append(character)
            } else {
                endWord(number)
                take(character, number)
            }
            last = character
        }
    }

    private mutating func endWord(_ number: Int) {
        defer { word = "" }
        guard body == nil, !wordIsMember, Self.types.contains(word) || Self.members.contains(word)
        else { return }
        // The last word counts: `class func` declares a function.
        declaration = (word, number, nesting)
    }

    private mutating func take(_ character: Character, _ number: Int) {
        switch character {
        case "(", "[": nesting += 1
        case ")", "]": nesting -= 1
        case "{": open(number)
        case "}": close(number)
        default: break
        }
    }

    private mutating func open(_ number: Int) {
        if let open = body { return body = (open.line, open.braces + 1) }
        guard let declaration, declaration.nesting == nesting else { return body = (number, 1) }
        self.declaration = nil
        if Self.members.contains(declaration.word) { body = (declaration.line, 1) }
    }

    private mutating func close(_ number: Int) {
        guard let open = body else { return declaration = nil }
        body = open.braces == 1 ? nil : (open.line, open.braces - 1)
        if body == nil { bodies.append(open.line...number) }
    }
}
