import Jobs
import Testing

/// A job's text is what a run and its digest are known by: it stays what it is to the byte.
@Suite struct WrittenJobTests {
    @Test func writtenJobs_areTheBytesTheyWere() throws {
        #expect(JobWriter.write(try JobReader.read(DemoJob.text, file: "demo").job) == Self.demo)
        #expect(JobWriter.write(try JobReader.read(JobFaults.full, file: "full").job) == Self.full)
    }

    private static let demo = """
        name: "demo"
        seed: 42
        data:
          demo:
            rows: 6000
            channels: 4
            noise: 0.3
          lookback: 48
          horizon: 12
          split:
            train: 0.7
            validation: 0.15
            test: 0.15
          scaling: standard
          normalise: none
          channels: together
          segment: 1
          stride: 1
          missing: error
          gaps: error
          duplicates: error
        model:
        - spatial_dropout1d:
            rate: 0.1
        - lstm:
            units: 32
            activation: tanh
            recurrent_activation: sigmoid
            use_bias: true
            unit_forget_bias: true
            return_sequences: false
            go_backwards: false
            dropout: 0.1
            recurrent_dropout: 0.2
            dropout_masks: per_gate
            kernel_initializer: glorot_uniform
            recurrent_initializer: orthogonal
            bias_initializer: zeros
            trainable: true
        - dense:
            units: 48
            activation: linear
            use_bias: true
            kernel_initializer: glorot_uniform
            bias_initializer: zeros
            trainable: true
        training:
          batch_size: 64
          microbatches: 4
          epochs: 12
          loss: mse
          optimizer:
            adam:
              learning_rate: 0.003
              beta_1: 0.9
              beta_2: 0.999
              epsilon: 1e-07
              use_ema: false
          early_stopping:
            monitor: validation_loss
            patience: 3
            min_delta: 0.0
            start_from_epoch: 0
          checkpoint_steps: 500
        mixed_hardware: false
        audit: 0.0

        """

    private static let full = """
        name: "etth1"
        seed: 18446744073709551615
        data:
          csv: "ETTh1.csv"
          time: ["date", "hour"]
          features: ["HUFL", "OT"]
          targets: ["OT"]
          lookback: 96
          horizon: 24
          split:
            train: 8640
            validation: 0.25
            test: 2880
          scaling: minmax
          normalise: none
          channels: together
          segment: 1
          stride: 1
          missing: interpolate
          gaps: error
          duplicates: error
          missing_values: ["NA", "", "-"]
        model:
        - dropout:
            rate: 0.3
            noise_shape:
            - null
            - 1
            - 7
        - spatial_dropout1d:
            rate: 1.0
        - lstm:
            units: 64
            activation: relu
            recurrent_activation: hard_sigmoid
            use_bias: false
            unit_forget_bias: false
            return_sequences: true
            go_backwards: true
            dropout: 0.2
            recurrent_dropout: 0.1
            dropout_masks: shared
            kernel_initializer: orthogonal
            recurrent_initializer: glorot_uniform
            bias_initializer: ones
            trainable: true
        - dense:
            units: 24
            activation: sigmoid
            use_bias: false
            kernel_initializer: zeros
            bias_initializer: ones
            trainable: true
        training:
          batch_size: 256
          microbatches: 7
          epochs: 20
          loss:
            huber:
              delta: 0.5
          optimizer:
            sgd:
              learning_rate: 0.1
              momentum: 0.9
              nesterov: true
              global_clipnorm: 2.5
              use_ema: true
              ema_momentum: 0.75
              ema_overwrite_frequency: 100
          early_stopping:
            monitor: loss
            patience: 3
            min_delta: 0.0001
            start_from_epoch: 2
          checkpoint_steps: 0
        mixed_hardware: true
        audit: 0.25

        """
}
