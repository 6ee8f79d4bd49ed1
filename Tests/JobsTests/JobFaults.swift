import Jobs
import Testing

/// A good job and what can be wrong with it.
enum JobFaults {
    /// A job that uses every kind of key.
    static let full = """
        name: etth1
        seed: 18446744073709551615
        mixed_hardware: true
        data:
          csv: ETTh1.csv
          time: [date, hour]
          features: [HUFL, OT]
          targets: OT
          lookback: 96
          horizon: 24
          split: {train: 8640, validation: 0.25, test: 2880}
          scaling: minmax
          missing: interpolate
          missing_values: [NA, "", "-"]
        model:
          - dropout: {rate: 0.3, noise_shape: [null, 1, 7]}
          - spatial_dropout1d: {rate: 1}
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
          - dense: {units: 24, activation: sigmoid, use_bias: false, kernel_initializer: zeros, \
        bias_initializer: ones}
        training:
          batch_size: 256
          microbatches: 7
          epochs: 20
          loss: {huber: {delta: 0.5}}
          optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true, global_clipnorm: 2.5, \
        use_ema: true, ema_momentum: 0.75, ema_overwrite_frequency: 100}}
          early_stopping: {patience: 3, min_delta: 1e-4, monitor: loss, start_from_epoch: 2}
          checkpoint_steps: 0
        audit: 0.25
        """

    /// One fault in an otherwise good job.
    struct Fault: Sendable, CustomTestStringConvertible {
        /// The line of `full` that is replaced, and by what.
        let old: String
        let new: String
        let code: JobError.Code
        let line: Int
        let key: String
        /// The offending value and the remedy.
        let says: [String]

        init(
            _ old: String, _ new: String, _ code: JobError.Code, line: Int, _ key: String,
            _ says: [String]
        ) {
            (self.old, self.new, self.code, self.line, self.key, self.says) = (
                old, new, code, line, key, says
            )
        }

        var testDescription: String { "\(key): \(new)" }
    }

    static let all: [Fault] = [
        // Unknown and missing keys.
        Fault(
            "name: etth1", "nmae: etth1", .unknownKey, line: 1, "nmae",
            ["audit, data, mixed_hardware, model, name, seed"]),
        Fault(
            "  csv:", "  cvs: x\n  csv:", .unknownKey, line: 5, "data.cvs",
            ["channels, csv, demo, duplicates, features, format, gaps"]),
        Fault(
            "{rate: 0.3,", "{rate: 0.3, seed: 1,", .unknownKey, line: 16, "model[0].dropout.seed",
            ["noise_shape, rate"]),
        Fault(
            "      units: 64", "      unit: 64", .missingKey, line: 19, "model[2].lstm.units",
            ["missing", "units: 64"]),
        Fault(
            "      use_bias: f", "      bias: f", .unknownKey, line: 22, "model[2].lstm.bias", ["use_bias"]),
        Fault("  epochs: 20", "  epoch: 20", .unknownKey, line: 36, "training.epoch", ["epochs"]),
        Fault("delta: 0.5", "d: 0.5", .unknownKey, line: 37, "training.loss.huber.d", ["delta"]),
        Fault("nesterov", "decay", .unknownKey, line: 38, "training.optimizer.sgd.decay", ["nesterov"]),
        Fault(
            "{patience: 3, ", "{", .missingKey, line: 39, "training.early_stopping.patience",
            ["missing", "patience: 3"]),
        Fault("  lookback: 96", "", .missingKey, line: 5, "data.lookback", ["missing", "lookback: 96"]),
        Fault("  csv: ETTh1.csv", "", .missingKey, line: 6, "data.csv", ["csv: FILE", "demo: {}"]),
        Fault("{rate: 1}", "", .missingKey, line: 17, "model[1].spatial_dropout1d.rate", ["rate: 0.2"]),
        // Types.
        Fault(
            "lookback: 96", "lookback: many", .wrongType, line: 9, "data.lookback",
            ["'many'", "whole number", "1 to"]),
        Fault(
            "lookback: 96", "lookback: \"96\"", .wrongType, line: 9, "data.lookback",
            ["\"96\"", "whole number"]),
        Fault(
            "lookback: 96", "lookback: 9.6", .wrongType, line: 9, "data.lookback", ["'9.6'", "whole number"]),
        Fault(
            "lookback: 96", "lookback: [96]", .wrongType, line: 9, "data.lookback",
            ["a list", "whole number"]),
        Fault(
            "rate: 0.3", "rate: high", .wrongType, line: 16, "model[0].dropout.rate",
            ["'high'", "0.0 to 1.0"]),
        Fault(
            "rate: 0.3", "rate: '0.3'", .wrongType, line: 16, "model[0].dropout.rate",
            ["\"0.3\"", "0.0 to 1.0"]),
        Fault(
            "rate: 0.3", "rate: nan", .wrongType, line: 16, "model[0].dropout.rate", ["'nan'", "0.0 to 1.0"]),
        Fault(
            "rate: 0.3", "rate: .nan", .wrongType, line: 16, "model[0].dropout.rate",
            ["'.nan'", "0.0 to 1.0"]),
        Fault("seed: 18446744073709551615", "seed: -1", .wrongType, line: 2, "seed", ["'-1'", "2^64 - 1"]),
        Fault(
            "seed: 18446744073709551615", "seed: 18446744073709551616", .wrongType, line: 2, "seed",
            ["2^64 - 1"]),
        Fault(
            "use_bias: false", "use_bias: no", .wrongType, line: 22, "model[2].lstm.use_bias",
            ["'no'", "true nor false"]),
        Fault(
            "mixed_hardware: true", "mixed_hardware: 1", .wrongType, line: 3, "mixed_hardware",
            ["'1'", "true nor false"]),
        Fault("audit: 0.25", "audit: 1.5", .badValue, line: 41, "audit", ["1.5", "0.0 to 1.0"]),
        Fault("csv: ETTh1.csv", "csv: [a, b]", .wrongType, line: 5, "data.csv", ["a list", "path"]),
        Fault(
            "features: [HUFL, OT]", "features: {a: 1}", .wrongType, line: 7, "data.features",
            ["a mapping", "[a, b]"]),
        Fault(
            "{train: 8640, validation: 0.25, test: 2880}", "[1, 2]", .wrongType, line: 11, "data.split",
            ["a list", "keys"]),
        Fault(
            "noise_shape: [null, 1, 7]", "noise_shape: 1", .wrongType, line: 16,
            "model[0].dropout.noise_shape", ["'1'", "[null, 1, null]"]),
        Fault(
            "{sgd: {", "{adam: {}, sgd: {", .wrongType, line: 38, "training.optimizer",
            ["a mapping", "one name"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- [1]", .wrongType, line: 17, "model[1]",
            ["a list", "one name"]),
        // Values.
        Fault(
            "rate: 0.3", "rate: 1.01", .badValue, line: 16, "model[0].dropout.rate",
            ["'1.01'", "0.0 to 1.0"]),
        Fault(
            "rate: 0.3", "rate: -0.1", .badValue, line: 16, "model[0].dropout.rate",
            ["'-0.1'", "0.0 to 1.0"]),
        Fault(
            "rate: 0.3", "rate: inf", .badValue, line: 16, "model[0].dropout.rate", ["'inf'", "0.0 to 1.0"]),
        Fault(
            "recurrent_dropout: 0.1", "recurrent_dropout: 2", .badValue, line: 27,
            "model[2].lstm.recurrent_dropout", ["'2'", "0.0 to 1.0"]),
        Fault("units: 64", "units: 0", .badValue, line: 19, "model[2].lstm.units", ["0", "1 to 1000000"]),
        Fault("units: 24", "units: -3", .badValue, line: 32, "model[3].dense.units", ["-3", "1 to 1000000"]),
        Fault("horizon: 24", "horizon: 0", .badValue, line: 10, "data.horizon", ["0", "1 to 1000000"]),
        Fault(
            "batch_size: 256", "batch_size: 0", .badValue, line: 34, "training.batch_size",
            ["0", "1 to 1000000"]),
        Fault("epochs: 20", "epochs: 0", .badValue, line: 36, "training.epochs", ["0", "1 to 1000000"]),
        Fault(
            "microbatches: 7", "microbatches: 0", .badValue, line: 35, "training.microbatches",
            ["0", "1 to 65536"]),
        Fault(
            "learning_rate: 0.1", "learning_rate: -1", .badValue, line: 38,
            "training.optimizer.sgd.learning_rate", ["'-1'", "0.0 to"]),
        Fault(
            "global_clipnorm: 2.5", "global_clipnorm: 0", .badValue, line: 38,
            "training.optimizer.sgd.global_clipnorm", ["'0'"]),
        Fault(
            "use_ema: true", "use_ema: 1", .wrongType, line: 38, "training.optimizer.sgd.use_ema",
            ["'1'", "true nor false"]),
        Fault(
            "use_ema: true, ", "", .inconsistent, line: 38, "training.optimizer.sgd.ema_momentum",
            ["use_ema: true"]),
        Fault(
            "use_ema: true, ema_momentum: 0.75, ", "", .inconsistent, line: 38,
            "training.optimizer.sgd.ema_overwrite_frequency", ["use_ema: true"]),
        Fault(
            "ema_momentum: 0.75", "ema_momentum: 1.5", .badValue, line: 38,
            "training.optimizer.sgd.ema_momentum", ["'1.5'", "0.0 to 0.999999999"]),
        Fault(
            "ema_overwrite_frequency: 100", "ema_overwrite_frequency: 0", .badValue, line: 38,
            "training.optimizer.sgd.ema_overwrite_frequency", ["0", "1 to"]),
        Fault(
            "global_clipnorm: 2.5", "clipvalue: -1", .badValue, line: 38, "training.optimizer.sgd.clipvalue",
            ["'-1'"]),
        Fault(
            "global_clipnorm: 2.5", "global_clipnorm: 2.5, clipvalue: 1", .inconsistent, line: 38,
            "training.optimizer.sgd.clipvalue", ["one way to clip", "clipnorm"]),
        Fault(
            "global_clipnorm: 2.5", "clipnorm: 2.5, global_clipnorm: 1", .inconsistent, line: 38,
            "training.optimizer.sgd.clipnorm", ["one way to clip"]),
        Fault(
            "min_delta: 1e-4", "min_delta: -1", .badValue, line: 39, "training.early_stopping.min_delta",
            ["'-1'", "at least 0.0"]),
        Fault(
            "min_delta: 1e-4", "min_delta: 1e999", .badValue, line: 39, "training.early_stopping.min_delta",
            ["'1e999'"]),
        Fault(
            "patience: 3", "patience: 0", .badValue, line: 39, "training.early_stopping.patience",
            ["0", "1 to"]),
        Fault(
            "noise_shape: [null, 1, 7]", "noise_shape: [null, 0, 7]", .badValue, line: 16,
            "model[0].dropout.noise_shape", ["'0'", "null"]),
        Fault(
            "noise_shape: [null, 1, 7]", "noise_shape: [null, x, 7]", .badValue, line: 16,
            "model[0].dropout.noise_shape", ["'x'", "null"]),
        Fault(
            "train: 8640", "train: 1.5", .badValue, line: 11, "data.split.train",
            ["'1.5'", "0.0 to 1.0"]),
        Fault("train: 8640", "train: -5", .badValue, line: 11, "data.split.train", ["'-5'", "rows"]),
        Fault("train: 8640", "train: most", .badValue, line: 11, "data.split.train", ["'most'", "rows"]),
        Fault(
            "activation: relu", "activation: softmax", .badValue, line: 20, "model[2].lstm.activation",
            ["'softmax'", "linear, relu, tanh"]),
        Fault(
            "dropout_masks: shared", "dropout_masks: all", .badValue, line: 28, "model[2].lstm.dropout_masks",
            ["'all'", "per_gate, shared"]),
        Fault(
            "bias_initializer: ones\n", "bias_initializer: he\n", .badValue, line: 31,
            "model[2].lstm.bias_initializer", ["'he'", "glorot_uniform"]),
        Fault(
            "scaling: minmax", "scaling: log", .badValue, line: 12, "data.scaling",
            ["'log'", "standard, minmax, robust, none"]),
        Fault(
            "missing: interpolate", "missing: skip", .badValue, line: 13, "data.missing",
            ["'skip'", "forward_fill"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- lost: {units: 3}", .badValue, line: 17, "model[1]",
            [
                "'lost'",
                "dropout, spatial_dropout1d, spatial_dropout2d, spatial_dropout3d, gaussian_noise, lstm, gru",
            ]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- bidirectional:\n      layer: {dense: {units: 3}}", .badValue,
            line: 18, "model[1].bidirectional.layer", ["'dense'", "lstm, gru, simple_rnn, indrnn"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- bidirectional:\n      layer:\n        gru: {units: 0}",
            .badValue, line: 19, "model[1].bidirectional.layer.gru.units", ["0", "1 to 1000000"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- bidirectional: {merge_mode: sum}", .missingKey, line: 17,
            "model[1].bidirectional.layer", ["missing", "layer: {lstm: {units: 64}}"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- residual:\n      layers:\n        - residual: {}", .badValue,
            line: 19, "model[1].residual.layers[0]", ["'residual' is none of: dropout"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}",
            "- residual:\n      layers:\n        - flatten\n        - dense: {units: 0}", .badValue, line: 20,
            "model[1].residual.layers[1].dense.units", ["0", "1 to 1000000"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- residual: {layers: []}", .badValue, line: 17,
            "model[1].residual.layers", ["no layer"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- residual", .missingKey, line: 17,
            "model[1].residual.layers", ["missing", "layers: [{lstm"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- reshape: {target_shape: [2, x]}", .wrongType, line: 17,
            "model[1].reshape.target_shape", ["'x'", "whole number"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- reshape: {target_shape: [2, -2]}", .badValue, line: 17,
            "model[1].reshape.target_shape", ["-2", "-1 to 1073741824"]),
        Fault(
            "- spatial_dropout1d: {rate: 1}", "- gaussian_noise: {stddev: 1.5}", .badValue, line: 17,
            "model[1].gaussian_noise.stddev", ["'1.5'", "0 to 1"]),
        Fault(
            "{sgd:", "{adem:", .badValue, line: 38, "training.optimizer",
            ["'adem'", "sgd, adam, adamw, rmsprop, nadam, lion"]),
        Fault(
            "loss: {huber: {delta: 0.5}}", "loss: hinge", .badValue, line: 37, "training.loss",
            ["'hinge'", "mse, mae, huber, log_cosh, pinball, gaussian, student_t"]),
        Fault(
            "{huber: {delta: 0.5}}", "{pinball: {quantiles: [0.1, 0.9]}}", .inconsistent, line: 37,
            "training.loss.pinball.quantiles", ["0.5", "[0.1, 0.5, 0.9]"]),
        Fault(
            "{huber: {delta: 0.5}}", "{pinball: {quantiles: [0.5, 0.1]}}", .inconsistent, line: 37,
            "training.loss.pinball.quantiles", ["0.1", "0.5", "ascending"]),
        Fault(
            "{huber: {delta: 0.5}}", "{pinball: {quantiles: [0.5, 1]}}", .badValue, line: 37,
            "training.loss.pinball.quantiles", ["'1'", "0.999999"]),
        Fault(
            "  loss: {huber", "  loss_weights: 2\n  loss: {huber", .wrongType, line: 37,
            "training.loss_weights", ["'2'", "{OT: 2}"]),
        Fault(
            "  loss: {huber", "  loss_weights: {OT: 0}\n  loss: {huber", .badValue, line: 37,
            "training.loss_weights.OT", ["'0'", "1e-06 to 1000000.0"]),
        Fault(
            "  loss: {huber", "  loss_weights: {OT: two}\n  loss: {huber", .wrongType, line: 37,
            "training.loss_weights.OT", ["'two'", "not a number"]),
        Fault(
            "{huber: {delta: 0.5}}", "quantile", .badValue, line: 37, "training.loss",
            ["'quantile'", "write pinball: {quantiles: [0.1, 0.5, 0.9]}"]),
        Fault(
            "{huber: {delta: 0.5}}", "{pinball: [0.1, 0.5]}", .wrongType, line: 37, "training.loss.pinball",
            ["a list", "such as pinball: {quantiles: ...}"]),
        Fault(
            "  - dense: {units: 24, ", "  - bidirectional: {layer: lstm, units: 8}\n  - dense: {units: 24, ",
            .missingKey, line: 32, "model[3].bidirectional.layer", ["layer: {lstm: {units: 64}}"]),
        Fault(
            "{sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true, global_clipnorm: 2.5, ",
            "{rmsprop: {centered: true, rho: 0, ", .inconsistent, line: 38, "training.optimizer.rmsprop.rho",
            ["above 0, such as 0.9"]),
        Fault(
            "ema_momentum: 0.75", "ema_momentum: 1", .badValue, line: 38,
            "training.optimizer.sgd.ema_momentum", ["'1'", "0.0 to 0.999999999"]),
        Fault(
            "{huber: {delta: 0.5}}", "{gaussian: {degrees: 3}}", .unknownKey, line: 37,
            "training.loss.gaussian.degrees", ["is no key here", "there are none"]),
        Fault("delta: 0.5", "delta: 0", .badValue, line: 37, "training.loss.huber.delta", ["'0'"]),
        Fault(
            "bias_initializer: ones}", "kernel_regularizer: 0.01}", .wrongType, line: 32,
            "model[3].dense.kernel_regularizer", ["'0.01'", "there are: l1, l2"]),
        Fault(
            "bias_initializer: ones}", "bias_regularizer: {l3: 1}}", .unknownKey, line: 32,
            "model[3].dense.bias_regularizer.l3", ["l1, l2"]),
        Fault(
            "      bias_initializer: ones\n", "      recurrent_regularizer: {l2: -0.1}\n", .badValue,
            line: 31,
            "model[2].lstm.recurrent_regularizer.l2", ["-0.1", "0.0 to 1000000.0"]),
        Fault(
            "      bias_initializer: ones\n", "      recurrent_constraint: {}\n", .missingKey, line: 31,
            "model[2].lstm.recurrent_constraint.max_norm", ["missing", "max_norm: 2"]),
        Fault(
            "bias_initializer: ones}", "kernel_constraint: {max_norm: 0}}", .badValue, line: 32,
            "model[3].dense.kernel_constraint.max_norm", ["'0'", "1e-30 to 1e+30"]),
        Fault(
            "bias_initializer: ones}", "trainable: never}", .wrongType, line: 32,
            "model[3].dense.trainable", ["'never'", "true nor false"]),
        Fault(
            "mixed_hardware: true", "start_from: [a]", .wrongType, line: 3, "start_from",
            ["a list", "there are: model, sha256, scaling, anew"]),
        Fault(
            "mixed_hardware: true", "start_from: {scaling: refit}", .missingKey, line: 3, "start_from.model",
            ["missing", "model: base.safetensors"]),
        Fault(
            "mixed_hardware: true", "start_from: {model: a, scaling: standard}", .badValue, line: 3,
            "start_from.scaling", ["'standard'", "keep, refit"]),
        Fault(
            "mixed_hardware: true", "start_from: {model: a, sha256: 12ab}", .badValue, line: 3,
            "start_from.sha256", ["'12ab'", "64 digits"]),
        // Settings that do not fit each other.
        Fault(
            "microbatches: 7", "microbatches: 257", .inconsistent, line: 35, "training.microbatches",
            ["257", "at most 256"]),
        Fault(
            "  csv: ETTh1.csv", "  csv: ETTh1.csv\n  demo: {}", .inconsistent, line: 6, "data.demo",
            ["beside csv", "one of the two"]),
        Fault("  csv: ETTh1.csv", "  demo: {}", .inconsistent, line: 6, "data.time", ["leave it out"]),
        Fault(
            "monitor: loss", "monitor: val_loss", .badValue, line: 39, "training.early_stopping.monitor",
            ["'val_loss'", "loss, validation_loss, validation_mae"]),
        Fault(
            "start_from_epoch: 2", "start_from_epoch: -1", .badValue, line: 39,
            "training.early_stopping.start_from_epoch", ["-1", "0 to 1000000"]),
        Fault(
            "  epochs: 20", "  steps: 0", .badValue, line: 36, "training.steps", ["0", "1 to 1000000000"]),
        Fault(
            "  epochs: 20", "  epochs: 20\n  steps: 100", .inconsistent, line: 37, "training.steps",
            ["beside epochs", "one of the two"]),
        Fault(
            "  epochs: 20", "  time_limit: 30", .badValue, line: 36, "training.time_limit",
            ["'30'", "30 min"]),
        Fault(
            "  epochs: 20", "  time_limit: 0 s", .badValue, line: 36, "training.time_limit", ["'0 s'"]),
        Fault(
            "  epochs: 20", "  time_limit: 9000 h", .badValue, line: 36, "training.time_limit",
            ["'9000 h'", "a year"]),
    ]
}
