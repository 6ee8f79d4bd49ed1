import Forecasting
import Jobs
import Neural
import Series
import Testing

/// What a model keeps of windows that training did not follow.
struct CalibrationTests {
    private static func text(
        split: String = "{train: 200, validation: 60, test: 40}", channels: String, outputs: Int, loss: String
    ) -> String {
        """
        seed: 5
        data:
          demo: {rows: 300, channels: 4}
          features: [channel_0, channel_2]
          targets: [channel_0, channel_2]
          lookback: 6
          horizon: 3
          normalise: last
          channels: \(channels)
          split: \(split)
        model:
          - gru: {units: 5, dropout: 0.3}
          - dense: {units: \(outputs)}
        training: {loss: \(loss)}
        """
    }

    /// Each by itself, as forecasts of one window are made.
    @Test(
        arguments: [("together", 2), ("independent", 1)],
        [("mse", 1), ("{pinball: {quantiles: [0.1, 0.5, 0.9]}}", 3), ("student_t", 3)])
    func residuals_areWhatEachWindowsForecastMisses(
        form: (channels: String, targets: Int), loss: (text: String, width: Int)
    ) throws {
        let outputs = 3 * form.targets * loss.width
        let trained = try TrainedJob(
            Self.text(channels: form.channels, outputs: outputs, loss: loss.text))
        let (model, series) = (trained.model, trained.job.series)
        let calibration = try #require(try Calibration(of: model, over: series))
        // 58 windows have their targets in 60 rows.
        #expect(calibration.all == 29 && calibration.windows == 29 && calibration.part == .validation)
        #expect(
            model.description.outputShape(windows: 29)
                == [29] + (form.channels == "together" ? [3, 2] : [2, 3]) + (loss.width > 1 ? [3] : []))
        #expect(calibration.residuals.count == 29 * 6 * loss.width)
        let head = model.description.loss.form
        let table = try trained.table()
        for window in 0..<29 {
            let origin = 200 + 29 + window
            let said = try trained.outputs(table, origins: [origin], windowsAtOnce: 1)
            for value in 0..<6 {
                let row = origin + series.step(ofValue: value)
                let column = series.targets[series.target(ofValue: value)]
                let truth = series.values[row * series.columns.count + column]
                for number in 0..<loss.width {
                    let place = value * loss.width + number
                    let expected = number < head.places ? said[place] - truth : said[place]
                    #expect(calibration.residuals[window * 6 * loss.width + place] == expected)
                }
            }
        }
        let forecasts = calibration.forecasts(form: head)
        #expect(forecasts.truth.count == 29 * 6 && forecasts.truth.allSatisfy { $0 == 0 })
    }

    private static func single(split: String, missing: Int?, rows: Int) throws -> TrainedJob {
        let lines = ["load,heat"] + (0..<rows).map { "\($0 == missing ? "" : "\($0 * 37 % 41)"),1" }
        return try TrainedJob(
            """
            data:
              csv: load.csv
              targets: [load]
              missing: forward_fill
              missing_values: [""]
              lookback: 8
              horizon: 2
              split: \(split)
            model: [gru: {units: 5}, dense: {units: 2}]
            """, csv: lines.joined(separator: "\n"))
    }

    @Test func manyWindows_areThinnedEvenly() throws {
        let trained = try Self.single(
            split: "{train: 200, validation: 4761, test: 39}", missing: nil, rows: 5_000)
        let calibration = try #require(try Calibration(of: trained.model, over: trained.job.series))
        #expect(calibration.all == 2_380 && calibration.windows == 2_048)
        // Number 1000 of them is window 2380 + 1162.
        let origin = 200 + 2_380 + 1_162
        let said = try trained.outputs(trained.table(), origins: [origin], windowsAtOnce: 1)
        let truth = trained.job.series.targets(origins: [origin])
        #expect((0..<2).map { calibration.residuals[2_000 + $0] } == zip(said, truth).map { $0 - $1 })
    }

    /// Of each series, the later half; a value that nobody knows has no residual.
    @Test func seriesOfALongTable_eachHaveTheirLaterHalf() throws {
        var lines = ["hour,station,load"]
        for hour in 0..<100 {
            lines.append("\(hour),north,\(hour == 77 ? "" : "\(hour * 37 % 41)")")
            if hour >= 40 { lines.append("\(hour),south,\(hour * hour % 23)") }
        }
        let text = """
            seed: 5
            data:
              csv: load.csv
              time: hour
              series: station
              missing: forward_fill
              lookback: 8
              horizon: 2
              split: {train: 40, validation: 15, test: 5}
            model: [gru: {units: 5}, dense: {units: 2}]
            """
        let trained = try TrainedJob(text, csv: lines.joined(separator: "\n"))
        let calibration = try #require(try Calibration(of: trained.model, over: trained.job.series))
        #expect(trained.job.series.windowCount(.validation) == 28 && calibration.all == 14)
        // North's windows begin with rows 40 to 53 of its own, of which row 77 is none; south's as well.
        #expect(calibration.forecasts(form: .point).truth.allSatisfy { $0 == 0 })
        #expect(calibration.residuals.allSatisfy { $0.isFinite })
    }

    @Test func valuesThatNobodyKnows_haveNoResiduals() throws {
        let trained = try Self.single(split: "{train: 40, validation: 40, test: 20}", missing: 75, rows: 100)
        let calibration = try #require(try Calibration(of: trained.model, over: trained.job.series))
        // Windows begin at rows 59 to 78; those at 74 and 75 hold row 75.
        #expect(calibration.windows == 20)
        let unknown = calibration.residuals.indices.filter { calibration.residuals[$0].isNaN }
        #expect(unknown == [2 * 15 + 1, 2 * 16])
        #expect(calibration.forecasts(form: .point).truth.filter(\.isNaN).count == 2)
    }

    @Test func windowsSetAside_areTakenAll() throws {
        let trained = try Self.single(
            split: "{train: 40, validation: 40, calibration: 15, test: 20}", missing: nil, rows: 100)
        let calibration = try #require(try Calibration(of: trained.model, over: trained.job.series))
        #expect(calibration.part == .calibration)
        #expect(calibration.windows == 14 && calibration.all == 14)
    }

    @Test func withoutValidation_thereIsNone() throws {
        let trained = try TrainedJob(
            Self.text(split: "{train: 260, test: 40}", channels: "together", outputs: 6, loss: "mse"))
        #expect(try Calibration(of: trained.model, over: trained.job.series) == nil)
    }
}
