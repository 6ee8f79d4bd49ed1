/// Sums over point forecasts, in Float64, added in the order in which the values come. What did not happen, a
/// target that is NaN, does not count.
package struct ErrorSums: Sendable, Equatable {
    /// Values that were there to be forecast.
    package private(set) var count: Int
    package private(set) var squaredError: Double
    package private(set) var absoluteError: Double

    package init(count: Int = 0, squaredError: Double = 0, absoluteError: Double = 0) {
        self.count = count
        self.squaredError = squaredError
        self.absoluteError = absoluteError
    }

    package mutating func add(forecast: Double, target: Double) {
        guard !target.isNaN else { return }
        let error = forecast - target
        count += 1
        squaredError += error * error
        absoluteError += error.magnitude
    }

    package static func + (left: ErrorSums, right: ErrorSums) -> ErrorSums {
        ErrorSums(
            count: left.count + right.count, squaredError: left.squaredError + right.squaredError,
            absoluteError: left.absoluteError + right.absoluteError)
    }

    /// Mean squared error; NaN without values.
    package var mse: Double { squaredError / Double(count) }

    /// Mean absolute error; NaN without values.
    package var mae: Double { absoluteError / Double(count) }

    /// Root of the mean squared error over all values; NaN without any.
    package var rmse: Double { mse.squareRoot() }
}
