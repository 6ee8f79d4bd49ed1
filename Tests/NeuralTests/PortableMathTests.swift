import Neural
import Testing

/// Elementary functions against numbers of 60 digits, rounded to the nearest Float64.
struct PortableMathTests {
    /// By Python's `Decimal(x).exp()`.
    static let exponentials: [(Double, Double)] = [
        (0.0, 1.0),
        (1.0, 2.718281828459045),
        (-1.0, 0.36787944117144233),
        (0.5, 1.6487212707001282),
        (-0.5, 0.6065306597126334),
        (0.34657359027997264, 1.414213562373095),
        (-0.34657359027997264, 0.7071067811865476),
        (0.3465735902799727, 1.4142135623730951),
        (1e-10, 1.0000000001),
        (-1e-300, 1.0),
        (3.141592653589793, 23.140692632779267),
        (-10.25, 3.535750085040998e-05),
        (77.125, 3.1258052537569576e+33),
        (-345.678, 7.480869601401225e-151),
        (700.0, 1.0142320547350045e+304),
        (708.9, 7.436322587880697e+307),
        (-707.9, 3.655411389615008e-308),
    ]

    @Test func exponentials_areWithinThreeUnitsInTheLastPlace() {
        for (x, expected) in Self.exponentials {
            let distance = abs(PortableMath.exponential(x) - expected)
            #expect(distance <= 3 * expected.ulp, "\(x)")
        }
    }

    @Test func exponentialsBeyondTheNormalNumbers_areZeroAndInfinity() {
        #expect(PortableMath.exponential(-708) == 0)
        #expect(PortableMath.exponential(-.infinity) == 0)
        #expect(PortableMath.exponential(710) == .infinity)
        #expect(PortableMath.exponential(0) == 1)
    }

    /// cos(2 pi x) by mpmath with 60 digits.
    @Test func cosinesOfTenthsOfATurn_areExactToTheLastPlaces() {
        let expected = [
            1.0, 0.80901699437494745, 0.30901699437494742, -0.30901699437494742, -0.80901699437494745, -1,
        ]
        for (tenth, cosine) in expected.enumerated() {
            let found = PortableMath.cosineAndSine(turns: Double(tenth) / 10).cosine
            #expect(abs(found - cosine) <= 2.3e-16)
        }
    }
}
