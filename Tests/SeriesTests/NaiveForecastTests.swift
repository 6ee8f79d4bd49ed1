import Series
import Testing

struct NaiveForecastTests {
    /// (60, 3), in quarters; x is missing. Drawn by numpy.
    private static let quarters = """
        14 25 -39 25 -3 x 11 x 39 x -18 -9 x -7 -30 -37 -40 x -28 40 -25 x x x -18 -5 -19 38 -26 32 \
        24 28 -31 -9 10 -1 13 14 13 x x x 33 -19 x 31 -25 -35 -10 15 -31 30 -13 -22 4 32 31 30 -16 -39 \
        x x x x x x x x x -24 x -14 -17 25 -28 -15 -31 -28 -18 16 6 -4 x 24 24 -21 -36 -15 -29 x \
        x 1 x x 38 x x x x 35 30 x 28 28 x -11 39 x x -8 x 35 -19 x x x -15 20 -25 14 \
        36 15 12 -3 x -23 -12 11 13 -32 -27 x 28 11 35 -10 -14 24 -37 -25 -25 -9 x 24 28 x -38 17 x x \
        -27 x 14 40 x 18 -10 x x -28 -11 17 -1 28 36 -8 x 4 x -2 8 37 x -15 -6 -8 -28 -40 24 -6
        """
    private static let values = quarters.split(separator: " ").map { Float($0).map { $0 / 4 } ?? .nan }

    private func naive(_ kind: NaiveForecast.Kind, horizon: Int = 7) -> NaiveForecast {
        NaiveForecast(kind, values: Self.values, width: 3, targets: [2, 0], horizon: horizon)
    }

    /// What numpy says of the windows in rows 0 to 22 and 22 to 60 from the fourth row of each: count,
    /// squared and absolute error of each target.
    @Test(arguments: [
        (NaiveForecast.Kind.lastValue, [15_655.3125, 1439.25, 17_769.3125, 1695.75]),
        (.lastSeason(5), [12_035.875, 1225.5, 19_006, 1642.5]),
        (.lastSeason(3), [13_332, 1251.5, 15_785.75, 1547]),
        (.lastSeason(11), [13_658.1875, 1284.25, 17_169.5, 1640]),
    ])
    func errors_areThoseOfNumpy(kind: NaiveForecast.Kind, expected: [Double]) {
        var sums = [ErrorSums(), ErrorSums()]
        let naive = naive(kind)
        for row in 3...15 { naive.addErrors(firstTargetRow: row, firstRow: 0, to: &sums) }
        for row in 25...53 { naive.addErrors(firstTargetRow: row, firstRow: 22, to: &sums) }
        #expect(
            sums == [
                ErrorSums(count: 188, squaredError: expected[0], absoluteError: expected[1]),
                ErrorSums(count: 238, squaredError: expected[2], absoluteError: expected[3]),
            ])
    }

    @Test func aSeason_comesRoundAndReachesBackForWhatIsMissing() {
        let expected: [Float] = [-9, 6, -7, -3.75, -7, -3.75, 1.5, -4.5, 6, -1, -9, 6, -7, -3.75]
        #expect(naive(.lastSeason(5)).forecast(firstTargetRow: 33, firstRow: 22) == expected)
    }

    private func forecast(
        _ kind: NaiveForecast.Kind, _ values: [Float], horizon: Int, firstRow: Int = 0
    ) -> [Float] {
        NaiveForecast(kind, values: values, width: 1, targets: [0], horizon: horizon)
            .forecast(firstTargetRow: values.count, firstRow: firstRow)
    }

    @Test func nothingBeforeTheStretch_isUsed() {
        #expect(forecast(.lastValue, [1, 2, .nan, .nan], horizon: 2, firstRow: 1) == [2, 2])
        #expect(forecast(.lastValue, [1, 2, .nan, .nan], horizon: 1, firstRow: 2)[0].isNaN)
        #expect(forecast(.lastSeason(3), [1, 2, 3, 4, .nan, 6], horizon: 4) == [4, 2, 6, 4])
        // Where no season has a value, the last one stands.
        #expect(forecast(.lastSeason(3), [1, 2, 3, 4, .nan, 6], horizon: 4, firstRow: 2) == [4, 6, 6, 4])
        #expect(forecast(.lastSeason(9), [1, 2, 3], horizon: 7) == [3, 3, 3, 3, 3, 3, 1])
        #expect(forecast(.lastSeason(3), [.nan, .nan, .nan], horizon: 1)[0].isNaN)
    }

    @Test func whatHasNoForecastOrDidNotHappen_doesNotCount() {
        let naive = NaiveForecast(
            .lastValue, values: [.nan, 1, .nan, 5, 4, .nan, 6, .nan], width: 2, targets: [0, 1], horizon: 2)
        var sums = [ErrorSums(), ErrorSums(count: 1, squaredError: 1, absoluteError: 1)]
        naive.addErrors(firstTargetRow: 2, firstRow: 0, to: &sums)
        #expect(sums == [ErrorSums(), ErrorSums(count: 1, squaredError: 1, absoluteError: 1)])
        naive.addErrors(firstTargetRow: 1, firstRow: 0, to: &sums)
        #expect(sums == [ErrorSums(), ErrorSums(count: 2, squaredError: 17, absoluteError: 5)])
    }

    /// The definition, word by word.
    private func plain(_ kind: NaiveForecast.Kind, row: Int, first: Int, column: Int, step: Int) -> Float {
        func value(_ row: Int) -> Float { Self.values[row * 3 + column] }
        let last = (first..<row).last { !value($0).isNaN }.map(value) ?? .nan
        guard case .lastSeason(let season) = kind else { return last }
        let rows = (first..<row).filter { (row + step - $0).isMultiple(of: season) }
        return rows.last { !value($0).isNaN }.map(value) ?? last
    }

    @Test(arguments: [
        NaiveForecast.Kind.lastValue, .lastSeason(1), .lastSeason(4), .lastSeason(7), .lastSeason(30),
    ])
    func forecast_isThatOfAPlainTwin(kind: NaiveForecast.Kind) {
        for first in [0, 13, 21, 40] {
            for row in first...60 {
                let given = naive(kind, horizon: 9).forecast(firstTargetRow: row, firstRow: first)
                let twin = (0..<9).flatMap { step in
                    [2, 0].map { plain(kind, row: row, first: first, column: $0, step: step) }
                }
                #expect(given.map(\.bitPattern) == twin.map(\.bitPattern))
            }
        }
    }

    // MARK: Metrics

    private let truth: [Double] = [1.5, -2, 0, .nan, 3.25, 0, 10.125]
    private let said: [Double] = [1.25, -2.5, 0, 7, -1, 0.5, 11]

    private func isNear(_ value: Double?, _ expected: Double) -> Bool {
        value.map { ($0 - expected).magnitude < 1e-14 * expected.magnitude } ?? false
    }

    @Test func metrics_areThoseOfNumpy() {
        var sums = ErrorSums()
        for (target, forecast) in zip(truth, said) { sums.add(forecast: forecast, target: target) }
        #expect(sums.count == 6)
        #expect(isNear(sums.mse, 3.2317708333333335))
        #expect(isNear(sums.mae, 1.0625))
        #expect(isNear(sums.rmse, 1.797712667067052))
        #expect(isNear(ForecastMetric.smape(forecasts: said, targets: truth), 74.78134401211325))
        let quantiles: [Double] = [
            1, 2, 3, 3, -1, 0, 0, 0, 0, 1, 1, 1, -4, 3, 2.5, 0.5, -0.5, 0, 9, 10, 12,
        ]
        let pinball = ForecastMetric.pinball(
            forecasts: quantiles, targets: truth, quantiles: [0.1, 0.5, 0.9])
        #expect(isNear(pinball, 0.25763888888888886))
    }

    @Test func noValue_hasNoMetric() {
        #expect(ErrorSums().mse.isNaN && ErrorSums().mae.isNaN && ErrorSums().rmse.isNaN)
        #expect(ForecastMetric.smape(forecasts: [1], targets: [.nan]) == nil)
        #expect(ForecastMetric.pinball(forecasts: [1], targets: [.nan], quantiles: [0.5]) == nil)
        #expect(ForecastMetric.smape(forecasts: [0, 1], targets: [0, -1]) == 100)
        #expect(
            ErrorSums(count: 1, squaredError: 2, absoluteError: 3)
                + ErrorSums(count: 10, squaredError: 20, absoluteError: 30)
                == ErrorSums(count: 11, squaredError: 22, absoluteError: 33))
    }

    @Test func seasonalDifference_isThatOfNumpy() {
        func difference(_ season: Int) -> Double? {
            ForecastMetric.seasonalDifference(
                Self.values, width: 3, column: 2, stretches: [0..<22, 25..<60], season: season)
        }
        #expect(isNear(difference(1), 7.723214285714286))
        #expect(isNear(difference(5), 6.264705882352941))
        #expect(difference(24) == 1.75)
        #expect(difference(60) == nil)
        #expect(ForecastMetric.mase(mae: 3.5, seasonalDifference: difference(24)) == 2)
        #expect(ForecastMetric.mase(mae: 3.5, seasonalDifference: nil) == nil)
        #expect(
            ForecastMetric.seasonalDifference(
                [3.0, 3, 3], width: 1, column: 0, stretches: [0..<3], season: 1) == nil)
    }

    @Test func pinball_isLossOfOneQuantile() {
        #expect(ForecastMetric.pinballTerm(forecast: 1, target: 3, quantile: 0.9) == 1.8)
        #expect(isNear(ForecastMetric.pinballTerm(forecast: 3, target: 1, quantile: 0.9), 0.2))
    }
}
