import Testing

/// Code, comments and literals are told apart as the compiler does it.
@Suite struct SwiftTextTests {
    @Test(arguments: [
        ("a // b", "a ", " b"), ("a /* b */ c", "a  c", " b "), ("/* a /* b */ c */ d", " d", " a  b  c "),
        ("\"a // b\" c", "\"\" c", ""), ("\"a \\\" // b\" c", "\"\" c", ""),
        ("#\"a \\\" b\"# + c", "\"\" + c", ""),
        ("#\"\\#(a)\"#", "\"(a)\"", ""), ("\"\\(a(b) + \"c\\(d)\")e\" f", "\"(a(b) + \"(d)\")\" f", ""),
        ("x.contains(/\"a\\/b/) // c", "x.contains(//) ", " c"), ("a / b / c", "a / b / c", ""),
        ("\"\"", "\"\"", ""), ("#if a", "#if a", ""),
    ])
    func line_isTakenApart(text: String, code: String, comment: String) {
        let parts = SwiftText(text)
        #expect(parts.code == [code])
        #expect(parts.comments.map { $0.replacing("//", with: "") } == [comment])
    }

    @Test func longString_keepsItsLines() {
        let text = "let a = \"\"\"\n    b \"c\" // d\n    \\(e) \\\n    \"\"\" + f\ng"
        #expect(SwiftText(text).code == ["let a = \"", "", "(e)", "\" + f", "g"])
    }

    @Test func everySource_hasAsManyLinesAsItHas() throws {
        for file in try SourceFile.all(under: "Sources") + SourceFile.all(under: "Tests") {
            #expect(file.code.count == file.lines.count, "\(file.path)")
        }
    }
}
