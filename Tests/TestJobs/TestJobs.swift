package import Jobs
import Series
import Tables

/// Small jobs that train in milliseconds.
package enum TestJobs {
    package static let text = """
        name: small
        seed: 7
        data:
          demo: {rows: 400, channels: 3}
          lookback: 6
          horizon: 2
          split: {train: 250, validation: 70, test: 80}
        model:
          - dropout: {rate: 0.2, noise_shape: [1, null, 1]}
          - spatial_dropout1d: {rate: 0.2}
          - lstm: {units: 5, dropout: 0.2, recurrent_dropout: 0.3}
          - dense: {units: 6}
        training:
          batch_size: 24
          microbatches: 5
          epochs: 3
          checkpoint_steps: 4
          optimizer: {adam: {learning_rate: 0.01}}
        """

    package static func prepared(_ text: String = text, change: (inout Job) -> Void = { _ in }) throws
        -> PreparedJob
    {
        var file = try JobReader.read(text, file: "small.yaml")
        change(&file.job)
        guard case .demo(let options) = file.job.data.source else { throw Unexpected() }
        return try PreparedJob(file, table: Table.demo(options, seed: file.job.seed), name: "demo")
    }

    struct Unexpected: Error {}
}
