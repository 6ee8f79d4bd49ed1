import Jobs
import Series
import Tables
import Testing

/// `data.split.calibration`: the end of validation, which validation does not see.
struct CalibrationSplitTests {
    private func prepared(_ split: String, rows: Int = 100) throws -> PreparedJob {
        let text = """
            data: {demo: {rows: \(rows), channels: 1}, lookback: 4, horizon: 2, split: {\(split)}}
            model: [gru: {units: 2}, dense: {units: 2}]
            """
        let table = Table.demo(DemoOptions(rows: rows, channels: 1), seed: 1)
        return try PreparedJob(try JobReader.read(text, file: "job.yaml"), table: table, name: "demo")
    }

    @Test(arguments: [
        ("train: 60, validation: 30, calibration: 12, test: 10", 18, 12, 10),
        ("train: 0.6, validation: 0.3, calibration: 0.1, test: 0.1", 20, 10, 10),
    ])
    func rows_areTakenFromTheEndOfValidation(
        split: String, validation: Int, calibration: Int, test: Int
    ) throws {
        let job = try prepared(split)
        let stretch = try #require(job.series.stretches.first)
        #expect(stretch.validation == 60..<60 + validation)
        #expect(stretch.calibration == 60 + validation..<90 && stretch.test == 90..<90 + test)
        #expect(job.plan.windows.validation == validation - 1)
        #expect(job.series.windowCount(.calibration) == calibration - 1)
        #expect(job.dataReport?.windows.calibration == calibration - 1)
        // The resolved job says the same again.
        let text = JobWriter.write(job.job)
        #expect(text.contains("validation: 30") && text.contains("calibration: \(calibration)"))
        let again = try JobReader.read(text, file: "job.yaml")
        let back = try PreparedJob(
            again, table: Table.demo(DemoOptions(rows: 100, channels: 1), seed: 1), name: "demo")
        #expect(back.series == job.series)
        // And the encoded series.
        let bytes = job.series.encode()
        let decoded = try ForecastSeries.decode(bytes.span, name: "s", options: job.series.options)
        #expect(decoded == job.series && decoded.encode() == bytes)
    }

    @Test func withoutIt_nothingIsOtherwise() throws {
        let job = try prepared("train: 60, validation: 30, test: 10")
        #expect(!JobWriter.write(job.job).contains("calibration"))
        #expect(job.dataReport?.windows.calibration == nil)
        #expect(job.series.encode()[8] == 3)
        let none = try prepared("train: 60, validation: 30, calibration: 0, test: 10")
        #expect(none.series.encode() == job.series.encode())
        #expect(JobWriter.write(none.job) == JobWriter.write(job.job))
    }

    @Test(arguments: [
        ("train: 60, validation: 30, calibration: 31, test: 10", "takes 31 rows from the end of validation"),
        ("train: 90, calibration: 0.1, test: 10", "takes no row from the end of validation, which has 0"),
        ("train: 60, validation: 30, calibration: until 2020-01-01", "is a time; it takes rows"),
        ("train: 60, validation: 30, calibration: -1", "neither a number of rows nor a fraction"),
    ])
    func whatDoesNotFit_isRefused(split: String, words: String) throws {
        let error = try #require(throws: JobError.self) { try prepared(split) }
        #expect("\(error)".contains(words), "\(error)")
        #expect("\(error)".contains("data.split.calibration"), "\(error)")
    }

    @Test func eachSeriesOfALongTable_givesItsOwn() throws {
        var lines = ["t,s,a"]
        for row in 0..<60 {
            lines.append("\(row),x,\(row % 7)")
            if row < 40 { lines.append("\(row),y,\(row % 5)") }
        }
        let text = """
            data:
              {csv: a.csv, time: t, series: s, lookback: 4, horizon: 2,
               split: {train: 0.5, validation: 0.3, calibration: 0.1, test: 0.2}}
            model: [gru: {units: 2}, dense: {units: 2}]
            """
        let file = try JobReader.read(text, file: "job.yaml")
        let table = try Table.csv(
            Array(lines.joined(separator: "\n").utf8).span, name: "a.csv",
            options: file.job.data.tableOptions)
        let job = try PreparedJob(file, table: table, name: "a.csv")
        #expect(job.series.stretches.map(\.calibration.count) == [6, 4])
        #expect(job.series.stretches.map(\.validation.count) == [12, 8])
        #expect(JobWriter.write(job.job).contains("calibration: 0.1"))
    }
}
