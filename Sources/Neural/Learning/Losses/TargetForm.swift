import CKernels

/// What the Q numbers are that a model puts out for each target value.
///
/// As they come out of its last layer they are any numbers; what they say, in the scale of the targets, is
/// below.
package enum TargetForm: Hashable, Sendable {
    /// The forecast.
    case point
    /// One number for each of these probabilities, which ascend and hold 0.5. The numbers need not ascend:
    /// they are put in order before anything but the loss looks at them.
    case quantiles([Double])
    /// Mean and deviation, which is `leastScale` + softplus of what comes out.
    case gaussian
    /// Mean, scale and degrees of freedom; scale as a deviation, degrees 2 + softplus of what comes out.
    case studentT

    private static let leastScale: Float = 1e-6
    private static let leastDegrees: Float = 2

    /// Q.
    package var width: Int {
        switch self {
        case .point: 1
        case .quantiles(let quantiles): quantiles.count
        case .gaussian: 2
        case .studentT: 3
        }
    }

    /// Which of the numbers, quantiles in order, is the point forecast.
    package var point: Int {
        guard case .quantiles(let quantiles) = self else { return 0 }
        return quantiles.firstIndex(of: 0.5) ?? quantiles.count / 2
    }

    /// The first so many of the numbers are places on the targets' scale.
    package var places: Int {
        switch self {
        case .point, .quantiles: width
        case .gaussian, .studentT: 1
        }
    }

    /// Which of the numbers is a length on the targets' scale.
    package var length: Int? {
        switch self {
        case .point, .quantiles: nil
        case .gaussian, .studentT: 1
        }
    }

    /// Numbers behind the mean, and what they are above.
    private var bounded: [(number: Int, least: Float)] {
        switch self {
        case .point, .quantiles: []
        case .gaussian: [(1, Self.leastScale)]
        case .studentT: [(1, Self.leastScale), (2, Self.leastDegrees)]
        }
    }

    /// Writes those numbers that have a bound as what they say; leaves the others.
    ///
    /// - Parameters:
    ///   - output: (N, Q), of a model.
    ///   - prediction: (N, Q).
    ///   - count: N.
    package func bound(_ output: FloatBuffer, into prediction: FloatBuffer, count: Int) {
        precondition(count * width <= min(output.count, prediction.count), "both hold (N, Q)")
        for (number, least) in bounded {
            ck_bound(prediction.start + number, output.start + number, width, count, least)
        }
    }

    /// Turns the gradient by what the numbers say into that by the model's outputs, in place.
    ///
    /// - Parameters:
    ///   - gradient: (N, Q).
    ///   - output: (N, Q), of a model.
    ///   - count: N.
    package func pullBack(_ gradient: FloatBuffer, output: FloatBuffer, count: Int) {
        precondition(count * width <= min(output.count, gradient.count), "both hold (N, Q)")
        for (number, _) in bounded {
            ck_bound_backward(gradient.start + number, output.start + number, width, count)
        }
    }

    /// Puts each value's quantiles in ascending order.
    ///
    /// - Parameters:
    ///   - prediction: (N, Q).
    ///   - count: N.
    package func sort(_ prediction: FloatBuffer, count: Int) {
        guard case .quantiles(let quantiles) = self, quantiles.count > 1 else { return }
        precondition(count * width <= prediction.count, "holds (N, Q)")
        for first in stride(from: 0, to: count * width, by: width) {
            var numbers = UnsafeMutableBufferPointer(start: prediction.start + first, count: width)
            numbers.sort()
        }
    }
}

extension TargetForm: CustomStringConvertible {
    package var description: String {
        switch self {
        case .point: "1 number"
        case .quantiles(let quantiles): "\(quantiles.count) quantile\(quantiles.count == 1 ? "" : "s")"
        case .gaussian: "2 numbers (mean, deviation)"
        case .studentT: "3 numbers (mean, scale, degrees)"
        }
    }
}
