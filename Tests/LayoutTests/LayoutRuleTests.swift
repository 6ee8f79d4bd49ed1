import Testing

/// The rules of layout can fail, and do so where they should alone.
@Suite struct LayoutRuleTests {
    private func source(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }

    // MARK: Imports

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
        ("Sources/Transport/ZeroMQ/A.swift", "import CLockstepProtos"),
        ("Sources/New/A.swift", "import Glibc"),
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
        ("Sources/Training/A.swift", "let text = \"\"\"\n    import Foundation\n    \"\"\""),
    ])
    func allowedImport_isNoOffence(path: String, text: String) {
        #expect(LayoutRules.imports(source(path, text)).isEmpty)
    }

    // MARK: Sizes

    // MARK: Folders

    @Test func folderThatNamesOneAboveIt_isNamedWithItsPlace() {
        let above = source("Sources/Transport/Wire/Wire.swift", "package enum Wire {}\nenum Frame {}")
        let wrong = source(
            "Sources/Transport/ZeroMQ/A.swift", "// Wire\nlet a = \"Wire\"\nlet b = Wire.encode(a)")
        #expect(
            LayoutRules.folders([above, wrong]) == [
                "Sources/Transport/ZeroMQ/A.swift:3: ZeroMQ names Wire of Wire"
            ])
    }

    @Test func folderThatNamesOneBelowIt_isNoOffence() {
        let below = source("Sources/Transport/ZeroMQ/Socket.swift", "package final class Socket {}")
        let above = source("Sources/Transport/Wire/A.swift", "let a: Socket")
        let beside = source("Sources/Store/State/A.swift", "enum Socket {}\nlet b: Socket")
        #expect(LayoutRules.folders([below, above, beside]).isEmpty)
    }

    @Test func longFile_isNamed() {
        let line = "let a = 1\n"
        #expect(LayoutRules.length(source("A.swift", String(repeating: line, count: 500))).isEmpty)
        #expect(LayoutRules.length(source("A.swift", String(repeating: line, count: 501))).count == 1)
    }

    @Test func longLine_isNamed() {
        let text = "short\n" + String(repeating: "x", count: 111) + "\n" + String(repeating: "ä", count: 110)
        #expect(LayoutRules.lineLength(source("A.swift", text)) == ["A.swift:2: 111 characters"])
    }

    /// A body of so many lines, heads and ends included.
    private func body(_ head: String, lines: Int, end: String = "}") -> String {
        ([head] + Array(repeating: "    if a { b({ c }) }", count: lines - 2) + [end]).joined(separator: "\n")
    }

    @Test(arguments: [
        "func f() {", "@Test func f(\n) {", "init() {", "deinit {", "subscript(_: Int) -> Int {",
        "var a: Int {", "let a = f {", "static func f(a: () -> Void = {}) {", "class func f() {",
        "case .a: f {",
    ])
    func longFunction_isNamed(head: String) {
        let type = "struct A: B {\n    let d = 1\n    var e: Int { 1 }\n"
        let before = head.filter { $0 == "\n" }.count
        let fits = type + body(head, lines: 70 - before) + "\n}\n"
        #expect(LayoutRules.functionLength(source("A.swift", fits)).isEmpty)
        let long = type + body(head, lines: 71 - before) + "\n}\n"
        #expect(LayoutRules.functionLength(source("A.swift", long)) == ["A.swift:4: a function of 71 lines"])
    }

    @Test func closureInAListOrCall_isMeasuredByItself() {
        let list = "enum A {\n    static let all = [\n" + String(repeating: "        1,\n", count: 80)
        #expect(LayoutRules.functionLength(source("A.swift", list + "        { 2 },\n    ]\n}")).isEmpty)
        let long = list + body("        {", lines: 71) + ",\n    ]\n}"
        #expect(LayoutRules.functionLength(source("A.swift", long)) == ["A.swift:83: a function of 71 lines"])
    }

    @Test func longTypeOfShortFunctions_isNoOffence() {
        let function = "    func f() { a.init { 1 } }\n    let b = 1\n    func g()\n"
        let text = "extension A where B == C {\n" + String(repeating: function, count: 100) + "}\n"
        #expect(LayoutRules.functionLength(source("A.swift", text)).isEmpty)
    }

    @Test func braceInTextOrComment_isNone() {
        let text =
            "func f() {\n    a(\"{\", \"\"\"\n{\n{\n\"\"\") // {\n}\n/* { */\n"
            + String(repeating: "\n", count: 80)
        #expect(LayoutRules.functionLength(source("A.swift", text + "let b = 1")).isEmpty)
    }

    // MARK: Words

    @Test(arguments: [
        "try! f()", "fatalError(\"no\")", "x as! Int", "let y = (x as! Int) + 1", "\"\\(try! f())\"",
    ])
    func trap_isNamed(text: String) {
        #expect(LayoutRules.traps(source("A.swift", text)).count == 1)
    }

    @Test(arguments: [
        "try? f()", "// try! here", "/// Not `fatalError(`.", "x as? Int", "x as Int", "atlas!",
        "f(\"try! it\")",
    ])
    func whatOnlyLooksLikeATrap_isNoOffence(text: String) {
        #expect(LayoutRules.traps(source("A.swift", text)).isEmpty)
    }

    @Test(arguments: [
        "a!", "a!.b", "f()!", "a[0]! + 1", "a?.b!", "let a: Int!", "f(a!, b)", "\"\\(a!)\"", "try! a!",
    ])
    func forcedUnwrap_isNamed(text: String) {
        #expect(LayoutRules.forceUnwraps(source("A.swift", text)).count == 1)
    }

    @Test(arguments: [
        "!a", "f(!a)", "a != b", "a!=b", "a && !b", "#if !DEBUG", "\"a!\"", "// a!", "[!a, !b]", "a ? !b : c",
        "try! a", "a as! Int",
    ])
    func whatOnlyLooksLikeAForcedUnwrap_isNoOffence(text: String) {
        #expect(LayoutRules.forceUnwraps(source("A.swift", text)).isEmpty)
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

    @Test(arguments: [
        "/// A tree (design, section 2).", "let a = 1  // As in design.md, section 3.", "// See design.md.",
        "/// As in the design,\n/// section 2.",
    ])
    func pageElsewhere_isNamed(text: String) {
        #expect(LayoutRules.pagesElsewhere(source("A.swift", text)).count == 1)
    }

    @Test(arguments: ["/// A good design, by sections.", "let a = \"design, section 2\"", "// By design."])
    func otherComment_isNoOffence(text: String) {
        #expect(LayoutRules.pagesElsewhere(source("A.swift", text)).isEmpty)
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
