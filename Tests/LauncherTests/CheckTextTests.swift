import Jobs
import Launcher
import TestFiles
import Testing

/// What `lockstep check` says of a model.
struct CheckTextTests {
    private static func lines(_ layers: String, batch: Int = 8) throws -> [String] {
        let folder = try TemporaryFolder()
        let text = """
            data: {demo: {rows: 100, channels: 1}, lookback: 4, horizon: 1}
            model: [\(layers)]
            training: {batch_size: \(batch), microbatches: 1, epochs: 1}
            """
        try put(Array(text.utf8), at: folder("job.yaml"))
        let check = try JobCheck(
            file: folder("job.yaml"), csv: nil, state: folder("state"), workers: 1, threads: 1)
        return CheckText.lines(check, file: "job.yaml")
    }

    private static func words(_ line: String) -> [Substring] { line.split(separator: " ") }

    @Test func layersThatAreNotTrained_areCountedApart() throws {
        let table = try Self.lines("lstm: {units: 2, trainable: false}, dense: {units: 1}").map(Self.words)
        #expect(table.contains(["layer", "a", "sample's", "output", "parameters", "trained"]))
        #expect(table.contains(["lstm", "(2)", "32", "0"]))
        #expect(table.contains(["dense", "(1)", "3", "3"]))
        #expect(table.contains(["in", "all", "35", "3"]))
    }

    @Test func whereAllAreTrained_nobodyIsToldSo() throws {
        let table = try Self.lines("lstm: {units: 2}, dense: {units: 1}").map(Self.words)
        #expect(table.contains(["layer", "a", "sample's", "output", "parameters"]))
        #expect(table.contains(["in", "all", "35"]))
    }

    @Test func manyWeightsForFewNumbers_areRemarkedOn() throws {
        let few = try Self.lines("lstm: {units: 32}, dense: {units: 1}")
        #expect(
            few.contains { $0.contains("4,385 weights are trained on 66 windows of 1 target(s) x 1 rows") })
        #expect(!few.contains { $0.contains("there are only") })
        #expect(
            try !Self.lines("lstm: {units: 2}, dense: {units: 1}").contains { $0.contains("weights are") })
    }

    private static let endless =
        "lstm: {units: 1000}, repeat_vector: {n: 1000000}, lstm: {units: 4}, dense: {units: 1}"

    @Test func whatMemoryDoesNotHold_isNotTried_andSaid() throws {
        let lines = try Self.lines(Self.endless, batch: 1024)
        #expect(lines.contains { $0.contains("NOT ON THIS MACHINE") })
    }

    @Test func moreRowsThanCanBeCounted_areRefusedByTheBatch() throws {
        let error = #expect(throws: JobError.self) { try Self.lines(Self.endless, batch: 4096) }
        #expect(error?.key == "training.batch_size" && error?.line == 3)
    }
}
