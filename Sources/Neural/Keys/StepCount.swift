/// A number of steps, or of epochs, which are so many steps as the data make of one.
package enum StepCount: Hashable, Sendable {
    case steps(Int)
    case epochs(Int)

    /// In updates.
    package func count(stepsPerEpoch: Int) -> Int {
        switch self {
        case .steps(let steps): steps
        case .epochs(let epochs): epochs * stepsPerEpoch
        }
    }

    /// The number as it is written.
    package var number: Int {
        switch self {
        case .steps(let number), .epochs(let number): number
        }
    }

    /// Largest number: as Float64 it is exact, and so is what epochs make of it.
    package static let largest = 1_000_000_000
}

extension StepCount: LosslessStringConvertible {
    /// Such as `200`, `1 epoch` and `3 epochs`.
    package init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let number = words.first.flatMap({ Int($0) }) else { return nil }
        switch words.count {
        case 1: self = .steps(number)
        case 2 where words[1] == "epoch" || words[1] == "epochs": self = .epochs(number)
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .steps(let steps): "\(steps)"
        case .epochs(let epochs): epochs == 1 ? "1 epoch" : "\(epochs) epochs"
        }
    }
}
