import Foundation
import Testing

/// The rules of layout that a reader relies on, held against the sources themselves.
@Suite struct LayoutTests {
    private let files: [SourceFile]

    init() throws { files = try SourceFile.all(under: "Sources") }

    private func expectNone(_ offences: [String]) {
        #expect(offences.isEmpty, "\(offences.count) offence(s):\n\(offences.joined(separator: "\n"))")
    }

    @Test func sourcesAreFound() {
        #expect(files.count > 100)
        #expect(
            Set(files.map(\.target)).isSuperset(of: ["Neural", "Series", "Training", "Services", "lockstep"]))
    }

    @Test func importsPointOneWay() { expectNone(files.flatMap(LayoutRules.imports)) }
    @Test func noFileIsLongerThan500Lines() throws {
        expectNone((files + (try SourceFile.all(under: "Tests"))).flatMap(LayoutRules.length))
    }
    @Test func noLineIsLongerThan120Characters() { expectNone(files.flatMap(LayoutRules.lineLength)) }
    @Test func nothingTrapsOnPurpose() { expectNone(files.flatMap(LayoutRules.traps)) }
    @Test func typesAreNamedForWhatTheyAre() { expectNone(files.flatMap(LayoutRules.names)) }
    @Test func everyUncheckedSendableSaysWhyItHolds() { expectNone(files.flatMap(LayoutRules.unchecked)) }

    // MARK: The rules can fail

    private func source(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }

    @Test(arguments: [
        ("Sources/Neural/A.swift", "import Foundation"), ("Sources/Neural/A.swift", "import Series"),
        ("Sources/Series/A.swift", "import Training"), ("Sources/Training/A.swift", "public import Logging"),
        ("Sources/Training/A.swift", "import CZMQ"), ("Sources/Training/A.swift", "import Glibc"),
        ("Sources/Training/A.swift", "import struct Foundation.Date"),
        ("Sources/Training/A.swift", "@preconcurrency import Dispatch"),
        ("Sources/Training/A.swift", "    import Crypto"),
        ("Sources/lockstep/A.swift", "import Yams"), ("Sources/Services/Worker/A.swift", "import CZMQ"),
        ("Sources/Store/A.swift", "import Transport"), ("Sources/System/A.swift", "import Training"),
        ("Sources/Launcher/A.swift", "import ArgumentParser"),
        ("Sources/Transport/ZeroMQ/A.swift", "import CLockstepProtos"), ("Sources/New/A.swift", "import Glibc"),
    ])
    func importTheWrongWay_isNamedWithItsPlace(path: String, text: String) {
        let offences = LayoutRules.imports(source(path, "// A comment.\n\(text)"))
        #expect(offences.count == 1)
        #expect(offences.first?.hasPrefix("\(path):2: ") == true)
    }

    @Test(arguments: [
        ("Sources/Neural/A.swift", "import CKernels"), ("Sources/Series/A.swift", "public import Neural"),
        ("Sources/Training/A.swift", "package import Series"),
        ("Sources/Transport/ZeroMQ/A.swift", "import CZMQ"),
        ("Sources/Transport/Wire/A.swift", "import CLockstepProtos"),
        ("Sources/lockstep/A.swift", "import ArgumentParser"),
        ("Sources/Training/A.swift", "/// import Foundation"),
        ("Sources/Training/A.swift", "let importance = 1"),
    ])
    func allowedImport_isNoOffence(path: String, text: String) {
        #expect(LayoutRules.imports(source(path, text)).isEmpty)
    }

    @Test func longFile_isNamed() {
        let line = "let a = 1\n"
        #expect(LayoutRules.length(source("A.swift", String(repeating: line, count: 500))).isEmpty)
        #expect(LayoutRules.length(source("A.swift", String(repeating: line, count: 501))).count == 1)
    }

    @Test func longLine_isNamed() {
        let text = "short\n" + String(repeating: "x", count: 121) + "\n" + String(repeating: "ä", count: 120)
        #expect(LayoutRules.lineLength(source("A.swift", text)) == ["A.swift:2: 121 characters"])
    }

    @Test(arguments: ["try! f()", "fatalError(\"no\")", "x as! Int", "let y = (x as! Int) + 1"])
    func trap_isNamed(text: String) {
        #expect(LayoutRules.traps(source("A.swift", text)).count == 1)
    }

    @Test(arguments: [
        "try? f()", "// try! here", "/// Not `fatalError(`.", "x as? Int", "x as Int", "atlas!",
    ])
    func whatOnlyLooksLikeATrap_isNoOffence(text: String) {
        #expect(LayoutRules.traps(source("A.swift", text)).isEmpty)
    }

    @Test(arguments: [
        "enum StringUtils {}", "struct Helper {", "final class SocketHelpers {", "public actor RunManager {",
        "package enum Common {", "protocol Manager {", "typealias FileUtils = Int",
    ])
    func nameThatSaysNothing_isNamed(text: String) {
        #expect(LayoutRules.names(source("A.swift", text)).count == 1)
    }

    @Test(arguments: [
        "struct CommonPrefix {", "let manager = 1", "class ManagerOfRuns {", "// class Helper",
        "FileManager.default",
    ])
    func nameThatSaysSomething_isNoOffence(text: String) {
        #expect(LayoutRules.names(source("A.swift", text)).isEmpty)
    }

    @Test func uncheckedSendableWithoutAReason_isNamed() {
        let bare = "let a = 1\n\n\n\nfinal class A: @unchecked Sendable {\n\n\n\n// too far away\n}"
        #expect(LayoutRules.unchecked(source("A.swift", bare)).map { $0.prefix(10) } == ["A.swift:5:"])
        let before = "// It never changes.\n\n\nfinal class A: @unchecked Sendable {"
        #expect(LayoutRules.unchecked(source("A.swift", before)).isEmpty)
        let after = "final class A: @unchecked Sendable {\n    // It never changes.\n"
        #expect(LayoutRules.unchecked(source("A.swift", after)).isEmpty)
    }
}

/// A Swift file of the package.
struct SourceFile {
    /// From the package's folder, such as `Sources/Neural/Matrix.swift`.
    let path: String
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The target that the file belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// Each line that is not a comment as a whole, with its number.
    var code: [(number: Int, text: String)] {
        lines.enumerated().filter { !Self.isComment($1) }.map { ($0 + 1, $1) }
    }

    static func isComment(_ line: String) -> Bool {
        line.trimmingCharacters(in: .whitespaces).hasPrefix("//")
    }

    static func all(under folder: String) throws -> [SourceFile] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let found = try FileManager.default.subpathsOfDirectory(
            atPath: root.appendingPathComponent(folder).path)
        return try found.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let path = "\(folder)/\(name)"
            let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            return SourceFile(path: path, text: text)
        }
    }
}

/// Each rule lists a file's offences as `path:line: what`.
enum LayoutRules {
    /// What a target may import of ours; each may import what those may, too.
    private static let arrows: [String: Set<String>] = [
        "System": [], "Neural": ["CKernels"], "Series": ["Neural"], "Training": ["Series"],
        "Simulation": ["Training"], "Transport": ["Training", "System"], "Store": ["Training", "System"],
        "Services": ["Transport", "Store"], "Launcher": ["Transport", "Store"],
        "Benchmarks": ["Launcher", "Services", "Simulation"],
        "lockstep": executables, "lockstep-coordinator": executables, "lockstep-worker": executables,
    ]
    private static let executables: Set<String> = ["Launcher", "Benchmarks", "Services", "Simulation"]
    /// What a target may import of others.
    private static let foreign: [String: Set<String>] = [
        "System": ["CISAL", "CLinux", "Foundation", "Glibc", "Synchronization"],
        "Neural": ["CBLAS", "Dispatch", "Glibc", "Synchronization"], "Series": ["CCSV", "Glibc"],
        "Training": ["Yams"], "Simulation": [],
        "Transport": ["CLinux", "Glibc", "Synchronization"], "Store": ["Crypto", "Foundation", "Glibc"],
        "Services": ["Dispatch", "Foundation", "Glibc", "Logging", "Synchronization"],
        "Launcher": ["CLinux", "Foundation", "Glibc"],
        "Benchmarks": ["Dispatch", "Foundation", "Glibc", "Synchronization"],
        "lockstep": ["ArgumentParser", "Glibc"], "lockstep-coordinator": ["ArgumentParser"],
        "lockstep-worker": ["ArgumentParser", "Glibc"],
    ]
    /// Modules that one folder alone may import.
    private static let fenced = [
        "CZMQ": "Sources/Transport/ZeroMQ/", "CLockstepProtos": "Sources/Transport/Wire/",
    ]

    private static func allowed(_ target: String) -> Set<String>? {
        guard let below = arrows[target] else { return nil }
        return below.reduce(into: below.union(foreign[target] ?? [])) { all, next in
            all.formUnion((allowed(next) ?? []).subtracting(foreign[next] ?? []))
        }
    }

    static func imports(_ file: SourceFile) -> [String] {
        file.code.compactMap { number, line in
            guard let module = module(importedBy: line) else { return nil }
            if let folder = fenced[module] {
                return file.path.hasPrefix(folder)
                    ? nil : "\(file.path):\(number): import \(module) outside \(folder)"
            }
            guard let allowed = allowed(file.target) else {
                return "\(file.path):\(number): \(file.target) has no entry in the list of allowed imports"
            }
            return allowed.contains(module) ? nil : "\(file.path):\(number): \(file.target) imports \(module)"
        }
    }

    /// The module that a line imports; nil where it imports nothing.
    private static func module(importedBy line: String) -> String? {
        let words = line.split(separator: " ").map(String.init)
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
            words[..<place].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
        else { return nil }
        // `import struct Foundation.Date` names the module after the kind.
        let name = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : words[place + 1]
        return name?.split(separator: ".").first.map(String.init)
    }

    private static let modifiers: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<String> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]

    static func length(_ file: SourceFile) -> [String] {
        file.lines.count > 500 ? ["\(file.path):501: the file has \(file.lines.count) lines"] : []
    }

    static func lineLength(_ file: SourceFile) -> [String] {
        file.lines.enumerated().filter { $1.count > 120 }
            .map { "\(file.path):\($0 + 1): \($1.count) characters" }
    }

    static func traps(_ file: SourceFile) -> [String] {
        file.code.filter { $0.text.contains(/\btry!|\bfatalError\(|\bas!/) }
            .map { "\(file.path):\($0.number): \($0.text.trimmingCharacters(in: .whitespaces))" }
    }

    static func names(_ file: SourceFile) -> [String] {
        file.code.compactMap { number, line in
            let found = line.firstMatch(of: /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/)
            guard let name = found.map({ String($0.1) }) else { return nil }
            let isEmpty =
                name == "Common"
                || ["Util", "Utils", "Helper", "Helpers", "Manager"].contains { name.hasSuffix($0) }
            return isEmpty ? "\(file.path):\(number): a type called \(name)" : nil
        }
    }

    static func unchecked(_ file: SourceFile) -> [String] {
        file.code.filter { $0.text.contains("@unchecked Sendable") }.compactMap { number, _ in
            let near = max(0, number - 4)..<min(file.lines.count, number + 3)
            let isExplained = file.lines[near].contains { $0.contains("//") }
            return isExplained ? nil : "\(file.path):\(number): @unchecked Sendable without a reason"
        }
    }
}
