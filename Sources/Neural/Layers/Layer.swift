/// One layer of a model.
///
/// A new kind of layer is a folder beside this file, a case, a line of `definition` and a line of `kinds`.
package enum Layer: Hashable, Sendable {
    case dropout(Dropout)
    case spatialDropout1D(SpatialDropout1D)
    case spatialDropout2D(SpatialDropout2D)
    case spatialDropout3D(SpatialDropout3D)
    case gaussianNoise(GaussianNoise)
    case lstm(LSTM)
    case gru(GRU)
    case simpleRNN(SimpleRNN)
    case indRNN(IndRNN)
    indirect case bidirectional(Bidirectional)
    case parallelDecoder(ParallelDecoder)
    case dense(Dense)
    case layerNormalization(LayerNormalization)
    case reshape(Reshape)
    case flatten(Flatten)
    case repeatVector(RepeatVector)
    case embedding(Embedding)
    case residual(Residual)

    /// The one place that tells the cases apart.
    var definition: any LayerChoice {
        switch self {
        case .dropout(let dropout): dropout
        case .spatialDropout1D(let dropout): dropout
        case .spatialDropout2D(let dropout): dropout
        case .spatialDropout3D(let dropout): dropout
        case .gaussianNoise(let noise): noise
        case .lstm(let lstm): lstm
        case .gru(let gru): gru
        case .simpleRNN(let simple): simple
        case .indRNN(let independent): independent
        case .bidirectional(let both): both
        case .parallelDecoder(let decoder): decoder
        case .dense(let dense): dense
        case .layerNormalization(let normalization): normalization
        case .reshape(let reshape): reshape
        case .flatten(let flatten): flatten
        case .repeatVector(let repeated): repeated
        case .embedding(let embedding): embedding
        case .residual(let residual): residual
        }
    }
}

extension Layer: JobChoice {
    package static let kinds: [any JobVariant<Layer>.Type] = [
        Dropout.self, SpatialDropout1D.self, SpatialDropout2D.self, SpatialDropout3D.self,
        GaussianNoise.self, LSTM.self, GRU.self, SimpleRNN.self, IndRNN.self, Bidirectional.self,
        ParallelDecoder.self, Dense.self, LayerNormalization.self, Reshape.self, Flatten.self,
        RepeatVector.self, Embedding.self, Residual.self,
    ]

    /// Those that go through the time steps with a state.
    static let recurrentKinds = kinds.filter { $0 is any RecurrentLayer.Type }

    package var variant: any JobVariant<Layer> { definition.anyVariant }
}
