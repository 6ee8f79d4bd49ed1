extension Model {
    /// Bytes that a `ModelRunner` of this model sets aside, told before it does: its `memoryBytes`.
    ///
    /// - Parameter capacity: the most samples of a pass, at least 1; together with T at most 2^31 rows.
    package func runnerMemoryBytes(capacity: Int, backward: BackwardReach = .weights) -> Int {
        precondition(capacity >= 1, "a pass has at least one sample")
        let numbers =
            (backward == .input ? 2 : 1) * capacity * timeSteps * features + capacity * known
            + stack.numbers(capacity: capacity, backward: backward)
        return numbers * MemoryLayout<Float>.stride
    }
}
