import Forecasting
import Testing

struct JSONTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "[1, -0.5, 1e-07, 12345678901234567890]",
        #"{"a": [null, {"b": "c\"\\\u0001é😀"}], "": false}"#,
    ])
    func whatIsReadIsWrittenAsItWas(text: String) throws {
        #expect(try JSONParser.parse(text, key: "k").written == text)
    }

    @Test func spacesAndEscapes_areUnderstood() throws {
        let value = try JSONParser.parse("\n{ \"a\\u0062\\n\\/\\ud83d\\uDE00\" :\t[ 1 , 2 ] }\r ", key: "k")
        #expect(value == .object([.init(name: "ab\n/😀", value: .list([.number(1), .number(2)]))]))
    }

    @Test(arguments: [
        "", " ", "nul", "[1,]", "[1 2]", "[", "{\"a\"}", "{a: 1}", "{\"a\": 1,}", "\"", "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "01", "+1", "1.", ".5", "1e", "-",
        "NaN",
        "Infinity", "0x1", "1 1", "{\"a\": 1, \"a\": 2}",
        String(repeating: "[", count: 9) + String(repeating: "]", count: 9),
        String(repeating: "[", count: 1_000_000),
    ])
    func whatIsNotJSON_isRefused(text: String) {
        let error = #expect(throws: ForecastingError(.malformed, "")) { try JSONParser.parse(text, key: "k") }
        #expect(error?.key == "k")
    }

    @Test(arguments: [
        0, -0.0, 0.1, 1e-7, Double.leastNonzeroMagnitude, 1.7976931348623157e308, Double(Float(0.1)),
        Double(Float.leastNormalMagnitude),
    ])
    func numbers_comeBackBitForBit(value: Double) throws {
        let text = JSONValue.number(value).written
        #expect(try JSONParser.parse(text, key: "k").asNumber("k").bitPattern == value.bitPattern)
    }
}
