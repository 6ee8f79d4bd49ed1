import Glibc
import Jobs
import Neural

/// The sizes of a training step: B samples, T time steps, F features, H units.
package struct BenchmarkShape: Hashable, Sendable, CustomStringConvertible {
    package var samples: Int
    package var timeSteps: Int
    package var features: Int
    package var units: Int

    package init(samples: Int, timeSteps: Int, features: Int, units: Int) {
        self.samples = samples
        self.timeSteps = timeSteps
        self.features = features
        self.units = units
    }

    /// The named shapes: a small, a middling, a large and a huge job.
    package static let small = BenchmarkShape(samples: 32, timeSteps: 24, features: 7, units: 10)
    package static let medium = BenchmarkShape(samples: 64, timeSteps: 96, features: 7, units: 64)
    package static let large = BenchmarkShape(samples: 128, timeSteps: 96, features: 32, units: 256)
    package static let huge = BenchmarkShape(samples: 1024, timeSteps: 96, features: 32, units: 256)

    /// Reads `BxTxFxH`, such as `64x96x7x64`, or one of the names S, M, L and XL.
    ///
    /// - Throws: `badOption` with what a shape looks like.
    package init(parsing text: String) throws(BenchmarkError) {
        switch text.uppercased() {
        case "S": self = .small
        case "M": self = .medium
        case "L": self = .large
        case "XL": self = .huge
        default: self = try Self.sizes(in: text)
        }
    }

    private static func sizes(in text: String) throws(BenchmarkError) -> BenchmarkShape {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        let sizes = parts.compactMap { $0.allSatisfy(\.isASCIIDigit) ? Int($0) : nil }
        guard parts.count == 4, sizes.count == 4 else {
            throw BenchmarkError(
                .badOption,
                "'\(text)' is no shape; a shape is S, M, L, XL or BxTxFxH (samples x time steps x features x "
                    + "units), such as 64x96x7x64")
        }
        for (name, size, most) in [
            ("samples", sizes[0], JobLimits.batchSize), ("time steps", sizes[1], JobLimits.windowSteps),
            ("features", sizes[2], NeuralLimits.units), ("units", sizes[3], NeuralLimits.units),
        ] where !(1...most).contains(size) {
            throw BenchmarkError(.badOption, "'\(text)' has \(size) \(name); there can be 1 to \(most)")
        }
        return BenchmarkShape(samples: sizes[0], timeSteps: sizes[1], features: sizes[2], units: sizes[3])
    }

    package var description: String { "\(samples)x\(timeSteps)x\(features)x\(units)" }

    /// Floating-point operations of the matrix products of one training step, forward and backward:
    /// 6 B T (F + H) GH for each layer of G gates, where the layers above the first have H features.
    package func operations(of layer: BenchmarkLayer = .lstm, layers: Int) -> Double {
        let rows = Double(samples) * Double(timeSteps)
        // The state of an independently recurrent layer goes through no matrix.
        let state = layer == .indRNN ? 0 : units
        let first = Double(features + state)
        let others = Double(layers - 1) * Double(units + state)
        return 6 * rows * (first + others) * Double(layer.gates * units)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
