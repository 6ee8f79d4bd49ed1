package import Jobs
package import Neural

/// Which windows microbatches are, and which masks their samples have.
package struct TrainingWindows {
    private let plan: WorkPlan
    /// Of the epoch that was asked for last.
    private var order: (epoch: Int, windows: [UInt32])?

    package init(_ plan: WorkPlan) { self.plan = plan }

    /// The windows of consecutive microbatches of step `step`, in the order of their samples.
    package mutating func windows(step: Int, microbatches: Range<Int>) -> some Collection<Int> {
        let slots = slots(step: step, microbatches)
        let first = plan.batch(step: step).lowerBound
        let order = order(epoch: plan.epoch(step: step))
        return order[(first + slots.lowerBound)..<(first + slots.upperBound)].lazy.map { Int($0) }
    }

    /// The masks of the same samples.
    package func draw(step: Int, microbatches: Range<Int>) -> DropoutDraw {
        let first = slots(step: step, microbatches).lowerBound * plan.samplesPerWindow
        return DropoutDraw(
            seed: plan.job.seed, step: UInt32(truncatingIfNeeded: step), firstSlot: UInt32(first))
    }

    private func slots(step: Int, _ microbatches: Range<Int>) -> Range<Int> {
        let first = plan.slots(step: step, microbatch: microbatches.lowerBound)
        let last = plan.slots(step: step, microbatch: microbatches.upperBound - 1)
        return first.lowerBound..<last.upperBound
    }

    private mutating func order(epoch: Int) -> [UInt32] {
        if let order, order.epoch == epoch { return order.windows }
        let windows = plan.order(epoch: epoch)
        order = (epoch, windows)
        return windows
    }
}
