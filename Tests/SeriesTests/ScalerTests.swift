import Series
import Tables
import Testing

struct ScalerTests {
    private let table = Table(
        columns: ["a", "b", "c"], values: [1, 5, 0.1, 3, 5, 0.1, 5, 5, 0.1, 1000, 9, -7],
        features: [0, 1, 2],
        targets: [0])

    @Test func standard_bringsTrainingRowsToMeanZeroAndDeviationOne() {
        let scaler = Scaler.fit(table, rows: 0..<3, scaling: .standard)
        #expect(scaler.offset == [3, 5, 0.1])
        #expect(scaler.scale == [(8.0 / 3).squareRoot(), 1, 1])
        let scaled = scaler.scaled(table, rows: 0..<4)
        #expect(scaled[0] == Float(-2 / (8.0 / 3).squareRoot()))
        #expect(scaled[3] == 0)
        #expect(scaled[1] == 0 && scaled[10] == 4)
    }

    @Test func minmax_bringsTrainingRowsToZeroAndOne() {
        let scaler = Scaler.fit(table, rows: 0..<3, scaling: .minmax)
        #expect(scaler.offset == [1, 5, 0.1])
        #expect(scaler.scale == [4, 1, 1])
        #expect(scaler.scaled(table, rows: 0..<3) == [0, 0, 0, 0.5, 0, 0, 1, 0, 0])
    }

    @Test func none_changesNothing() {
        #expect(
            Scaler.fit(table, rows: 0..<2, scaling: .none).scaled(table, rows: 0..<4)
                == table.values.map { Float($0) })
    }

    @Test func laterRows_doNotTouchTheScaler() {
        var values = table.values
        values[9] = -1e9
        let other = Table(columns: table.columns, values: values, features: [0, 1, 2], targets: [0])
        for scaling in Scaling.allCases {
            let fitted = Scaler.fit(table, rows: 0..<3, scaling: scaling)
            #expect(fitted == Scaler.fit(other, rows: 0..<3, scaling: scaling))
        }
    }

    @Test(arguments: Scaling.allCases)
    func inverse_undoesScaling(scaling: Scaling) {
        let scaler = Scaler.fit(table, rows: 0..<4, scaling: scaling)
        let all = scaler.scaled(table, rows: 0..<4)
        for (index, value) in table.values.enumerated() {
            let scaled = scaler.scaled(value, column: index % 3)
            #expect(scaled == all[index])
            #expect(abs(scaler.inverse(scaled, column: index % 3) - value) < 1e-3)
        }
    }

    /// Values with the median and the distance between the quartiles as numpy 2.4 has them.
    @Test(arguments: [
        ([0.012, 2.987, -2.741, -8.906, -4.547, -9.916, 0.601, 13.402, -4.922], -2.741, 5.523),
        (
            [-6.205, 4.898, 3.569, 1.054, -9.305, -0.293, 6.953, -13.442, -4.576, -19.012], -2.4345, 11.47025
        ),
        (
            [
                -12.895, -18.417, -2.351, -12.674, 2.713, 1.568, -1.869, -25.168, -5.387, -0.485, 1.133,
                -15.301,
            ], -3.8689999999999998, 13.415999999999999
        ),
        (
            [
                -4.778, -9.785, -8.088, 10.609, -8.075, -0.325, 8.844, -5.836, -1.117, 1.105, 0.638, -12.251,
                0.761, 13.588, -15.471,
            ], -1.117, 9.014499999999998
        ),
        ([7], 7, 1), ([3, 3, 3, 3], 3, 1),
    ])
    func robust_bringsTheMedianToZeroAndTheQuartilesToADistanceOfOne(
        values: [Double], median: Double, distance: Double
    ) {
        let rows = values + [.nan, 1e9]
        let table = Table(columns: ["a"], values: rows, features: [0], targets: [0])
        let scaler = Scaler.fit(table, rows: 0..<rows.count - 1, scaling: .robust)
        #expect(scaler.offset == [median])
        #expect(scaler.scale == [distance])
    }

    @Test func robust_dividesByTheDeviationWhereTheQuartilesAreEqual() throws {
        let values: [Double] = [0, 0, 5, 0, 0, 0, 0, 0]
        let table = Table(columns: ["a"], values: values, features: [0], targets: [0])
        let scaler = Scaler.fit(table, rows: 0..<8, scaling: .robust)
        let standard = Scaler.fit(table, rows: 0..<8, scaling: .standard)
        #expect(scaler.offset == [0] && scaler.scale == standard.scale)
        let series = try ForecastSeries(
            table: table, options: WindowOptions(lookback: 2, horizon: 1),
            split: Split(train: 8, validation: 0, test: 0), scaling: .robust, name: "t")
        #expect(series.flatColumns == [0])
    }
}
