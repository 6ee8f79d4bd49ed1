/// Which device a worker computes on, as it is written: `cpu`, `cuda` or `cuda:N`.
package enum DeviceName: Hashable, Sendable, LosslessStringConvertible {
    case cpu
    /// The N-th device that the CUDA driver counts, from 0.
    case cuda(Int)

    /// Nil for anything else.
    package init?(_ description: String) {
        let parts = description.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("cpu", 1): self = .cpu
        case ("cuda", 1): self = .cuda(0)
        case ("cuda", 2):
            guard let index = Int(parts[1]), (0...63).contains(index), "\(index)" == parts[1] else {
                return nil
            }
            self = .cuda(index)
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }
}
