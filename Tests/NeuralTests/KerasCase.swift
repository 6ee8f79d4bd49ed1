import Foundation
import Testing

/// One of the files that `Keras/make_cases.py` writes.
struct KerasCase: Sendable, CustomTestStringConvertible {
    let file: URL

    var testDescription: String { file.deletingPathExtension().lastPathComponent }

    func read<Case: Decodable>(as type: Case.Type) throws -> Case {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: file))
    }
}

extension KerasCase {
    /// What a case compares, and how its file's name begins.
    enum Kind: String, CaseIterable {
        case lstm, layers, loss, train, initial, schedule

        /// The cases that there must be. One whose file is missing fails.
        var names: [String] {
            switch self {
            case .lstm:
                [
                    "plain", "sequences", "no_bias", "backwards_relu_hard_sigmoid", "one_of_everything",
                    "one_sample_17_units", "dropout_one_mask", "dropout_four_masks", "recurrent_dropout",
                    "both_dropouts", "both_dropouts_sequences",
                ]
            case .layers:
                [
                    "dense_linear_sequences", "dense_linear_vectors", "dense_relu_sequences",
                    "dense_relu_vectors", "dense_tanh_sequences", "dense_tanh_vectors",
                    "dense_sigmoid_sequences", "dense_sigmoid_vectors", "dense_hard_sigmoid_sequences",
                    "dense_hard_sigmoid_vectors", "dense_no_bias", "dropout_none", "dropout_nil_1_nil",
                    "dropout_1_T_1", "dropout_nil_nil_1", "dropout_1_nil_nil", "dropout_1_1_nil",
                    "dropout_nil_1_1", "dropout_1_1_1", "dropout_nil_T_F", "dropout_vectors_none",
                    "dropout_vectors_1_nil", "dropout_vectors_nil_1", "spatial_dropout", "stack",
                    "gru", "gru_sequences_backwards", "gru_no_bias", "gru_dropout", "gru_both_dropouts",
                    "gru_before", "gru_before_no_bias", "gru_before_both_dropouts", "gru_relu_hard_sigmoid",
                    "simple_rnn", "simple_rnn_both_dropouts", "simple_rnn_no_bias_backwards",
                    "indrnn", "indrnn_both_dropouts", "indrnn_no_bias_backwards",
                    "bidirectional_concat", "bidirectional_concat_sequences", "bidirectional_sum",
                    "bidirectional_sum_sequences", "bidirectional_mul", "bidirectional_mul_sequences",
                    "bidirectional_ave", "bidirectional_ave_sequences", "bidirectional_stack",
                    "residual", "residual_sequences",
                    "recurrent_stack", "repeat_and_flatten", "layer_normalization",
                    "layer_normalization_plain", "dense_elu", "dense_selu", "dense_gelu", "dense_softplus",
                    "dense_swish", "dense_leaky_relu", "lstm_gelu_swish", "lstm_elu_softplus",
                    "gru_swish_gelu", "gru_before_selu_leaky_relu", "simple_rnn_gelu", "reshape",
                    "dropout_axes", "spatial_dropout2d", "spatial_dropout3d", "gaussian_noise",
                ]
            case .loss:
                ["mse", "mae", "huber", "huber_delta", "mse_sequences", "huber_sequences", "log_cosh"]
            case .train:
                [
                    "sgd", "sgd_momentum", "sgd_nesterov", "adam", "adam_dropout", "adamw_clip_huber_relu",
                    "rmsprop_mae", "rmsprop_momentum", "rmsprop_centered", "adam_cosine",
                    "sgd_momentum_exponential",
                    "adamw_piecewise", "nadam", "nadam_clipvalue", "lion", "lion_clipnorm_exponential",
                    "adam_average", "sgd_average_overwrites", "adam_penalties", "sgd_max_norm",
                    "adamw_frozen",
                ]
            case .initial:
                [
                    "dense", "lstm", "lstm_no_forget_bias", "dense_glorot_bias", "lstm_glorot_bias",
                    "lstm_glorot_bias_no_forget_bias", "ones", "orthogonal_recurrent", "orthogonal_square",
                    "orthogonal_tall",
                ]
            case .schedule:
                [
                    "exponential", "exponential_staircase", "exponential_growth", "cosine", "cosine_alpha",
                    "cosine_warmup", "cosine_target_alone", "piecewise",
                    "plateau_patience_1", "plateau_patience_2", "plateau_cooldown", "plateau_floor",
                    "plateau_min_delta",
                ]
            }
        }
    }

    /// The repository's own, and those of the folder that the environment may name.
    static func all(_ kind: Kind) -> [KerasCase] {
        var files = own(kind)
        if let folder = furtherFolder {
            let names = self.files(in: folder)
            // A folder without a case is taken for one, which fails.
            files += names.isEmpty ? [folder] : []
            files += names.filter { $0.hasPrefix("\(kind)_") }.map { folder.appendingPathComponent($0) }
        }
        return files.map { KerasCase(file: $0) }
    }

    static func own(_ kind: Kind) -> [URL] {
        kind.names.map { folder.appendingPathComponent("\(kind)_\($0).json") }
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Keras", isDirectory: true)

    /// Where further cases of the same form are; nil for nowhere.
    static let furtherFolder = ProcessInfo.processInfo.environment["LOCKSTEP_GOLDEN"].map {
        URL(fileURLWithPath: $0, isDirectory: true)
    }

    /// The names of a folder's cases, in order; none where there is no such folder.
    static func files(in folder: URL) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted()
    }
}

/// An array of a reference case, row-major.
struct KerasArray: Decodable {
    let shape: [Int]
    let data: [Double]

    var floats: [Float] { data.map { Float($0) } }
}

struct KerasCaseTests {
    @Test func everyFileOfTheFolder_isACaseThatIsRead() {
        let names = KerasCase.Kind.allCases.flatMap(KerasCase.own).map(\.lastPathComponent)
        #expect(KerasCase.files(in: KerasCase.folder) == names.sorted())
    }
}
