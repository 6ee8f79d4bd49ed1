import Foundation
import Glibc
import Pace
import Store
import TestFiles
import Testing
import Transport

/// Bad input: a message with file, place and remedy, exit code 2, and nothing started.
@Suite(.blocking) struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The CSV file; nil: there is none.
        let csv: String?
        /// What to put into the job in place of what.
        var changes: [String: String] = [:]
        /// What the message must hold.
        let words: [String]

        var testDescription: String { name }
    }

    private static let job = """
        name: bad
        data:
          csv: series.csv
          time: date
          lookback: 4
          horizon: 2
          split: {train: 20, validation: 8, test: 8}
        model:
          - lstm: {units: 3, dropout: 0.1}
          - dense: {units: 4}
        training:
          batch_size: 8
          microbatches: 2
          epochs: 1
        """

    /// 40 rows of a date and two numeric columns.
    private static let good =
        "date,load,heat\n" + (0..<40).map { "\(day($0)),\($0 % 7),\($0 % 5)" }.joined(separator: "\n")

    private static func day(_ row: Int) -> String {
        let (month, day) = row < 31 ? (1, row + 1) : (2, row - 30)
        return "2024-0\(month)-" + (day < 10 ? "0" : "") + "\(day)"
    }

    static let cases: [Case] = [
        Case(
            name: "missing file", csv: nil,
            words: ["job.yaml:3", "data.csv", "series.csv", "does not exist", "--csv"]),
        Case(name: "empty file", csv: "", words: ["series.csv", "empty"]),
        Case(name: "header only", csv: "date,load,heat\n", words: ["series.csv", "no row"]),
        Case(
            name: "ragged row", csv: good.replacing("\(day(5)),5,0", with: "\(day(5)),5"),
            words: ["series.csv:7", "2", "3"]),
        Case(
            name: "text in a numeric column", csv: good.replacing("\(day(6)),6,1", with: "\(day(6)),six,1"),
            words: ["series.csv:8", "load", "six"]),
        Case(
            name: "unknown target", csv: good, changes: ["  lookback": "  targets: [pressure]\n  lookback"],
            words: ["series.csv", "pressure", "load"]),
        Case(
            name: "too few rows for one window", csv: good, changes: ["lookback: 4": "lookback: 30"],
            words: ["series.csv", "20", "30"]),
        Case(
            name: "split larger than the file", csv: good, changes: ["train: 20": "train: 2000"],
            words: ["job.yaml:7", "data.split", "40"]),
        Case(
            name: "unknown key", csv: good, changes: ["epochs: 1": "epoch: 1"],
            words: ["job.yaml:14", "training.epoch", "epochs"]),
        Case(
            name: "wrong type", csv: good, changes: ["units: 3": "units: many"],
            words: ["job.yaml:9", "units", "many", "whole number"]),
        Case(
            name: "rate above 1", csv: good, changes: ["dropout: 0.1": "dropout: 1.5"],
            words: ["job.yaml:9", "dropout", "1.5", "0.0 to 1.0"]),
        Case(
            name: "zero units", csv: good, changes: ["units: 3": "units: 0"],
            words: ["job.yaml:9", "units", "0"]),
        Case(
            name: "output that does not fit", csv: good, changes: ["units: 4": "units: 5"],
            words: ["job.yaml:10", "5", "4", "dense: {units: 4}"]),
        Case(
            name: "microbatches above batch_size", csv: good, changes: ["microbatches: 2": "microbatches: 9"],
            words: ["job.yaml:13", "microbatches", "9", "8"]),
        Case(name: "no YAML", csv: good, changes: ["name: bad": "name: [bad"], words: ["job.yaml:", "YAML"]),
    ]

    @Test(arguments: cases)
    func badJobOrData_isRefusedWithPlaceAndRemedy(_ bad: Case) throws {
        let folder = try TemporaryFolder()
        var text = Self.job
        for (old, new) in bad.changes { text = text.replacing(old, with: new) }
        try text.write(toFile: folder("job.yaml"), atomically: false, encoding: .utf8)
        try bad.csv?.write(toFile: folder("series.csv"), atomically: false, encoding: .utf8)
        let end = try RunningProcess.run("lockstep", ["train", "job.yaml"], in: folder.path)
        #expect(end.code == 2, "\(end.errors)")
        for word in bad.words { #expect(end.errors.contains(word), "'\(word)' is not in: \(end.errors)") }
        #expect(end.output.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder(".lockstep/runs")).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder(".lockstep/logs")).isEmpty)
    }

    @Test func goodJob_isTrained() throws {
        let folder = try TemporaryFolder()
        try Self.job.write(toFile: folder("job.yaml"), atomically: false, encoding: .utf8)
        try Self.good.write(toFile: folder("series.csv"), atomically: false, encoding: .utf8)
        let end = try RunningProcess.run(
            "lockstep", ["train", "job.yaml", "--workers", "1"], in: folder.path)
        #expect(end.code == 0, "\(end.errors)")
    }

    @Test(arguments: [
        ["train", "nowhere.yaml"], ["train", "--workers", "0"], ["train", "--bogus"], ["train", "--resume"],
    ])
    func badUsage_exits2(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let end = try RunningProcess.run("lockstep", arguments, in: folder.path)
        #expect(end.code == 2, "\(end.errors)")
        #expect(!end.errors.isEmpty)
    }

    @Test func commandsWithoutACoordinator_exit3OrSayWhatIsMissing() throws {
        let folder = try TemporaryFolder()
        _ = try StateDirectory(creating: folder(".lockstep"))
        for command in [["status"], ["down"]] {
            let end = try RunningProcess.run("lockstep", command, in: folder.path)
            #expect(end.code == 3, "\(command): \(end.errors)")
            #expect(end.errors.contains(".lockstep"))
        }
    }

    @Test(arguments: ["status", "why", "down"])
    func commandWhereNothingWasEverStarted_leavesNothingBehind(command: String) throws {
        let folder = try TemporaryFolder()
        let end = try RunningProcess.run("lockstep", [command], in: folder.path)
        #expect(end.code == 3 && end.errors.contains("no coordinator was ever started"), "\(end.errors)")
        #expect(try folder.names().isEmpty)
    }

    @Test func stateDirectoryInUse_isRefusedByTrainAndByCoordinator() throws {
        let folder = try TemporaryFolder()
        let lock = try StateDirectory(creating: folder("state")).lock()
        defer { withExtendedLifetime(lock) {} }
        let commands = [
            ("lockstep", ["train", "--state", "state"]), ("lockstep-coordinator", ["--state", "state"]),
        ]
        for (name, arguments) in commands {
            let end = try RunningProcess.run(name, arguments, in: folder.path)
            #expect(end.code == 2, "\(end.errors)")
            #expect(end.errors.contains("in use") && end.errors.contains("\(getpid())"), "\(end.errors)")
        }
    }

    @Test func portTaken_isRefused() throws {
        let folder = try TemporaryFolder()
        try KeyFiles.write(CurveKeyPair.generate(), name: "c", folder: folder.path)
        let listener = try TCPListener()
        let end = try RunningProcess.run(
            "lockstep-coordinator",
            [
                "--state", "state", "--listen", "tcp://127.0.0.1:\(listener.port)", "--secret-key",
                "c.secret", "--admit", ".",
            ],
            in: folder.path)
        #expect(end.code == 2, "\(end.errors)")
        #expect(end.errors.contains("\(listener.port)"), "\(end.errors)")
    }

    @Test func listeningWithoutKeys_isRefused() throws {
        let folder = try TemporaryFolder()
        let end = try RunningProcess.run(
            "lockstep-coordinator", ["--state", "state", "--listen", "tcp://127.0.0.1:*"], in: folder.path)
        #expect(end.code == 2)
        #expect(end.errors.contains("lockstep keygen"), "\(end.errors)")
    }
}

/// Somebody else who listens on a port of this machine.
final class TCPListener {
    let descriptor: Int32
    let port: Int

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) | listen(descriptor, 1)
                    | getsockname(descriptor, address, &size)
            }
        }
        guard result == 0 else { throw CocoaError(.fileWriteUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
