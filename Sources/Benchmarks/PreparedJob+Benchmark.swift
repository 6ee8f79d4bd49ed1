import Jobs
import Series
import Tables

extension PreparedJob {
    /// A benchmark's job on the demo series.
    ///
    /// - Throws: `BenchmarkError`, `JobError`, `TableError` or `SeriesError` for sizes that cannot be.
    init(benchmark job: Job) throws {
        guard case .demo(let options) = job.data.source else {
            throw BenchmarkError(.badOption, "the benchmark's job has no series of its own")
        }
        let file = try JobReader.read(JobWriter.write(job), file: "the benchmark's job")
        try self.init(file, table: Table.demo(options, seed: job.seed), name: "demo")
    }
}
