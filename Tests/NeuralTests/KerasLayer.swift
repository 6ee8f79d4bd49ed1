import Neural
import Testing

/// A layer as a case describes it: its name and those options that are not Keras's defaults.
struct KerasLayer: Decodable {
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
    let rate: Double?
    let noiseShape: [Int?]?

    /// The same layer of ours, everything else at our defaults.
    func layer() throws -> Layer {
        switch `class` {
        case "LSTM": .lstm(try lstm())
        case "Dense": .dense(try dense())
        case "Dropout": .dropout(Dropout(rate: try #require(rate), noiseShape: noiseShape))
        default:
            .spatialDropout1D(
                SpatialDropout1D(rate: try #require(`class` == "SpatialDropout1D" ? rate : nil)))
        }
    }

    private func lstm() throws -> LSTM {
        var lstm = LSTM(units: try #require(units))
        try set(&lstm.activation, activation)
        try set(&lstm.recurrentActivation, recurrentActivation)
        lstm.useBias = useBias ?? lstm.useBias
        lstm.unitForgetBias = unitForgetBias ?? lstm.unitForgetBias
        lstm.returnSequences = returnSequences ?? lstm.returnSequences
        lstm.dropout = dropout ?? lstm.dropout
        lstm.recurrentDropout = recurrentDropout ?? lstm.recurrentDropout
        try set(&lstm.kernelInitializer, kernelInitializer)
        try set(&lstm.biasInitializer, biasInitializer)
        return lstm
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
