/// One rate after the other (Keras 3.15 `PiecewiseConstantDecay`).
package struct PiecewiseConstant: Hashable, Sendable {
    /// Ascending; the rate before one still holds for the update that follows so many.
    package var boundaries: [StepCount]
    /// One more than boundaries.
    package var values: [Double]

    package init(boundaries: [StepCount], values: [Double]) {
        self.boundaries = boundaries
        self.values = values
    }
}

extension PiecewiseConstant: Schedule {
    package static let kind = "piecewise"
    package static let template = PiecewiseConstant(boundaries: [], values: [0.001])
    package static let keys: [JobKey<PiecewiseConstant>] = [
        .stepList("boundaries", \.boundaries, in: 0...StepCount.largest, example: "[1000]"),
        .numberList("values", \.values, in: OptimizerRange.learningRate, example: "[0.001, 0.0001]"),
    ]

    package var choice: LearningRate { .piecewise(self) }

    package var problem: (option: String, message: String)? {
        guard values.count == boundaries.count + 1 else {
            return (
                "values",
                "\(values.count) rate(s) for \(boundaries.count) boundaries; there is one more rate than "
                    + "boundaries, such as boundaries: [1000], values: [0.001, 0.0001]"
            )
        }
        // What counts in steps alone, or in epochs alone, needs no data to be compared.
        let epochs = boundaries.filter { if case .epochs = $0 { true } else { false } }
        return epochs.isEmpty || epochs.count == boundaries.count ? problem(stepsPerEpoch: 1) : nil
    }

    func problem(stepsPerEpoch: Int) -> (option: String, message: String)? {
        for (before, after) in zip(boundaries, boundaries.dropFirst())
        where after.count(stepsPerEpoch: stepsPerEpoch) <= before.count(stepsPerEpoch: stepsPerEpoch) {
            return (
                "boundaries",
                "\(after) does not come after \(before)"
                    + (stepsPerEpoch > 1 ? ", where an epoch has \(stepsPerEpoch) steps" : "")
                    + "; write them in ascending order"
            )
        }
        return nil
    }

    func rate(_ elapsed: Elapsed) -> Double {
        let steps = Double(elapsed.steps)
        return values[boundaries.firstIndex { steps <= elapsed.count($0) } ?? values.count - 1]
    }
}
