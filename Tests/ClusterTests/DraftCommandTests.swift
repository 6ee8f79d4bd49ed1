import Foundation
import Pace
import TestFiles
import Testing

/// `lockstep init` and `lockstep check`, from a file to a job that trains.
@Suite(.blocking) struct DraftCommandTests {
    private static let csv: String = {
        let rows = (0..<700).map { row in
            let day = row / 24 + 1
            let date = day < 32 ? "01-\(day < 10 ? "0" : "")\(day)" : "02-0\(day - 31)"
            return "2024-\(date) \(row % 24 < 10 ? "0" : "")\(row % 24):00,\(row % 24 * 3 + row * 7 % 5)"
        }
        return (["time,load"] + rows).joined(separator: "\n")
    }()

    @Test func file_becomesAJob_thatIsGood_andTrains() throws {
        let folder = try TemporaryFolder()
        try Self.csv.write(toFile: "\(folder.path)/load.csv", atomically: true, encoding: .utf8)
        let made = try RunningProcess.run(
            "lockstep", ["init", "load.csv", "--seconds", "6", "--workers", "1"], in: folder.path)
        #expect(made.code == 0, "\(made.output)")
        #expect(made.output.contains("Wrote load.yaml"))
        let text = try String(contentsOfFile: "\(folder.path)/load.yaml", encoding: .utf8)
        #expect(text.contains("Naive forecasts over the same windows"))
        #expect(text.contains(", which this is"))

        let again = try RunningProcess.run("lockstep", ["init", "load.csv"], in: folder.path)
        #expect(again.code == 2 && again.errors.contains("--force"), "\(again.errors)")

        let check = try RunningProcess.run("lockstep", ["check", "load.yaml"], in: folder.path)
        #expect(check.code == 0 && check.output.contains("nothing is wrong with it"), "\(check.output)")
        #expect(check.output.contains("load.yaml"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/.lockstep"))
    }

    @Test func badJobAndBadFile_areRefusedAsTrainRefusesThem() throws {
        let folder = try TemporaryFolder()
        try "name: x\ndata: {csv: no.csv, lookback: 2, horizon: 1}\nmodel: [dense: {units: 1}]\n".write(
            toFile: "\(folder.path)/x.yaml", atomically: true, encoding: .utf8)
        let check = try RunningProcess.run("lockstep", ["check", "x.yaml"], in: folder.path)
        let train = try RunningProcess.run("lockstep", ["train", "x.yaml"], in: folder.path)
        #expect(check.code == 2 && train.code == 2)
        #expect(check.errors.contains("does not exist") && check.errors == train.errors)
        let made = try RunningProcess.run("lockstep", ["init", "no.csv"], in: folder.path)
        #expect(made.code == 2 || made.code == 3)
        #expect(made.errors.contains("no.csv"), "\(made.errors)")
    }
}
