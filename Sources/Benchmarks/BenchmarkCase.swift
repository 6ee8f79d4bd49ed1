import Neural

/// Which dropout the recurrent layers of a benchmark's model have.
package enum BenchmarkCase: String, Sendable, CaseIterable {
    case none
    /// On inputs and state, each gate under the same mask.
    case shared
    /// On inputs and state, each gate under masks of its own.
    case both

    /// The layer (units) x layers, then Dense(outputs).
    func model(of layer: BenchmarkLayer = .lstm, units: Int, layers: Int, outputs: Int) -> [Layer] {
        (1...layers).map { number in
            layer.layer(units: units, returnSequences: number < layers, self)
        } + [.dense(Dense(units: outputs))]
    }
}
