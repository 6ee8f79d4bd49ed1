import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing
import Training

/// A model that is told of the time to come: forecasts have the bits of the run's own pipeline.
struct KnownForecastTests {
    private static let file: String = {
        var lines = ["date,load,price,heat"]
        for hour in 0..<240 {
            let day = hour / 24 + 1
            let time = "2024-03-\(day < 10 ? "0" : "")\(day) \(hour % 24 < 10 ? "0" : "")\(hour % 24):00"
            lines.append("\(time),\(hour * 37 % 101),\(hour * 53 % 29),\(hour * hour % 83)")
        }
        return lines.joined(separator: "\n")
    }()

    private static func job(channels: String, targets: String, outputs: Int) -> String {
        """
        seed: 5
        data:
          csv: load.csv
          time: date
          targets: \(targets)
          known: [price]
          calendar: [hour_of_day, is_weekend]
          holidays: [2024-03-08]
          lookback: 8
          horizon: 4
          segment: 2
          normalise: last
          channels: \(channels)
          split: {train: 180, validation: 30, test: 30}
        model:
          - lstm: {units: 5, recurrent_dropout: 0.3}
          - dropout: {rate: 0.2}
          - dense: {units: \(outputs)}
        """
    }

    @Test(arguments: [("together", "[load]", 4), ("independent", "[load, heat]", 4)])
    func everyWindow_hasTheVeryOutputsOfTheRunsOwnPipeline(
        channels: String, targets: String, outputs: Int
    ) throws {
        let file = try JobReader.read(
            Self.job(channels: channels, targets: targets, outputs: outputs), file: "job.yaml")
        let table = try Table.csv(
            Array(Self.file.utf8).span, name: "load.csv", options: file.job.data.tableOptions)
        let job = try PreparedJob(file, table: table, name: "load.csv")
        let origin = ModelOrigin(
            release: "0", seed: 5, job: job.portableText, jobDigest: "", dataDigest: "")
        let written = TrainedModel(
            description: try job.modelDescription(origin: origin),
            weights: job.plan.model.initialWeights(seed: 8), steps: 1, epochs: 1)
        let model = try TrainedModel(metadata: written.metadata) { _ in written.weights }
        let description = model.description
        #expect(
            description.known == ["price", "hour_of_day_sin", "hour_of_day_cos", "is_weekend", "holiday"])
        #expect(description.model.known == 20)

        let joined = try table.appending(description.calendar, name: nil)
        let knownPlaces = description.known.compactMap { joined.columns.firstIndex(of: $0) }
        let count = job.series.windowCount(.test)
        let runner = ModelRunner(model: job.plan.model, capacity: job.series.samplesPerWindow)
        let target = FloatBuffer(count: job.series.samplesPerWindow * job.series.outputs)
        let levels = WindowLevels(
            capacity: job.series.samplesPerWindow, targets: job.series.outputs / job.series.horizon)
        let prediction = FloatBuffer(count: target.count)
        for number in 0..<count {
            job.series.gather(
                windows: [number], part: .test, input: runner.input, target: target, known: runner.known,
                levels: levels)
            runner.forward(
                weights: model.weights, samples: job.series.samplesPerWindow, dropout: nil)
            levels.restore(
                runner.output, samples: job.series.samplesPerWindow, horizon: 4, into: prediction)
            let end = 210 + number
            let past = Table(
                columns: table.columns, values: Array(table.values[..<(end * 3)]),
                features: table.features, targets: table.targets, times: Array(table.times?[..<end] ?? []))
            let future = (end..<end + 4).flatMap { row in
                knownPlaces.map { joined.values[row * joined.columns.count + $0] }
            }
            let found = try model.outputs(window: model.lastWindow(of: past), known: future)
            let targets = description.targets.count
            for step in 0..<4 {
                for index in 0..<targets {
                    let place = channels == "independent" ? index * 4 + step : step * targets + index
                    #expect(found[step * targets + index].bitPattern == prediction[place].bitPattern)
                }
            }
        }
    }

    @Test func whatIsKnown_mustBeGiven_andHaveTimes() throws {
        let file = try JobReader.read(
            Self.job(channels: "together", targets: "[load]", outputs: 4), file: "job.yaml")
        let table = try Table.csv(
            Array(Self.file.utf8).span, name: "load.csv", options: file.job.data.tableOptions)
        let job = try PreparedJob(file, table: table, name: "load.csv")
        let model = TrainedModel(
            description: try job.modelDescription(
                origin: ModelOrigin(release: "0", seed: 5, job: "", jobDigest: "", dataDigest: "")),
            weights: job.plan.model.initialWeights(seed: 8), steps: 1, epochs: 1)
        let window = try model.lastWindow(of: table)
        #expect(throws: ForecastingError(.inconsistent, "")) { try model.outputs(window: window) }
        let timeless = Table(
            columns: table.columns, values: table.values, features: table.features, targets: table.targets)
        #expect(throws: ForecastingError(.missingTimes, "")) { try model.lastWindow(of: timeless) }
    }
}
