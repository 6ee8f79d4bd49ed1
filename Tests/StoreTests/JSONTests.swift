import Store
import Testing

struct JSONTests {
    @Test(arguments: [
        ("größer", "[\"größer\"]"), ("a\u{1B}[2J\n", "[\"a\\u001b[2J\\n\"]"),
        ("\u{9B}31m\u{7F}", "[\"\\u009b31m\\u007f\"]"),
        ("safe\u{202E}cod\u{2028}", "[\"safe\\u202ecod\\u2028\"]"), ("\u{E0041}", "[\"\\udb40\\udc41\"]"),
    ])
    func whatTerminalsObey_isWrittenOutAndReadBack(text: String, json: String) throws {
        let bytes = try JSON.encode([text])
        #expect(String(decoding: bytes, as: UTF8.self) == json)
        #expect(try JSON.decode([String].self, from: bytes) == [text])
    }
}
