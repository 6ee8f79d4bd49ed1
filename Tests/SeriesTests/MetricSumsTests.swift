import Neural
import Series
import Testing

struct MetricSumsTests {
    private func buffer(_ values: [Float]) -> FloatBuffer {
        let buffer = FloatBuffer(count: values.count)
        for (index, value) in values.enumerated() { buffer[index] = value }
        return buffer
    }

    @Test func measure_addsSquaredAndAbsoluteErrors() {
        let output = buffer([1, 2, 3, 4, 5, 6, 99])
        let target = buffer([1, 0, 4, 4, 2, 6.5, -99])
        var sums = MetricSums.measure(windows: 3, output: output, target: target, count: 6)
        #expect(
            sums
                == MetricSums(
                    samples: 3, errors: ErrorSums(count: 6, squaredError: 14.25, absoluteError: 6.5)))
        #expect(sums.errors.mse == 14.25 / 6)
        #expect(sums.errors.mae == 6.5 / 6)
        sums.loss = 1.5
        #expect(sums.meanLoss == 0.5)
    }

    @Test func missingTargets_countInNothing() {
        let sums = MetricSums.measure(
            windows: 1, output: buffer([1, 2, 3]), target: buffer([0, .nan, 5]), count: 3)
        #expect(
            sums == MetricSums(samples: 1, errors: ErrorSums(count: 2, squaredError: 5, absoluteError: 3)))
        #expect(sums.errors.mse == 2.5)
    }

    @Test func errors_areFormedInFloat64() {
        let sums = MetricSums.measure(
            windows: 1, output: buffer([16_777_216, 1e-30]), target: buffer([-1, 0]), count: 2)
        #expect(sums.errors.absoluteError == 16_777_217)
        #expect(sums.errors.squaredError == 16_777_217.0 * 16_777_217.0)
    }

    @Test func sums_areAddedFieldByField() {
        let left = MetricSums(
            samples: 1, loss: 2, errors: ErrorSums(count: 5, squaredError: 3, absoluteError: 4))
        let right = MetricSums(
            samples: 10, loss: 20, errors: ErrorSums(count: 50, squaredError: 30, absoluteError: 40))
        let sum = MetricSums(
            samples: 11, loss: 22, errors: ErrorSums(count: 55, squaredError: 33, absoluteError: 44))
        #expect(left + right == sum)
    }
}
