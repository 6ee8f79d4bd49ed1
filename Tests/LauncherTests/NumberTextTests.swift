import Launcher
import Testing

struct NumberTextTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1234, "-1,234"), (1_000_001, "1,000,001"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func wholeNumbers_haveCommasBetweenThousands(value: Int, text: String) {
        #expect(NumberText.grouped(value) == text)
    }

    @Test(
        arguments: [
            (nil, "-"), (.nan, "nan"), (-.nan, "nan"), (.infinity, "inf"), (0, "0.0000"), (0.51234, "0.5123"),
            (-0.25, "-0.2500"), (12.5, "12.50"), (0.0005, "5.000e-04"), (123_456, "1.235e+05"),
        ] as [(Double?, String)])
    func losses_haveFourDigits(value: Double?, text: String) { #expect(NumberText.loss(value) == text) }

    @Test(
        arguments: [
            (nil, "-"), (.nan, "-"), (1e9, "-"), (-1, "0.0 s"), (0.04, "0.0 s"), (9.94, "9.9 s"),
            (9.95, "10 s"),
            (42, "42 s"), (99.4, "99 s"), (99.6, "1:40 min"), (187, "3:07 min"), (3599.4, "59:59 min"),
            (3599.6, "1:00:00 h"), (7509, "2:05:09 h"), (360_000, "100:00:00 h"),
        ] as [(Double?, String)])
    func times_areToldInTheUnitsOfTheirSize(seconds: Double?, text: String) {
        #expect(NumberText.time(seconds) == text)
    }

    @Test(arguments: [(0, "0.00 ms"), (0.001234, "1.23 ms"), (0.0123, "12.3 ms"), (1.5, "1500 ms")])
    func shortTimes_haveThreeDigitsOrMore(seconds: Double, text: String) {
        #expect(NumberText.milliseconds(seconds) == text)
    }

    @Test(
        arguments: [
            (nil, "-"), (.infinity, "-"), (0.4, "0"), (12345.6, "12,346"),
        ] as [(Double?, String)])
    func rates_areWhole(rate: Double?, text: String) { #expect(NumberText.rate(rate) == text) }
}
