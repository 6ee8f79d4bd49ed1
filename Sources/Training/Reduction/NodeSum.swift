package import Neural
package import Series

/// The sum over the samples of a node of the tree: of a step's, or of an evaluation's.
package struct NodeSum: Reducible, Equatable {
    /// P numbers: the sum of the samples' gradients; none in an evaluation.
    package var gradient: Vector
    /// Losses and samples; in an evaluation errors, too.
    package var metrics: MetricSums

    /// - Parameters:
    ///   - gradient: P numbers: the sum of the samples' gradients.
    ///   - loss: the sum of the samples' losses.
    package init(gradient: Vector, loss: Double, samples: Int) {
        self.gradient = gradient
        metrics = MetricSums(samples: samples, loss: loss)
    }

    /// What an evaluation adds up.
    package init(_ metrics: MetricSums) {
        gradient = Vector(zeros: 0)
        self.metrics = metrics
    }

    package var samples: Int { metrics.samples }
    package var loss: Double { metrics.loss }

    package mutating func add(_ sibling: NodeSum) {
        VectorMath.add(sibling.gradient, to: &gradient)
        metrics.add(sibling.metrics)
    }

    package func hasSameBits(as other: NodeSum) -> Bool {
        metrics.hasSameBits(as: other.metrics) && VectorMath.areSameBits(gradient, other.gradient)
    }
}

extension MetricSums: Reducible {
    package mutating func add(_ sibling: MetricSums) { self = self + sibling }

    package func hasSameBits(as other: MetricSums) -> Bool {
        samples == other.samples && loss.bitPattern == other.loss.bitPattern
            && errors.hasSameBits(as: other.errors)
            && percentages.bitPattern == other.percentages.bitPattern
            && scaledError.bitPattern == other.scaledError.bitPattern && scaledCount == other.scaledCount
            && pinball.bitPattern == other.pinball.bitPattern && covered == other.covered
            && quantileCount == other.quantileCount
    }
}

extension ErrorSums {
    fileprivate func hasSameBits(as other: ErrorSums) -> Bool {
        count == other.count && squaredError.bitPattern == other.squaredError.bitPattern
            && absoluteError.bitPattern == other.absoluteError.bitPattern
    }
}
