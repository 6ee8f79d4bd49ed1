/// Numbers of samples in the orders of two shapes that have as many: (R, B, F) and (R', B, F') with
/// R F = R' F'.
struct SampleOrder {
    let first, second: SampleShape
    /// Numbers that stand together in both.
    private let together: Int

    init(_ first: SampleShape, _ second: SampleShape) {
        precondition(first.count == second.count, "both shapes hold the same numbers")
        self.first = first
        self.second = second
        together = Self.commonDivisor(first.features, second.features)
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }

    /// From the first shape's order to the second's.
    func turn(_ source: FloatBuffer, into target: FloatBuffer, samples: Int) {
        copy(source, first, target, second, samples)
    }

    /// From the second shape's order to the first's.
    func turnBack(_ source: FloatBuffer, into target: FloatBuffer, samples: Int) {
        copy(source, second, target, first, samples)
    }

    private func copy(
        _ source: FloatBuffer, _ from: SampleShape, _ target: FloatBuffer, _ to: SampleShape, _ samples: Int
    ) {
        for index in stride(from: 0, to: from.count, by: together) {
            let (read, written) = (Place(index, from, samples), Place(index, to, samples))
            for sample in 0..<samples {
                (target.start + written.first + sample * written.stride).update(
                    from: source.start + read.first + sample * read.stride, count: together)
            }
        }
    }

    /// Where a number of each sample stands.
    private struct Place {
        let first, stride: Int

        init(_ index: Int, _ shape: SampleShape, _ samples: Int) {
            let (row, column) = index.quotientAndRemainder(dividingBy: shape.features)
            first = row * samples * shape.features + column
            stride = shape.features
        }
    }
}
