import Series
import Testing

struct MetricSumsTests {
    @Test func sums_areAddedFieldByField() {
        let left = MetricSums(
            samples: 1, loss: 2, errors: ErrorSums(count: 5, squaredError: 3, absoluteError: 4),
            percentages: 6, scaledError: 7, scaledCount: 8, pinball: 9, covered: 10, quantileCount: 11)
        let right = MetricSums(
            samples: 10, loss: 20, errors: ErrorSums(count: 50, squaredError: 30, absoluteError: 40),
            percentages: 60, scaledError: 70, scaledCount: 80, pinball: 90, covered: 100, quantileCount: 110)
        let sum = MetricSums(
            samples: 11, loss: 22, errors: ErrorSums(count: 55, squaredError: 33, absoluteError: 44),
            percentages: 66, scaledError: 77, scaledCount: 88, pinball: 99, covered: 110, quantileCount: 121)
        #expect(left + right == sum)
        #expect(sum.meanLoss == 2)
    }

    @Test func errors_areFormedInFloat64() {
        var sums = ErrorSums()
        sums.add(forecast: Double(16_777_216 as Float), target: -1)
        sums.add(forecast: Double(1e-30 as Float), target: 0)
        #expect(sums.absoluteError == 16_777_217)
        #expect(sums.squaredError == 16_777_217.0 * 16_777_217.0)
    }
}
