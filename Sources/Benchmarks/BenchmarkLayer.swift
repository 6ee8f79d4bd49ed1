import Neural

/// The recurrent layers of a benchmark's model.
package enum BenchmarkLayer: String, Sendable, CaseIterable {
    case lstm
    case gru
    case simpleRNN = "simple_rnn"
    case indRNN = "indrnn"

    /// Columns of its products are so many times its units.
    var gates: Int {
        switch self {
        case .lstm: 4
        case .gru: 3
        case .simpleRNN, .indRNN: 1
        }
    }

    func layer(units: Int, returnSequences: Bool, _ dropout: BenchmarkCase) -> Layer {
        let rate = dropout == .none ? 0 : 0.2
        let masks: DropoutMasks? = dropout == .shared ? .shared : nil
        return switch self {
        case .lstm:
            .lstm(
                LSTM(
                    units: units, returnSequences: returnSequences, dropout: rate, recurrentDropout: rate,
                    dropoutMasks: masks))
        case .gru:
            .gru(
                GRU(
                    units: units, returnSequences: returnSequences, dropout: rate, recurrentDropout: rate,
                    dropoutMasks: masks))
        case .simpleRNN:
            .simpleRNN(
                SimpleRNN(
                    units: units, returnSequences: returnSequences, dropout: rate, recurrentDropout: rate))
        case .indRNN:
            .indRNN(
                IndRNN(
                    units: units, returnSequences: returnSequences, dropout: rate, recurrentDropout: rate))
        }
    }
}
