import System
import Testing

struct ShownTextTests {
    @Test(arguments: [
        (
            "größer \u{4F60}\u{597D} \u{1F468}\u{200D}\u{1F469}",
            "größer \u{4F60}\u{597D} \u{1F468}\u{200D}\u{1F469}"
        ),
        ("a\u{1B}]0;x\u{7}", "a\\u{1B}]0;x\\u{07}"), ("one\ntwo\r\tthree", "one\\ntwo\\r\\tthree"),
        ("\u{9B}31m", "\\u{009B}31m"), ("x\u{7F}", "x\\u{7F}"), ("safe\u{202E}cod", "safe\\u{202E}cod"),
        ("\u{2066}a\u{2069}\u{200F}", "\\u{2066}a\\u{2069}\\u{200F}"),
        ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
        ("a\u{200B}b\u{FEFF}", "a\\u{200B}b\\u{FEFF}"), ("a\u{E0041}", "a\\u{000E0041}"), ("\0", "\\0"),
        ("", ""),
    ])
    func whatTerminalsObey_isWrittenOut(text: String, shown: String) {
        #expect(text.inOneLine == shown)
    }

    @Test func textOfSeveralLines_keepsThem() {
        #expect("a\tb\nc\r\u{1B}[2J".inLines == "a\tb\nc\\r\\u{1B}[2J")
    }
}
