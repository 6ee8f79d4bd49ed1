import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing
import Training

/// A model that has learned each of its series by itself: forecasts have the bits of the run's own pipeline.
struct SeriesForecastTests {
    private static let file: String = {
        var lines = ["hour,station,load,heat"]
        for hour in 0..<120 {
            for (index, station) in ["north", "south", "west"].enumerated() {
                lines.append("\(hour),\(station),\(hour * 37 % (41 + index)),\(hour * hour % (23 + index))")
            }
        }
        return lines.joined(separator: "\n")
    }()

    private static func job(channels: String, outputs: Int) -> String {
        """
        seed: 5
        data:
          csv: load.csv
          time: hour
          series: station
          scaling_per: table
          lookback: 8
          horizon: 4
          normalise: last
          channels: \(channels)
          split: {train: 80, validation: 20, test: 20}
        model:
          - embedding: {output_dim: 3}
          - gru: {units: 5}
          - embedding: {output_dim: 2}
          - dense: {units: \(outputs)}
        """
    }

    private static func prepared(channels: String, outputs: Int) throws -> (PreparedJob, Table, TrainedModel)
    {
        let file = try JobReader.read(job(channels: channels, outputs: outputs), file: "job.yaml")
        let table = try Table.csv(
            Array(Self.file.utf8).span, name: "load.csv", options: file.job.data.tableOptions)
        let job = try PreparedJob(file, table: table, name: "load.csv")
        let origin = ModelOrigin(
            release: "0", seed: 5, job: job.portableText, jobDigest: "", dataDigest: "")
        let written = TrainedModel(
            description: try job.modelDescription(origin: origin),
            weights: job.plan.model.initialWeights(seed: 8), steps: 1, epochs: 1)
        return (job, table, try TrainedModel(metadata: written.metadata) { _ in written.weights })
    }

    @Test(arguments: [("together", 8, 3), ("independent", 4, 6)])
    func everyWindow_hasTheVeryOutputsOfTheRunsOwnPipeline(
        channels: String, outputs: Int, series: Int
    ) throws {
        let (job, table, model) = try Self.prepared(channels: channels, outputs: outputs)
        #expect(job.plan.model.series == series && model.description.model.series == series)
        let samples = job.series.samplesPerWindow
        let runner = ModelRunner(model: job.plan.model, capacity: samples)
        let target = FloatBuffer(count: samples * job.series.outputs)
        let levels = WindowLevels(capacity: samples, targets: job.series.outputs / job.series.horizon)
        let prediction = FloatBuffer(count: target.count)
        var seen: Set<UInt32> = []
        for number in 0..<job.series.windowCount(.test) {
            job.series.gather(
                windows: [number], part: .test, input: runner.input, target: target, known: runner.known,
                numbers: runner.series, levels: levels)
            seen.formUnion(runner.series.numbers)
            runner.forward(weights: model.weights, samples: samples, dropout: nil)
            levels.restore(runner.output, samples: samples, horizon: 4, into: prediction)
            let origin = job.series.firstTargetRow(of: number, .test)
            let name = try #require(job.series.namedSeries(ofRow: origin)).name
            let window = Array(table.values[(origin - 8) * 2..<origin * 2])
            let found = try model.outputs(window: window, series: name)
            for step in 0..<4 {
                for index in 0..<2 {
                    let place = channels == "independent" ? index * 4 + step : step * 2 + index
                    #expect(found[step * 2 + index].bitPattern == prediction[place].bitPattern)
                }
            }
        }
        #expect(seen == Set(0..<UInt32(series)))
    }

    @Test func seriesThatWereNotLearned_areRefused() throws {
        let (_, table, model) = try Self.prepared(channels: "together", outputs: 8)
        let window = Array(table.values[..<16])
        for name in [nil, "east"] {
            #expect(throws: ForecastingError(.unknownSeries, "")) {
                try model.outputs(window: window, series: name)
            }
        }
    }
}
