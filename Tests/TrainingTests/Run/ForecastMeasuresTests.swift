import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

struct ForecastMeasuresTests {
    @Test func measures_areMeansOverTheirOwnCounts() {
        let sums = MetricSums(
            samples: 9, loss: 1, errors: ErrorSums(count: 8, squaredError: 32, absoluteError: 12),
            percentages: 20, scaledError: 6, scaledCount: 4, pinball: 3, covered: 4, quantileCount: 5)
        let measures = ForecastMeasures(sums)
        #expect(measures?.numbers == [4, 1.5, 2, 2.5, 1.5, 0.6, 0.8])
        #expect(measures.map { ForecastMeasures(numbers: $0.numbers) } == measures)
    }

    @Test func whatCannotBeSaid_isNil() {
        #expect(ForecastMeasures(MetricSums(samples: 3)) == nil)
        let few = MetricSums(
            samples: 1, errors: ErrorSums(count: 2, squaredError: .infinity, absoluteError: 1),
            percentages: .infinity)
        let measures = ForecastMeasures(few)
        #expect(measures?.mse == .infinity && measures?.mae == 0.5)
        #expect(measures?.rmse == nil && measures?.smape == nil && measures?.mase == nil)
        #expect(measures?.pinball == nil && measures?.coverage == nil)
    }

    /// Each epoch's validation is measured, and what is told is of the sums that a worker gave.
    @Test func everyEpochTellsWhatItsForecastsCameTo() throws {
        let text = TestJobs.text.replacing("units: 6", with: "units: 18")
            .replacing("  epochs: 3", with: "  epochs: 1\n  loss: {pinball: {quantiles: [0.05, 0.5, 0.95]}}")
        let job = try TestJobs.prepared(text)
        let computer = MicrobatchComputer(plan: job.plan, series: job.series)
        let weights = job.plan.model.initialWeights(seed: 3)
        let sums = (0..<job.plan.slices(.validate)).reduce(MetricSums()) {
            $0 + computer.metrics(.validate, slice: $1, weights: weights)
        }
        let measures = try #require(ForecastMeasures(sums))
        #expect(measures.numbers.allSatisfy { $0.isFinite && $0 > 0 })
        // The loss of ordered quantiles is what is measured; these are in no order yet.
        #expect((measures.pinball ?? 1) <= sums.meanLoss + 1e-12)
        #expect(measures.coverage.map { (0...1).contains($0) } == true)
        #expect((measures.smape ?? 300) <= 200)
    }
}
