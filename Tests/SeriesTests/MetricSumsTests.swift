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
        let sums = MetricSums.measure(output: output, target: target, samples: 3, outputs: 2, loss: 1.5)
        #expect(sums == MetricSums(samples: 3, loss: 1.5, squaredError: 14.25, absoluteError: 6.5))
        #expect(sums.mse(outputs: 2) == 14.25 / 6)
        #expect(sums.mae(outputs: 2) == 6.5 / 6)
        #expect(sums.meanLoss == 0.5)
    }

    @Test func errors_areFormedInFloat64() {
        let sums = MetricSums.measure(
            output: buffer([16_777_216, 1e-30]), target: buffer([-1, 0]), samples: 1, outputs: 2, loss: 0)
        #expect(sums.absoluteError == 16_777_217)
        #expect(sums.squaredError == 16_777_217.0 * 16_777_217.0)
    }

    @Test func sums_areAddedFieldByField() {
        let left = MetricSums(samples: 1, loss: 2, squaredError: 3, absoluteError: 4)
        let right = MetricSums(samples: 10, loss: 20, squaredError: 30, absoluteError: 40)
        #expect(left + right == MetricSums(samples: 11, loss: 22, squaredError: 33, absoluteError: 44))
    }
}
