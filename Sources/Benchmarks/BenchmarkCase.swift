import Neural

/// Which dropout the LSTM layers of a benchmark's model have.
package enum BenchmarkCase: String, Sendable, CaseIterable {
    case none
    /// On inputs and state, each gate under the same mask.
    case shared
    /// On inputs and state, each gate under masks of its own.
    case both

    /// LSTM(units) x layers, then Dense(outputs).
    func model(units: Int, layers: Int, outputs: Int) -> [Layer] {
        let rate = self == .none ? 0 : 0.2
        return (1...layers).map { number in
            .lstm(
                LSTM(
                    units: units, returnSequences: number < layers, dropout: rate, recurrentDropout: rate,
                    dropoutMasks: self == .shared ? .shared : nil))
        } + [.dense(Dense(units: outputs))]
    }
}
