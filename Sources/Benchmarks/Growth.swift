/// How the time of a step grows with one of its sizes.
package enum Growth: String, Sendable, CaseIterable {
    case batch
    case timeSteps = "time-steps"
    case units
    case layers

    /// Sizes from a first shape on, each with twice the size before it.
    ///
    /// - Parameters:
    ///   - start: the first shape.
    ///   - layers: of the first point.
    package func points(from start: BenchmarkShape, layers: Int) -> [(shape: BenchmarkShape, layers: Int)] {
        // The work grows with the square of the units.
        (0..<(self == .units ? 4 : 5)).map { doublings in
            var point = (shape: start, layers: layers)
            switch self {
            case .batch: point.shape.samples <<= doublings
            case .timeSteps: point.shape.timeSteps <<= doublings
            case .units: point.shape.units <<= doublings
            case .layers: point.layers <<= doublings
            }
            return point
        }
    }

    /// How far each point's time is above what the first point's time and the growth of the operations would
    /// make it: 0 where it is just that, 0.1 where it takes a tenth longer.
    package static func deviations(_ points: [(operations: Double, time: Double)]) -> [Double] {
        guard let first = points.first else { return [] }
        return points.map { ($0.time / first.time) / ($0.operations / first.operations) - 1 }
    }
}
