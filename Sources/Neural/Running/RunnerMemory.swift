extension Model {
    /// Bytes that a `ModelRunner` of this model sets aside, told before it does: its `memoryBytes`.
    ///
    /// - Parameter capacity: the most samples of a pass, at least 1; together with T at most 2^31 rows.
    package func runnerMemoryBytes(capacity: Int) -> Int {
        runnerMemoryBytes(capacity: capacity, withInputGradient: false)
    }

    package func runnerMemoryBytes(capacity: Int, withInputGradient: Bool) -> Int {
        precondition(capacity >= 1, "a pass has at least one sample")
        let input = capacity * shapes[0].count
        var numbers = (withInputGradient ? 2 * input : input) + capacity * known
        for (index, definition) in definitions.enumerated() {
            if index == joiningLayer {
                numbers += KnownJoin.numbers(joined: shapes[index].features, capacity: capacity)
            }
            numbers += definition.numbers(
                for: LayerExtent(
                    shape: shapes[index], capacity: capacity,
                    hasInputGradient: needsInputGradient(layer: index, ofModelInput: withInputGradient)))
        }
        return numbers * MemoryLayout<Float>.stride
    }
}
