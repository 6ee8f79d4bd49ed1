import Training

/// Finds the first step and then a steady part of a training run in what its coordinator says about itself.
///
/// Both ends of the part are looks that saw a new step right after a look that had not: so a part of few long
/// steps is as exact as one of many short ones.
package struct SteadyWindow {
    /// The coordinator at one time.
    package struct Look: Equatable {
        /// Updates applied.
        package let step: Int
        /// On the coordinator's clock.
        package let seconds: Double
        /// Time that its threads have spent on cores.
        package let processorSeconds: Double

        package init(step: Int, seconds: Double, processorSeconds: Double) {
            self.step = step
            self.seconds = seconds
            self.processorSeconds = processorSeconds
        }
    }

    package enum Phase: Equatable {
        /// No step has been applied.
        case starting
        /// Steps do not count yet; since when.
        case warmingUp(Look)
        /// From where steps count.
        case measuring(Look)
        case done(Look, Look)
    }

    let budget: TimeBudget
    package private(set) var phase = Phase.starting
    /// The step of the last look, once it is time to go on at the next step.
    private var dueAfter: Int?

    package init(budget: TimeBudget) { self.budget = budget }

    /// Whether the next look should follow closely.
    package var wantsCloseLook: Bool {
        switch phase {
        case .starting: true
        case .warmingUp, .measuring: dueAfter != nil
        case .done: false
        }
    }

    package mutating func take(_ look: Look) {
        switch phase {
        case .starting:
            if look.step > 0 { phase = .warmingUp(look) }
        case .warmingUp(let start):
            let seconds = max(Limits.warmUpSeconds, Limits.warmUpShare * budget.seconds)
            if isDue(look, since: start, steps: Limits.warmUpSteps, seconds: seconds) {
                phase = .measuring(look)
            }
        case .measuring(let start):
            if isDue(look, since: start, steps: budget.repetitions, seconds: budget.seconds) {
                phase = .done(start, look)
            }
        case .done: break
        }
    }

    private mutating func isDue(_ look: Look, since start: Look, steps: Int, seconds: Double) -> Bool {
        if let dueAfter, look.step > dueAfter {
            self.dueAfter = nil
            return true
        }
        if look.step >= start.step + steps - 1, look.seconds >= start.seconds + seconds {
            dueAfter = look.step
        }
        return false
    }
}
