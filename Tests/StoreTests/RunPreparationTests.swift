import Jobs
import Store
import TestFiles
import Testing

@Suite struct RunPreparationTests {
    @Test func jobThatNoMessageHoldsOnceItIsWrittenOut_isRefused() throws {
        let folder = try TemporaryFolder()
        let names = (0..<6000).map { "column \($0)" }
        let values = names.map { _ in "1" }.joined(separator: ",") + "\n"
        let csv = names.joined(separator: ",") + "\n" + String(repeating: values, count: 8)
        try put(Array(csv.utf8), at: folder("wide.csv"))
        let text = """
            data: {csv: wide.csv, targets: [column 0], lookback: 1, horizon: 1, split: {train: 8}}
            model: [lstm: {units: 1}, dense: {units: 1}]
            """
        let job = try JobReader.read(text, file: "job.yaml")
        let state = try StateDirectory(creating: folder("state"))
        let error = #expect(throws: JobError(.inconsistent, "")) {
            try RunPreparation.create(job, relativeTo: folder.path, in: state)
        }
        #expect(error?.key == "data.features")
        #expect(error?.message.contains("a message to a worker holds 57344") == true)
        #expect(try RunStore(folder: state.runs).list().runs.isEmpty)
    }
}
