/// Inputs of windows that are taken from other windows, to learn what a model makes of them.
package struct InputExchange: Sendable {
    /// Indices into the series' columns.
    package let columns: [Int]
    /// Which rows of the lookback, from 0 on. Where all are, what is known of the horizon goes with them.
    package let rows: Range<Int>
    /// Of each window of a batch, the origin of the one whose values it has.
    package let origins: [Int]
    private let isWhole: Bool

    /// - Parameter lookback: of a window, in rows; holds `rows`.
    package init(columns: [Int], rows: Range<Int>, lookback: Int, origins: [Int]) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= lookback, "the lookback has the rows")
        self.columns = columns
        self.rows = rows
        self.origins = origins
        isWhole = rows == 0..<lookback
    }

    /// A window's input rows with those of another one in some places.
    ///
    /// - Parameters:
    ///   - place: the window's in the batch.
    ///   - own: (rows, width).
    ///   - inputs: the input rows of the window of an origin, likewise.
    func rows(of place: Int, own: [Float], width: Int, _ inputs: (Int) -> [Float]) -> [Float] {
        let others = inputs(origins[place])
        var mixed = own
        for row in rows.lowerBound..<(isWhole ? own.count / width : rows.upperBound) {
            for column in columns { mixed[row * width + column] = others[row * width + column] }
        }
        return mixed
    }
}
