/// Gives a sample's numbers other axes, in their order (Keras 3 `Reshape`).
///
/// The order is that of a sample's own numbers, row-major, whatever stands between them in memory: there,
/// rows of the last axis lie sample by sample, as `SampleShape` says.
package struct Reshape: Hashable, Sendable {
    /// The axes without the samples' own, 1 to `NeuralLimits.axes` of them; -1, at most once, is what the
    /// others leave over.
    package var targetShape: [Int]

    package init(targetShape: [Int]) { self.targetShape = targetShape }
}

extension Reshape: LayerDefinition {
    package static let kind = "reshape"
    package static let template = Reshape(targetShape: [-1])
    package static let keys: [JobKey<Reshape>] = [
        .integerList("target_shape", \.targetShape, in: -1...NeuralLimits.sample, example: "[4, -1]")
    ]

    package var choice: Layer { .reshape(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard (1...NeuralLimits.axes).contains(targetShape.count) else {
            throw error("\(targetShape.count) axes; it takes 1 to \(NeuralLimits.axes)")
        }
        var given = 1
        for axis in targetShape where axis != -1 {
            guard axis >= 1 else { throw error("an axis of \(axis); it takes sizes of at least 1, or -1") }
            let (product, overflow) = given.multipliedReportingOverflow(by: axis)
            given = overflow ? .max : product
        }
        let open = targetShape.count { $0 == -1 }
        guard open <= 1 else { throw error("\(open) axes of -1; at most one can follow from the others") }
        guard open == 0 ? given == input.count : input.count.isMultiple(of: given) else {
            throw error(
                "\(targetShape) for a sample of \(input), \(input.count) numbers; it takes as many, or -1 "
                    + "for an axis that the others leave over")
        }
        return SampleShape(axes: targetShape.map { $0 == -1 ? input.count / given : $0 })
    }

    private func error(_ message: String) -> NeuralError {
        NeuralError(.badSize, message, option: "target_shape")
    }

    func numbers(for extent: LayerExtent) -> Int {
        extent.withGradient(extent.capacity * extent.shape.count)
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner {
        guard let target = try? output(for: place.shape) else {
            preconditionFailure("a runner is made of a layer whose output was asked for")
        }
        return ReshapeRunner(to: target, place)
    }
}
