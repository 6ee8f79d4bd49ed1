/// What an update is multiplied by: one number, or a schedule.
///
/// A new schedule is a file beside this one, a case, a line of `definition` and a line of `kinds`.
package enum LearningRate: Hashable, Sendable {
    /// 0...1e6.
    case constant(Double)
    case exponential(ExponentialDecay)
    case cosine(CosineDecay)
    case piecewise(PiecewiseConstant)
    case reduceOnPlateau(ReduceOnPlateau)

    /// The one place that tells the cases apart.
    var definition: any Schedule {
        switch self {
        case .constant(let rate): ConstantRate(rate: rate)
        case .exponential(let decay): decay
        case .cosine(let decay): decay
        case .piecewise(let pieces): pieces
        case .reduceOnPlateau(let plateau): plateau
        }
    }

    /// The rate of the first update.
    package var first: Double { definition.rate(Elapsed(steps: 0, stepsPerEpoch: 1)) }

    /// Whether the validation loss decides.
    package var needsValidation: Bool {
        if case .reduceOnPlateau = self { true } else { false }
    }

    /// What does not fit where an epoch has so many steps: the option, and why; nil where all does.
    package func problem(stepsPerEpoch: Int) -> (option: String, message: String)? {
        definition.problem(stepsPerEpoch: stepsPerEpoch)
    }
}

extension LearningRate: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    package init(floatLiteral value: Double) { self = .constant(value) }
    package init(integerLiteral value: Int) { self = .constant(Double(value)) }
}

extension LearningRate: JobChoice {
    package static let kinds: [any JobVariant<LearningRate>.Type] = [
        ExponentialDecay.self, CosineDecay.self, PiecewiseConstant.self, ReduceOnPlateau.self,
    ]

    package var variant: any JobVariant<LearningRate> { definition.anyVariant }

    package static let plainRange: ClosedRange<Double>? = OptimizerRange.learningRate

    package static func plain(_ number: Double) -> LearningRate? { .constant(number) }

    package var plainNumber: Double? {
        if case .constant(let rate) = self { rate } else { nil }
    }
}

/// A number that stands in a job without a name.
struct ConstantRate: Schedule {
    static let kind = "constant"
    static let template = ConstantRate(rate: 0)

    var rate: Double

    var choice: LearningRate { .constant(rate) }

    func rate(_: Elapsed) -> Double { rate }
}
