import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing
import Training

/// A model that came back from its metadata forecasts what the run's own pipeline computes, bit for bit.
struct ForecastTests {
    private let job: PreparedJob
    private let table: Table
    private let model: TrainedModel

    init() throws {
        (job, table, model) = try Self.trained(Self.text)
    }

    private static let text = """
        seed: 5
        data:
          demo: {rows: 300, channels: 4}
          features: [channel_2, channel_0]
          targets: [channel_3, channel_0]
          lookback: 7
          horizon: 3
          split: {train: 220, validation: 40, test: 40}
        model:
          - dropout: {rate: 0.2}
          - lstm: {units: 9, recurrent_dropout: 0.3, return_sequences: true}
          - lstm: {units: 5, activation: relu}
          - dense: {units: 6}
        """
    private static func trained(_ text: String) throws -> (PreparedJob, Table, TrainedModel) {
        let file = try JobReader.read(text, file: "job.yaml")
        let table = Table.demo(DemoOptions(rows: 300, channels: 4), seed: 5)
        let job = try PreparedJob(file, table: table, name: "demo")
        let origin = ModelOrigin(
            release: "0", seed: job.job.seed, job: job.portableText, jobDigest: "", dataDigest: "")
        let written = TrainedModel(
            description: try job.modelDescription(origin: origin),
            weights: job.plan.model.initialWeights(seed: 8),
            steps: 1, epochs: 1)
        return (job, table, try TrainedModel(metadata: written.metadata) { _ in written.weights })
    }

    /// All windows of the test part as one batch: outputs (B, horizon x K) of the run's own pipeline.
    private func batch() -> [[Float]] {
        let count = job.series.windowCount(.test)
        let runner = ModelRunner(model: job.plan.model, capacity: count)
        let target = FloatBuffer(count: count * job.series.outputs)
        job.series.gather(windows: 0..<count, part: .test, input: runner.input, target: target)
        runner.forward(weights: model.weights, samples: count, dropout: nil)
        let outputs = job.series.outputs
        return (0..<count).map { window in (0..<outputs).map { runner.output[window * outputs + $0] } }
    }

    /// The window before the test part's window `number`, from the table alone.
    private func window(_ number: Int) throws -> [Double] {
        let end = 260 + number
        let rows = Table(
            columns: table.columns, values: Array(table.values[..<(end * table.columns.count)]),
            features: table.features, targets: table.targets)
        return try model.lastWindow(of: rows)
    }

    /// Every form of a window, as a worker computes it in an evaluation and as a forecast does.
    @Test(arguments: Normalisation.allCases, [("together", 6, 1), ("together", 6, 3), ("independent", 3, 3)])
    func everyForm_forecastsWhatAWorkerComputes(
        normalise: Normalisation, form: (channels: String, outputs: Int, segment: Int)
    ) throws {
        let text = Self.text.replacing(
            "lookback: 7",
            with: """
                lookback: 6
                  normalise: \(normalise.rawValue)
                  channels: \(form.channels)
                  segment: \(form.segment)
                """
        )
        .replacing("units: 6", with: "units: \(form.outputs)")
        .replacing("[channel_3, channel_0]", with: "[channel_0, channel_2]")
        let (job, table, model) = try Self.trained(text)
        let computer = MicrobatchComputer(plan: job.plan, series: job.series)
        var errors = (squared: 0.0, absolute: 0.0)
        for number in 0..<job.series.windowCount(.test) {
            let end = 260 + number
            let past = Table(
                columns: table.columns, values: Array(table.values[..<(end * 4)]), features: [0], targets: [0]
            )
            let outputs = try model.outputs(window: model.lastWindow(of: past))
            for (index, output) in outputs.enumerated() {
                let column = [0, 2][index % 2]
                let row = end + index / 2
                let value = job.series.scalers[0].scaled(
                    table.values[row * 4 + column],
                    column: job.series.columns.firstIndex(of: "channel_\(column)") ?? 0)
                let error = Double(output) - Double(value)
                errors.squared += error * error
                errors.absolute += abs(error)
            }
        }
        var sums = MetricSums()
        for slice in 0..<job.plan.slices(.test) {
            sums = sums + computer.metrics(.test, slice: slice, weights: model.weights)
        }
        #expect(sums.errors.count == job.series.windowCount(.test) * 6)
        #expect(abs(sums.errors.squaredError - errors.squared) < 1e-9 * errors.squared)
        #expect(abs(sums.errors.absoluteError - errors.absolute) < 1e-9 * errors.absolute)
    }

    /// The point forecast of every form of outputs, as a worker computes it and as a forecast does.
    @Test(
        arguments: [
            ("{pinball: {quantiles: [0.1, 0.25, 0.5, 0.9]}}", 4), ("gaussian", 2), ("student_t", 3),
        ], [("none", "together", 2), ("standard", "together", 2), ("last", "independent", 1)])
    func everyLoss_forecastsThePointThatAWorkerMeasures(
        loss: (text: String, width: Int), form: (normalise: String, channels: String, targets: Int)
    ) throws {
        let text = Self.text.replacing(
            "lookback: 7",
            with: "lookback: 7\n  normalise: \(form.normalise)\n  channels: \(form.channels)"
        )
        .replacing("units: 6", with: "units: \(3 * form.targets * loss.width)")
        .replacing("[channel_3, channel_0]", with: "[channel_0, channel_2]")
        let (job, table, model) = try Self.trained(text + "\ntraining: {loss: \(loss.text)}")
        #expect(model.description.loss == job.job.training.loss)
        var sums = ErrorSums()
        for number in 0..<job.series.windowCount(.test) {
            let end = 260 + number
            let past = Table(
                columns: table.columns, values: Array(table.values[..<(end * 4)]), features: [0], targets: [0]
            )
            for (index, output) in try model.outputs(window: model.lastWindow(of: past)).enumerated() {
                let column = [0, 2][index % 2]
                let value = job.series.scalers[0].scaled(
                    table.values[(end + index / 2) * 4 + column],
                    column: job.series.columns.firstIndex(of: "channel_\(column)") ?? 0)
                sums.add(forecast: Double(output), target: Double(value))
            }
        }
        let computer = MicrobatchComputer(plan: job.plan, series: job.series)
        let measured = (0..<job.plan.slices(.test)).reduce(MetricSums()) {
            $0 + computer.metrics(.test, slice: $1, weights: model.weights)
        }
        #expect(measured.errors.count == sums.count)
        #expect((measured.errors.mse - sums.mse).magnitude < 1e-9 * sums.mse)
        #expect((measured.errors.mae - sums.mae).magnitude < 1e-9 * sums.mae)
        #expect(measured.loss.isFinite)
    }

    @Test func everyWindow_hasTheVeryOutputsOfTheRunsOwnPipeline() throws {
        let outputs = batch()
        #expect(outputs.count == 38)
        for (number, expected) in outputs.enumerated() {
            let found = try model.outputs(window: window(number))
            #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
            let forecast = try model.forecast(window: window(number))
            // (horizon, K), of the targets channel_3 and channel_0.
            let own = expected.enumerated().map { job.series.scalers[0].inverse($1, column: [3, 0][$0 % 2]) }
            #expect(forecast.map(\.bitPattern) == own.map(\.bitPattern))
        }
    }

    @Test func slice_hasTheVeryMetricsThatAWorkerReports() throws {
        let windows = job.plan.windows(.test, slice: 0)
        let outputs = job.series.outputs
        let output = FloatBuffer(count: windows.count * outputs)
        let target = FloatBuffer(count: windows.count * outputs)
        let columns = model.description.roles.targets
        #expect(columns == [2, 1])
        for (sample, window) in windows.enumerated() {
            for (index, value) in try model.outputs(window: self.window(window)).enumerated() {
                let row = 260 + window + index / columns.count
                let own = table.values[row * table.columns.count + [3, 0][index % 2]]
                output[sample * outputs + index] = value
                target[sample * outputs + index] = model.description.scalers[0].scaled(
                    Double(own), column: columns[index % 2])
            }
        }
        let loss = job.job.training.loss.evaluate(
            output: output, target: target, samples: windows.count, outputs: outputs, gradient: nil)
        var sums = WindowMetrics(job.series, form: .point, season: job.job.data.season)
            .sums(of: windows, .test, said: output, target: target)
        sums.loss = loss
        let computer = MicrobatchComputer(plan: job.plan, series: job.series)
        #expect(sums == computer.metrics(.test, slice: 0, weights: model.weights))
    }

    @Test func tableWithTheColumnsInAnotherOrder_givesTheSameWindow() throws {
        let turned = Table(
            columns: ["x", "channel_0", "channel_2"],
            values: (0..<table.rows).flatMap { row in
                [0, table.values[row * 4], table.values[row * 4 + 2]]
            }, features: [1, 2], targets: [1])
        #expect(try model.lastWindow(of: turned) == model.lastWindow(of: table))
    }

    @Test func tableThatLacksAColumnOrRows_isRefused() {
        let lacking = Table(columns: ["channel_2"], values: [1, 2], features: [0], targets: [0])
        let error = #expect(throws: ForecastingError(.missingColumn, "")) {
            try model.lastWindow(of: lacking)
        }
        #expect(error?.message.contains("'channel_0'") == true)
        let short = Table(
            columns: ["channel_0", "channel_2"], values: [Double](repeating: 1, count: 12), features: [0, 1],
            targets: [0])
        let few = #expect(throws: ForecastingError(.tooFewRows, "")) { try model.lastWindow(of: short) }
        #expect(few?.message == "6 rows; the model looks back over 7")
    }

    @Test func windowThatDoesNotFit_isRefused() {
        #expect(throws: ForecastingError(.inconsistent, "")) { try model.forecast(window: [1, 2]) }
        for bad in [Double.nan, .infinity, 1e300] {
            var window = [Double](repeating: 0, count: 14)
            window[5] = bad
            let error = #expect(throws: ForecastingError(.notFinite, "")) {
                try model.forecast(window: window)
            }
            #expect(error?.message.hasPrefix("row 2 of the window, column 'channel_0'") == true)
        }
    }

    @Test func portableText_holdsNoPathAndCanBeTrainedAgain() throws {
        let text =
            "data: {csv: /home/me/secret.csv, lookback: 2, horizon: 1, split: {train: 9}}\n"
            + "model: [lstm: {units: 1}, dense: {units: 1}]\n"
        let table = Table(
            columns: ["a"], values: (0..<9).map { Double($0 * $0) }, features: [0], targets: [0])
        let job = try PreparedJob(JobReader.read(text, file: "job.yaml"), table: table, name: "t")
        #expect(!job.portableText.contains("secret"))
        var again = try JobReader.read(job.portableText, file: "job.yaml").job
        again.data.source = .csv("/home/me/secret.csv")
        #expect(JobWriter.write(again) == JobWriter.write(job.job))
    }
}
