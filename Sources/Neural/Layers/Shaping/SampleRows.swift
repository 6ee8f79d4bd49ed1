/// Rows of all samples in both orders that there are: (R, B, F), as passes have them, and (B, R F), each
/// sample's one behind another.
struct SampleRows {
    let rows, samples, features: Int

    init(_ shape: SampleShape, samples: Int) {
        rows = shape.rows
        self.samples = samples
        features = shape.features
    }

    /// From (R, B, F) to (B, R F).
    func flatten(_ source: FloatBuffer, into target: FloatBuffer) {
        for (row, sample) in places {
            (target.start + (sample * rows + row) * features).update(
                from: source.start + (row * samples + sample) * features, count: features)
        }
    }

    /// From (B, R F) to (R, B, F).
    func spread(_ source: FloatBuffer, into target: FloatBuffer) {
        for (row, sample) in places {
            (target.start + (row * samples + sample) * features).update(
                from: source.start + (sample * rows + row) * features, count: features)
        }
    }

    private var places: some Sequence<(row: Int, sample: Int)> {
        let samples = samples
        return (0..<rows * samples).lazy.map { ($0 / samples, $0 % samples) }
    }
}
