import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

@Suite struct MicrobatchComputerTests {
    @Test func resolvedJobAndEncodedSeries_giveTheSameBits() throws {
        let first = try TestJobs.prepared()
        let bytes = first.series.encode()
        let series = try ForecastSeries.decode(
            bytes.span, name: "small", options: first.job.data.windows)
        let file = try JobReader.read(JobWriter.write(first.job), file: "resolved")
        let second = try PreparedJob(file, series: series)
        #expect(second.series == first.series)
        #expect(second.plan.windows == first.plan.windows)
        let weights = first.plan.model.initialWeights(seed: 7)
        let left = MicrobatchComputer(plan: first.plan, series: first.series)
        let right = MicrobatchComputer(plan: second.plan, series: second.series)
        #expect(
            left.gradient(step: 5, microbatch: 3, weights: weights)
                == right.gradient(step: 5, microbatch: 3, weights: weights))
    }
}
