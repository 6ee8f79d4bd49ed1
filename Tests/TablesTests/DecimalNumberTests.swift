import Glibc
import Tables
import Testing

struct DecimalNumberTests {
    /// Numbers around every path: exact, long, halfway between two Float32, tiny, huge.
    private static let written: [String] = {
        var texts = [
            "0", "-0", "0.0e99", "00012.500", "1.", ".5", "9007199254740993", "16777217", "16777219",
            "19.890000000000001", "  13.2754331571049988270", "3.4028235e38", "3.4028235677973366e38",
            "1e-45", "7e-46",
            "1e-400", "0.1e-1000000000000", "123456789012345678901234567890e-20",
            "1.00000005960464477539062500",
            "1.00000005960464477539062501", "1.00000005960464477539062499", "8.589973e9", "1e22", "1e-22",
            "1e23",
            "0." + String(repeating: "0", count: 60) + "1e55", String(repeating: "9", count: 38),
        ]
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let digits = String(state >> 11, radix: 10).prefix(1 + Int(state >> 7 & 15))
            let exponent = Int(state >> 40 & 63) - 40
            texts.append("\(state & 1 == 0 ? "-" : "")\(digits).\(state >> 20 & 0xFFFFF)e\(exponent)")
        }
        // Doubles halfway between two Float32, where one bit decides.
        for step in 0..<5000 {
            let float = 0.01 + Float(step) * 0.013
            texts.append(String((Double(float) + Double(float.nextUp)) / 2))
        }
        return texts.filter { strtod($0, nil).isFinite }
    }()

    @Test func numbers_areRoundedAsByTheCLibrary() throws {
        let text = "a\n" + Self.written.joined(separator: "\n") + "\n"
        let values = try table(text).values
        try #require(values.count == Self.written.count)
        for (value, text) in zip(values, Self.written) {
            let expected = strtod(text, nil)
            #expect(value.bitPattern == expected.bitPattern, "\(text)")
        }
    }

    @Test func theDecimalPoint_doesNotDependOnTheLocale() throws {
        let before = String(cString: setlocale(LC_NUMERIC, nil))
        defer { setlocale(LC_NUMERIC, before) }
        setlocale(LC_NUMERIC, "de_DE.UTF-8")
        #expect(
            try table("a\n1.5\n123456789012345678901.25e-19\n").values == [1.5, 12.345678901234567890125])
    }
}
