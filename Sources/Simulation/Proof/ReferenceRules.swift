import Neural

/// What layers ask of their weights, number by number, as the definitions have it.
struct ReferenceRules {
    private let layout: ParameterLayout

    init(_ layout: ParameterLayout) { self.layout = layout }

    private func places(_ entry: ParameterLayout.Entry) -> Range<Int> {
        entry.offset..<entry.offset + entry.count
    }

    /// The gradient of data and penalty; 0 where weights stay.
    func complete(_ gradient: Vector, of weights: Vector) -> Vector {
        var gradient = gradient
        for entry in layout.entries {
            for place in places(entry) {
                guard entry.isTrainable else {
                    gradient[place] = 0
                    continue
                }
                guard let rule = entry.regularizer else { continue }
                let weight = weights[place]
                let sign: Float = weight > 0 ? 1 : weight < 0 ? -1 : 0
                gradient[place] += (Float(rule.l1) * sign).addingProduct(Float(2 * rule.l2), weight)
            }
        }
        return gradient
    }

    /// What an update's weights become: those that stay are those before it, the others keep their limits.
    func kept(_ weights: Vector, before: Vector) -> Vector {
        var kept = weights
        for entry in layout.entries {
            let columns = entry.shape.dropFirst().reduce(1, *)
            for place in places(entry) {
                guard entry.isTrainable else {
                    kept[place] = before[place]
                    continue
                }
                switch entry.constraint {
                case .magnitude(let limit):
                    kept[place] = max(-Float(limit), min(Float(limit), weights[place]))
                case .maxNorm(let limit):
                    let first = entry.offset + (place - entry.offset) % columns
                    let norm = stride(from: first, to: entry.offset + entry.count, by: columns).reduce(0.0) {
                        $0 + Double(weights[$1]) * Double(weights[$1])
                    }.squareRoot()
                    kept[place] = weights[place] * Float(min(norm, limit) / (norm + 1e-7))
                case nil: break
                }
            }
        }
        return kept
    }

    /// An average in which weights that stay are as they are.
    func averaged(_ average: Vector, _ weights: Vector) -> Vector {
        var average = average
        for entry in layout.entries where !entry.isTrainable {
            for place in places(entry) { average[place] = weights[place] }
        }
        return average
    }
}
