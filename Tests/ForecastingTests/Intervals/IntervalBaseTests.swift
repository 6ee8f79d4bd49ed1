import Forecasting
import Neural
import Testing

/// Intervals as heads and sampled paths give them.
struct IntervalBaseTests {
    /// (probability, quantile) by scipy 1.17.1, `norm.ppf`.
    @Test(arguments: [
        (0.5, 0.0), (0.5001, 0.0002506628300880075), (0.75, 0.6744897501960817),
        (0.9, 1.2815515655446004), (0.95, 1.6448536269514722), (0.975, 1.959963984540054),
        (0.995, 2.5758293035489004), (0.9995, 3.2905267314919255), (0.999999, 4.753424308817087),
        (0.05, -1.6448536269514729),
    ])
    func normalQuantiles_areScipys(probability: Double, expected: Double) {
        #expect((StandardQuantile.normal(probability) - expected).magnitude < 1e-9)
    }

    private static let degrees = [2, 2.25, 4.5, 7.3, 30, 650, 1e4]

    /// (probability, quantiles of `degrees`) by scipy 1.17.1, `t.ppf`.
    @Test(arguments: [
        (
            0.5001,
            [
                0.0002828427181314423, 0.0002792622223354298, 0.0002648678148282281, 0.0002593686702403938,
                0.0002527600253933647, 0.0002507592573793561, 0.0002506690967374758,
            ]
        ),
        (
            0.75,
            [
                0.8164965809277261, 0.7988110530686383, 0.7328666862359944, 0.709573020456991,
                0.6827556933213292, 0.6748673766667961, 0.6745142844835927,
            ]
        ),
        (
            0.95,
            [
                2.9199855803537242, 2.710322847068339, 2.065575888878524, 1.8829300179564308,
                1.697260886593957, 1.6472012521875505, 1.645006018069243,
            ]
        ),
        (
            0.9995,
            [
                31.599054576445365, 23.229197454322833, 7.580740499372756, 5.283211758939497,
                3.6459586350420627, 3.3055575952501153, 3.2914999659416355,
            ]
        ),
        (
            0.999999,
            [
                707.1057205157672, 368.353460386317, 31.081356582949844, 13.493523060689595,
                5.871117120408624, 4.796905615907439, 4.756229685050958,
            ]
        ),
        (
            0.025,
            [
                -4.302652729749464, -3.8754802232206687, -2.658912347204404, -2.3450667365477034,
                -2.042272456301238, -1.9636203223723643, -1.9602012398906263,
            ]
        ),
    ])
    func studentQuantiles_areScipys(probability: Double, expected: [Double]) {
        for (degrees, expected) in zip(Self.degrees, expected) {
            let found = StandardQuantile.studentT(probability, degrees: degrees)
            #expect((found - expected).magnitude < 1e-9 * max(1, expected.magnitude), "\(degrees)")
        }
    }

    @Test func likelihoods_areMeanAndReach() throws {
        let gaussian = try IntervalBounds(level: 0.9, said: [1, 2, -3, 0.5], form: .gaussian)
        #expect((gaussian.upper[0] - (1 + 2 * 1.6448536269514722)).magnitude < 1e-9)
        #expect((gaussian.lower[1] - (-3 - 0.5 * 1.6448536269514722)).magnitude < 1e-9)
        let student = try IntervalBounds(level: 0.9, said: [1, 2, 4.5, -3, 0.5, 30], form: .studentT)
        #expect((student.lower[0] - (1 - 2 * 2.065575888878524)).magnitude < 1e-9)
        #expect((student.upper[1] - (-3 + 0.5 * 1.697260886593957)).magnitude < 1e-9)
    }

    @Test func quantiles_giveTheLevelsThatWereLearned() throws {
        let form = TargetForm.quantiles([0.025, 0.1, 0.5, 0.9, 0.95, 0.975])
        let said: [Float] = [1, 2, 3, 4, 5, 6, -6, -5, -4, -3, -2, -1]
        let bounds = try IntervalBounds(level: 0.8, said: said, form: form)
        #expect(bounds.lower == [2, -5] && bounds.upper == [4, -3])
        #expect(try IntervalBounds(level: 0.95, said: said, form: form).upper == [6, -1])
        let error = try #require(throws: ForecastingError.self) {
            try IntervalBounds(level: 0.9, said: said, form: form)
        }
        #expect(error.code == .badValue)
        #expect(
            error.message.hasPrefix(
                "an interval of 0.9 lies between the quantiles 0.05 and 0.95, and the model has not learned "
                    + "both; it has intervals of: 0.95, 0.8."))
        let none = try #require(throws: ForecastingError.self) {
            try IntervalBounds(level: 0.8, said: [1, 2], form: .quantiles([0.1, 0.5]))
        }
        #expect(none.message.contains("no two of those it has, 0.1, 0.5, leave as much to either side"))
        #expect(throws: ForecastingError(.badValue, "")) {
            try IntervalBounds(level: 0.8, said: [1, 2], form: .point)
        }
    }

    /// Two windows of seven paths over three values, by numpy's `quantile`.
    @Test(arguments: [
        (
            0.8,
            [
                0.0871701218187809, 0.24439440369606016, 0.27694286704063414, 0.11505011320114135,
                0.07398545444011688, 0.14553788527846334,
            ],
            [
                0.6692899823188783, 0.5568917751312257, 0.6957144856452943, 0.8795427203178406,
                0.7961312413215638, 0.7132913708686829,
            ]
        ),
        (
            0.5,
            [
                0.19052059948444366, 0.2920683026313782, 0.3273018151521683, 0.1630854830145836,
                0.18278668075799942, 0.37347518652677536,
            ],
            [
                0.5139181464910507, 0.50596022605896, 0.5905108451843262, 0.807677686214447,
                0.6262292414903641, 0.65056112408638,
            ]
        ),
    ])
    func paths_areTheirQuantiles(level: Double, lower: [Double], upper: [Double]) {
        var state = 3
        let paths = (0..<42).map { _ in
            state = (1_103_515_245 * state + 12_345) % (1 << 31)
            return Float(Double(state) / Double(1 << 31))
        }
        let bounds = IntervalBounds(level: level, paths: paths, count: 7, values: 3, form: .point)
        for (found, expected) in zip(bounds.lower + bounds.upper, lower + upper) {
            #expect((found - expected).magnitude < 1e-12)
        }
        // Of a likelihood's numbers, the mean.
        let said: [Float] = paths.flatMap { [$0, 9] }
        #expect(IntervalBounds(level: level, paths: said, count: 7, values: 3, form: .gaussian) == bounds)
    }

    private static let windows = WindowsInTime(origins: [10, 11], steps: [0])

    @Test func methods_putTheTwoTogether() throws {
        let before = IntervalForecasts(
            form: .gaussian, said: (0..<18).map { Float($0 % 2) }, paths: nil,
            truth: (1...9).map { Double($0) })
        let after = IntervalForecasts(
            form: .gaussian, said: [5, 1, 6, 2], paths: ([4, 1, 5, 1, 6, 1, 5, 1, 6, 1, 7, 1], 3),
            truth: [5, .nan])
        func intervals(_ base: IntervalMethod.Base, _ conformal: IntervalMethod.Conformal?) throws
            -> IntervalBounds
        {
            try IntervalMethod(base, conformal).intervals(
                [0.8], of: after, calibration: before, windows: Self.windows)[0]
        }
        #expect(
            try intervals(.points, .split) == IntervalBounds(level: 0.8, lower: [-3, -2], upper: [13, 14]))
        #expect(try intervals(.points, .adaptive) == intervals(.points, .split))
        let head = try intervals(.head, nil)
        #expect((head.upper[0] - 6.2815515655446).magnitude < 1e-9)
        let wide = try intervals(.head, .split)
        #expect(
            (wide.upper[0] - 13).magnitude < 1e-9 && (wide.lower[1] - -2 + 1.2815515655446).magnitude < 1e-9)
        let paths = try intervals(.paths, nil)
        #expect((paths.lower[0] - 4.2).magnitude < 1e-12 && (paths.upper[1] - 6.8).magnitude < 1e-12)
        #expect(throws: ForecastingError(.missingKey, "")) { try intervals(.paths, .split) }
        #expect(throws: ForecastingError(.badValue, "")) { try intervals(.points, nil) }
    }

    @Test func whatIsNoLevel_orLacksACalibration_isRefused() {
        let said = IntervalForecasts(form: .point, said: [1, 2], truth: [.nan, .nan])
        let method = IntervalMethod(.points, .split)
        for level in [0, 1, -0.5, 80, .nan] {
            #expect(throws: ForecastingError(.badValue, "")) {
                try method.intervals([level], of: said, calibration: said, windows: Self.windows)
            }
        }
        #expect(throws: ForecastingError(.missingKey, "")) {
            try method.intervals([0.9], of: said, calibration: nil, windows: Self.windows)
        }
    }
}
