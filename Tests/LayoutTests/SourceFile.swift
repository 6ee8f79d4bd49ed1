import Foundation

/// A Swift file of the package.
struct SourceFile {
    /// From the package's folder, such as `Sources/Neural/Matrix.swift`.
    let path: String
    let lines: [String]
    /// Each line's code, without comments and without what literals say; its number.
    let code: [(number: Int, text: String)]
    /// Each line's comment, with its slashes; its number. Lines without one are left out.
    let comments: [(number: Int, text: String)]

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
        let parts = SwiftText(text)
        code = parts.code.enumerated().map { ($0 + 1, $1) }
        comments = parts.comments.enumerated().filter { !$1.isEmpty }.map { ($0 + 1, $1) }
    }

    /// The target that the file belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The folder inside the target; nil for a file that lies in none.
    var folder: String? {
        let parts = path.split(separator: "/")
        return parts.count > 3 ? String(parts[2]) : nil
    }

    /// Where something is wrong, and what.
    func offence(_ number: Int, _ what: String) -> String { "\(path):\(number): \(what)" }

    /// The package's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func all(under folder: String) throws -> [SourceFile] {
        let found = try FileManager.default.subpathsOfDirectory(
            atPath: root.appendingPathComponent(folder).path)
        return try found.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let path = "\(folder)/\(name)"
            let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            return SourceFile(path: path, text: text)
        }
    }
}
