import Forecasting
import Testing

struct JSONTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "[1, -0.5, 1e-07, -0.0, 9223372036854775807]",
        #"{"": false, "a": [null, {"b": "c\"\\\u0001é😀"}]}"#, "[[[[[[[[[[[[1]]]]]]]]]]]]",
    ])
    func whatIsReadIsWrittenAsItWas(text: String) throws {
        #expect(try JSONValue(reading: text, key: "k").written == text)
    }

    @Test func spacesAndEscapes_areUnderstood() throws {
        let value = try JSONValue(reading: "\n{ \"a\\u0062\\n\\/\\ud83d\\uDE00\" :\t[ 1 , 2 ] }\r ", key: "k")
        #expect(value == .object([.init(name: "ab\n/😀", value: .list([.integer(1), .integer(2)]))]))
    }

    @Test(arguments: [
        "", " ", "nul", "[1 2]", "[", "{\"a\"}", "{a: 1}", "\"", "\"\\x\"", "\"\\u12\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "01", "+1", "1.", ".5", "1e", "-",
        "NaN",
        "Infinity", "0x1", "1 1", "1e999",
        String(repeating: "[", count: 13) + String(repeating: "]", count: 13),
        String(repeating: "[", count: 1_000_000),
    ])
    func whatIsNotJSON_isRefused(text: String) {
        let error = #expect(throws: ForecastingError(.malformed, "")) {
            try JSONValue(reading: text, key: "k")
        }
        #expect(error?.key?.hasPrefix("k") == true)
    }

    @Test(arguments: [
        0, -0.0, 0.1, 1e-7, Double.leastNonzeroMagnitude, 1.7976931348623157e308, Double(Float(0.1)),
        Double(Float.leastNormalMagnitude),
    ])
    func numbers_comeBackBitForBit(value: Double) throws {
        let text = JSONValue.number(value).written
        #expect(try JSONValue(reading: text, key: "k").asNumber("k").bitPattern == value.bitPattern)
    }

    @Test(arguments: [0, 1, -1, 1 << 53 + 1, Int.max, Int.min])
    func wholeNumbers_comeBackExactly(value: Int) throws {
        let text = JSONValue.integer(value).written
        #expect(try JSONValue(reading: text, key: "k").asInteger("k") == value)
    }

    @Test func flawInside_isToldWithItsPlace() {
        let error = #expect(throws: ForecastingError(.malformed, "")) {
            try JSONValue(reading: #"{"a": [1, {"b c": 1e999}]}"#, key: "k")
        }
        #expect(error?.key == "k.a[1].b c")
    }

    @Test func nameThatStandsTwice_hasItsFirstValue() throws {
        let value = try JSONValue(reading: #"{"a": 1, "a": 2}"#, key: "k")
        #expect(value == .object([.init(name: "a", value: .integer(1))]))
    }
}
