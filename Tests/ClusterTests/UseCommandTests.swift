import Foundation
import Pace
import TestFiles
import Testing

/// A file, a training and everything that one does with its model, by the commands that people type.
@Suite(.serialized, .blocking) struct UseCommandTests {
    private static func csv(_ rows: Range<Int>, shift: Int = 0) -> String {
        let lines = rows.map { row in
            let (day, hour) = (row / 24 + 1, row % 24)
            return "2024-01-\(day < 10 ? "0" : "")\(day) \(hour < 10 ? "0" : "")\(hour):00,"
                + "\(hour % 12 * 3 + row * 7 % 5 + shift)"
        }
        return (["time,load"] + lines).joined(separator: "\n") + "\n"
    }

    private static let job = """
        name: load
        data:
          csv: load.csv
          time: time
          lookback: 12
          horizon: 4
          split: {train: 400, validation: 100, test: 80}   # some rows are left over
        model: [lstm: {units: 4}, dense: {units: 4}]
        training: {batch_size: 64, microbatches: 2, epochs: 2}
        """

    @Test func modelIsUsed() throws {
        let folder = try TemporaryFolder()
        func write(_ text: String, _ name: String) throws {
            try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
        }
        func read(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }
        func lockstep(_ words: String...) throws -> (code: Int32, output: String, errors: String) {
            try RunningProcess.run("lockstep", words, in: folder.path)
        }
        try write(Self.csv(0..<600), "load.csv")
        try write(Self.job, "job.yaml")
        let trained = try lockstep("train", "job.yaml", "--workers", "1")
        try #require(trained.code == 0, "\(trained.errors)")

        let forecast = try lockstep("forecast", "latest", "--interval", "0.8", "-o", "out.csv")
        #expect(forecast.code == 0 && !forecast.errors.contains("guess"), "\(forecast.errors)")
        let lines = try read("out.csv").split(separator: "\n")
        #expect(lines.count == 5 && lines[0] == "time,load,load_lower_0.8,load_upper_0.8")
        #expect(lines[1].hasPrefix("2024-01-26 00:00:00,"))

        // Values that the training has not seen the like of.
        try write(Self.csv(0..<48, shift: 5000), "far.csv")
        let far = try lockstep("forecast", "latest", "--csv", "far.csv")
        #expect(far.code == 0 && far.errors.contains("\"load\": 12 of the 12 values"), "\(far.errors)")

        for (what, more) in [
            ("forecast", ["--next"]), ("forecast", ["--worst"]), ("errors", []), ("loss", []),
        ] {
            let plot = try RunningProcess.run(
                "lockstep", ["plot", "latest", "--what", what, "-o", "p.svg"] + more, in: folder.path)
            #expect(plot.code == 0, "\(plot.errors)")
            let picture = try read("p.svg")
            #expect(picture.contains("<svg"))
            #expect(picture.contains("truth") == (more == ["--worst"]))
        }
        let two = try lockstep("plot", "latest", "--what", "forecast", "--next", "--worst")
        #expect(two.code == 2)

        let refit = try lockstep(
            "backtest", "job.yaml", "--folds", "2", "--workers", "1", "-o", "folds.svg")
        #expect(refit.code == 0 && refit.output.contains("steps ahead"), "\(refit.errors)")
        #expect(try read("folds.svg").contains("step of the horizon"))
        // The cluster that is up trains the same folds to the same bits, and keeps no run of them.
        let paths = ["forecast", "latest", "--part", "test", "--interval", "0.8", "--samples", "20", "-o"]
        let here = try RunningProcess.run("lockstep", paths + ["here.csv"], in: folder.path)
        #expect(here.code == 0, "\(here.errors)")
        #expect(try lockstep("up", "--workers", "2").code == 0)
        let onCluster = try lockstep("backtest", "job.yaml", "--folds", "2")
        let there = try RunningProcess.run("lockstep", paths + ["there.csv"], in: folder.path)
        #expect(try lockstep("down").code == 0)
        #expect(there.code == 0, "\(there.errors)")
        #expect(try read("there.csv") == read("here.csv"))
        #expect(try read(".lockstep/logs/coordinator.log").contains("of forecasts"))
        #expect(onCluster.code == 0 && onCluster.output == refit.output, "\(onCluster.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/.lockstep/runs") == ["load-1"]
        )
        let never = try lockstep("backtest", "latest", "--folds", "3", "--json")
        #expect(never.code == 0 && never.output.contains("\"refit\""), "\(never.errors)")
        let many = try lockstep("backtest", "latest", "--folds", "300")
        #expect(many.code == 2 && many.errors.contains("enough for 147 such fold(s)"), "\(many.errors)")
    }
}
