import Neural
import Testing

/// A layer as a case describes it: its name and those options that are not Keras's defaults.
final class KerasLayer: Decodable, Sendable {
    let `class`: String
    let units: Int?
    let activation: String?
    let recurrentActivation: String?
    let useBias: Bool?
    let unitForgetBias: Bool?
    let returnSequences: Bool?
    let dropout: Double?
    let recurrentDropout: Double?
    let kernelInitializer: String?
    let biasInitializer: String?
    let resetAfter: Bool?
    /// Of a Bidirectional.
    let layer: KerasLayer?
    let mergeMode: String?
    /// Of a Residual.
    let layers: [KerasLayer]?
    let goBackwards: Bool?
    let n: Int?
    let epsilon: Double?
    let center: Bool?
    let scale: Bool?
    let rate: Double?
    let noiseShape: [Int?]?
    let stddev: Double?
    let targetShape: [Int]?

    /// The same layer of ours, everything else at our defaults.
    func ours() throws -> Layer {
        switch `class` {
        case "LSTM": .lstm(try lstm())
        case "GRU": .gru(try gru())
        case "SimpleRNN": .simpleRNN(try simpleRNN())
        case "Residual": .residual(Residual(try #require(layers).map { try $0.ours() }))
        case "IndRNN": .indRNN(try indRNN())
        case "Bidirectional":
            .bidirectional(
                Bidirectional(
                    try #require(layer).ours(),
                    mergeMode: try #require(Bidirectional.MergeMode(rawValue: mergeMode ?? "concat"))))
        case "LayerNormalization":
            .layerNormalization(
                LayerNormalization(
                    epsilon: epsilon ?? 0.001, center: center ?? true, scale: scale ?? true))
        case "Flatten": .flatten(Flatten())
        case "RepeatVector": .repeatVector(RepeatVector(n: try #require(n)))
        case "Dense": .dense(try dense())
        case "Reshape": .reshape(Reshape(targetShape: try #require(targetShape)))
        case "GaussianNoise": .gaussianNoise(GaussianNoise(stddev: try #require(stddev)))
        case "SpatialDropout2D": .spatialDropout2D(SpatialDropout2D(rate: try #require(rate)))
        case "SpatialDropout3D": .spatialDropout3D(SpatialDropout3D(rate: try #require(rate)))
        case "Dropout": .dropout(Dropout(rate: try #require(rate), noiseShape: noiseShape))
        default:
            .spatialDropout1D(
                SpatialDropout1D(rate: try #require(`class` == "SpatialDropout1D" ? rate : nil)))
        }
    }

    private func lstm() throws -> LSTM {
        var lstm = LSTM(units: try #require(units))
        try set(&lstm.options)
        try set(&lstm.recurrentActivation, recurrentActivation)
        lstm.unitForgetBias = unitForgetBias ?? lstm.unitForgetBias
        return lstm
    }

    private func gru() throws -> GRU {
        var gru = GRU(units: try #require(units))
        try set(&gru.options)
        try set(&gru.recurrentActivation, recurrentActivation)
        gru.resetAfter = resetAfter ?? gru.resetAfter
        return gru
    }

    private func simpleRNN() throws -> SimpleRNN {
        var simple = SimpleRNN(units: try #require(units))
        try set(&simple.options)
        return simple
    }

    private func indRNN() throws -> IndRNN {
        var independent = IndRNN(units: try #require(units))
        try set(&independent.options)
        return independent
    }

    private func set(_ options: inout RecurrentOptions) throws {
        try set(&options.activation, activation)
        options.useBias = useBias ?? options.useBias
        options.returnSequences = returnSequences ?? options.returnSequences
        options.goBackwards = goBackwards ?? options.goBackwards
        options.dropout = dropout ?? options.dropout
        options.recurrentDropout = recurrentDropout ?? options.recurrentDropout
        try set(&options.kernelInitializer, kernelInitializer)
        try set(&options.biasInitializer, biasInitializer)
    }

    private func dense() throws -> Dense {
        var dense = Dense(units: try #require(units))
        try set(&dense.activation, activation)
        dense.useBias = useBias ?? dense.useBias
        try set(&dense.kernelInitializer, kernelInitializer)
        try set(&dense.biasInitializer, biasInitializer)
        return dense
    }

    private func set<Option: RawRepresentable<String>>(_ option: inout Option, _ name: String?) throws {
        if let name { option = try #require(Option(rawValue: name), "\(name)") }
    }
}

/// A mask that Keras drew.
struct KerasMask: Decodable {
    let layer: Int
    let mask: Int
    let values: KerasArray

    var place: MaskPlace { MaskPlace(layer: layer, mask: mask) }
}

extension MaskSource {
    /// The masks of a pass; nil for none.
    static func given(_ masks: [KerasMask]) -> MaskSource? {
        masks.isEmpty
            ? nil : .given(Dictionary(uniqueKeysWithValues: masks.map { ($0.place, $0.values.floats) }))
    }
}
