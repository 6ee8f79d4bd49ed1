import Foundation

/// Each rule lists a file's offences as `path:line: what`.
enum LayoutRules {
    static func length(_ file: SourceFile) -> [String] {
        file.lines.count > 500 ? [file.offence(501, "the file has \(file.lines.count) lines")] : []
    }

    /// Of a line, at most; `.swift-format` says the same.
    static let columns = 110

    /// Strings that cannot be broken count as well: `"..." + "..."` breaks them.
    static func lineLength(_ file: SourceFile) -> [String] {
        file.lines.enumerated().filter { $1.count > columns }
            .map { file.offence($0 + 1, "\($1.count) characters") }
    }

    static func traps(_ file: SourceFile) -> [String] {
        // Here and below, what costs little comes first: patterns take seconds over all sources.
        file.code.filter { $0.text.contains("!") || $0.text.contains("fatalError") }
            .filter { $0.text.contains(/\btry!|\bfatalError\(|\bas!/) }
            .map { file.offence($0.number, $0.text.trimmingCharacters(in: .whitespaces)) }
    }

    static func names(_ file: SourceFile) -> [String] {
        let empty = ["Util", "Utils", "Helper", "Helpers", "Manager"]
        return file.code.compactMap { number, line in
            guard line.contains("Common") || empty.contains(where: line.contains) else { return nil }
            let found = line.firstMatch(of: /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/)
            guard let name = found.map({ String($0.1) }) else { return nil }
            guard name == "Common" || empty.contains(where: name.hasSuffix) else { return nil }
            return file.offence(number, "a type called \(name)")
        }
    }

    static func unchecked(_ file: SourceFile) -> [String] {
        file.code.filter { $0.text.contains("@unchecked Sendable") }.compactMap { number, _ in
            let near = max(0, number - 4)..<min(file.lines.count, number + 3)
            let isExplained = file.lines[near].contains { $0.contains("//") }
            return isExplained ? nil : file.offence(number, "@unchecked Sendable without a reason")
        }
    }

    /// Comments that lead to a page which a reader of the repository does not have.
    static func pagesElsewhere(_ file: SourceFile) -> [String] {
        file.comments.filter { $0.text.contains(/\bdesign(?:\.md)?,(?:\s+section\b|\s*$)|\bdesign\.md\b/) }
            .map { file.offence($0.number, $0.text) }
    }

    /// `x!`, `x()!`, `x[0]!`, and types such as `Int!`. `try!` and `as!` are traps of their own.
    static func forceUnwraps(_ file: SourceFile) -> [String] {
        file.code.filter { $0.text.contains("!") }
            .filter { $0.text.replacing(/\b(?:try|as)!/, with: "").contains(/[\w\)\]\}"?]!(?:[^=]|$)/) }
            .map { file.offence($0.number, $0.text.trimmingCharacters(in: .whitespaces)) }
    }
}
