/// The job that is trained where none is given: small enough for a coffee, hard enough that seasons and
/// dropout count.
package enum DemoJob {
    package static let text = """
        name: demo
        seed: 42
        data:
          demo: {}
          lookback: 48
          horizon: 12
          split: {train: 0.7, validation: 0.15, test: 0.15}
        model:
          - spatial_dropout1d: {rate: 0.1}
          - lstm: {units: 32, dropout: 0.1, recurrent_dropout: 0.2}
          - dense: {units: 48}
        training:
          batch_size: 64
          microbatches: 4
          epochs: 12
          optimizer: {adam: {learning_rate: 0.003}}
          early_stopping: {patience: 3}

        """
}
