import Foundation
import Glibc
import Jobs
import Pace
import Store
import Tables
import TestFiles
import Testing
import Training

/// A job whose data and model have everything that there is: the same bits whoever trains it.
@Suite(.serialized, .blocking) struct DataJobTests {
    /// Two stations by the hour, stacked and out of order, with holes, missing values and a known price.
    private static let csv: String = {
        var lines = ["when;station;load;heat;price"]
        for hour in 0..<59 * 24 {
            let (day, month) = hour < 31 * 24 ? (hour / 24 + 1, 1) : (hour / 24 - 30, 2)
            let time = "\(two(day))/\(two(month))/2024 \(two(hour % 24)):00"
            for (index, station) in ["south", "north"].enumerated() where hour % 97 != 13 + index {
                let load = hour % 131 == 7 ? "-200" : "\(hour % 24 * (3 + index) + hour * 7 % 11),5"
                let heat = hour % 61 == 3 ? "" : "\((hour + 6) % 24 * 2 + hour * 5 % 7),25"
                lines.append("\(time);\(station);\(load);\(heat);\(hour * hour % 17)")
            }
        }
        return lines.joined(separator: "\n")
    }()

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let text = """
        name: all
        seed: 3
        data:
          csv: load.csv
          format: {delimiter: ";", decimal: ","}
          time: when
          time_format: "%d/%m/%Y %H:%M"
          series: station
          targets: [load, heat]
          known: [price]
          calendar: [hour_of_day, day_of_week, is_weekend]
          holidays: [2024-01-01, 2024-02-12]
          lookback: 24
          horizon: 6
          segment: 3
          split: {train: until 2024-02-10, validation: until 2024-02-20}
          scaling: robust
          normalise: standard
          channels: independent
          stride: 2
          missing: mask
          missing_values: {load: [-200]}
          gaps: insert
        model:
          - dropout: {rate: 0.1, noise_shape: [1, null, 1]}
          - embedding: {output_dim: 3}
          - gaussian_noise: {stddev: 0.05}
          - dense: {units: 12, activation: silu, kernel_regularizer: {l2: 0.0001}}
          - layer_normalization
          - residual:
              layers:
                - bidirectional:
                    layer: {lstm: {units: 6, dropout: 0.2, recurrent_dropout: 0.2, return_sequences: true}}
                - indrnn: {units: 8, dropout: 0.1, recurrent_dropout: 0.1, return_sequences: true}
                - simple_rnn:
                    units: 9
                    recurrent_dropout: 0.1
                    return_sequences: true
                    kernel_constraint: {max_norm: 2}
                - gru: {units: 10, dropout: 0.2, recurrent_dropout: 0.2}
                - parallel_decoder: {segments: 2}
                - dropout: {rate: 0.1}
                - dense: {units: 9}
                - flatten
        training:
          batch_size: 48
          microbatches: 6
          epochs: 100
          checkpoint_steps: 10
          loss: {pinball: {quantiles: [0.1, 0.5, 0.9]}}
          loss_weights: {load: 2}
          optimizer:
            nadam:
              use_ema: true
              ema_momentum: 0.9
              clipvalue: 0.5
              learning_rate:
                reduce_on_plateau: {initial_learning_rate: 0.003, factor: 0.7, patience: 2}
        """

    private static let quiet = Result { () throws -> RunSummary in
        let job = try Self.job()
        return try job.summary(job.train("--workers 1"))
    }

    private static func job() throws -> JobFolder {
        let job = try JobFolder(text)
        try csv.write(toFile: "\(job.path)/load.csv", atomically: true, encoding: .utf8)
        return job
    }

    @Test func quietRun_tellsWhatBecameOfTheData() throws {
        let summary = try Self.quiet.get()
        let data = try #require(summary.data)
        #expect(data.table?.series == ["north", "south"])
        #expect(data.table?.missing.map(\.column) == ["load", "heat"])
        #expect(data.step == "1 hour")
        #expect(data.absentRows > 0 && data.insertedRows == data.absentRows)
        #expect(data.windows.train > 0 && data.windows.test > 0)
        #expect(summary.test?.naive?.season == 24)
    }

    @Test(arguments: ["--workers 2", "--workers 3", "--workers 5", "--workers 2 --threads 2"])
    func anyNumberOfWorkers_givesTheSameBits(options: String) throws {
        let job = try Self.job()
        let summary = try job.summary(job.train(options))
        #expect(try summary.outcome == Self.quiet.get().outcome)
        #expect(try summary.modelSha256 == Self.quiet.get().modelSha256)
        #expect(try summary.data == Self.quiet.get().data)
    }

    @Test func killsAndResume_giveTheSameBits() throws {
        let job = try Self.job()
        let process = try job.train("--workers 3")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let status = try job.status()
        kill(pid_t(try #require(status.workers.first).pid), SIGKILL)
        kill(pid_t(status.coordinator.pid), SIGKILL)
        try process.waitForLine(JobFolder.isPast(epoch: 3))
        process.send(SIGINT)
        _ = try job.summary(process, code: 130)
        let resumed = try job.summary(job.train("--workers 2 --resume"))
        #expect(try resumed.outcome == Self.quiet.get().outcome)
        #expect(try resumed.modelSha256 == Self.quiet.get().modelSha256)
    }
}
