/// The shape of one sample between two layers.
package struct SampleShape: Hashable, Sendable {
    /// Without the samples: [T, F] of a sequence, [F] of a vector, [H, W, C] or [D, H, W, C] behind a
    /// reshape; never empty.
    package let axes: [Int]
    /// F, the last axis.
    package let features: Int
    /// Rows of `features` numbers that a sample has: T of a sequence, 1 of a vector, else the product of all
    /// axes but the last, in their order. In memory, row r of all B samples is one matrix (B, F).
    package let rows: Int

    init(axes: [Int]) {
        precondition(!axes.isEmpty, "a sample has at least one axis")
        self.axes = axes
        features = axes[axes.count - 1]
        rows = axes.dropLast().reduce(1, *)
    }

    /// (T, F).
    static func sequence(timeSteps: Int, features: Int) -> SampleShape {
        SampleShape(axes: [timeSteps, features])
    }

    /// (F).
    static func vector(features: Int) -> SampleShape { SampleShape(axes: [features]) }

    /// T of a sequence; nil for any other shape.
    package var timeSteps: Int? { axes.count == 2 ? axes[0] : nil }

    /// Numbers in a sample.
    package var count: Int { rows * features }

    /// How a layer that takes vectors gets one instead of this shape.
    var vectorRemedy: String {
        axes.count == 2
            ? "a recurrent layer before needs return_sequences: false, any other a flatten behind it"
            : "put a flatten before it"
    }

    /// A vector with so many numbers behind its own.
    ///
    /// - Throws: `badInputShape` for a sequence, `tooLarge`.
    func joined(with known: Int) throws(NeuralError) -> SampleShape {
        guard axes.count == 1 else {
            throw NeuralError(
                .badInputShape,
                "what is known of the future joins one vector a sample, and \(self) comes in; \(vectorRemedy)"
            )
        }
        let (width, overflow) = features.addingReportingOverflow(known)
        guard !overflow, width <= NeuralLimits.sample else {
            throw NeuralError(
                .tooLarge,
                "\(features) numbers and \(known) that are known; at most \(NeuralLimits.sample) are "
                    + "supported"
            )
        }
        return .vector(features: width)
    }
}

extension SampleShape: CustomStringConvertible {
    /// Such as (96, 7).
    package var description: String { "(\(axes.map(String.init).joined(separator: ", ")))" }
}
