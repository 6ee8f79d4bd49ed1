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

    /// A target's values count as often as its weight says, in whichever order they lie.
    @Test(arguments: [("together", 6), ("independent", 2)])
    func lossWeights_weighTheirTargetsAlone(channels: String, units: Int) throws {
        let text = TestJobs.text.replacing("data:", with: "data:\n  channels: \(channels)")
            .replacing("units: 6", with: "units: \(units)")
        func loss(_ weights: [String: Double]) throws -> Double {
            let job = try TestJobs.prepared(text) { $0.training.lossWeights = weights }
            let computer = MicrobatchComputer(plan: job.plan, series: job.series)
            let model = job.plan.model.initialWeights(seed: 7)
            let step = computer.gradient(
                step: 1, microbatch: 2, weights: model, into: Vector(zeros: model.count))
            #expect(step.loss > 0)
            return computer.metrics(.validate, slice: 0, weights: model).loss
        }
        let plain = try loss([:])
        let names = ["channel_0", "channel_1", "channel_2"]
        let doubled = try names.map { try loss([$0: 2]) - plain }
        #expect((doubled.reduce(0, +) - plain).magnitude < 1e-12 * plain)
        #expect(Set(doubled).count == 3)
        #expect(try loss(["channel_0": 1]) == plain)
        let half = try loss(["channel_1": 0.5])
        #expect((plain - half - doubled[1] / 2).magnitude < 1e-12 * plain)
    }
}
