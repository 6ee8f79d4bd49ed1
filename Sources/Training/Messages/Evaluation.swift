package import Jobs
package import Series

/// One whole node of a validation's or test's reduction tree.
package struct Evaluation: Sendable, Equatable {
    package let run: String
    package let step: Int
    package let purpose: Purpose
    package let node: TreeNode
    package let sums: MetricSums
    package let computeTime: Duration

    package init(
        run: String, step: Int, purpose: Purpose, node: TreeNode, sums: MetricSums, computeTime: Duration
    ) {
        self.run = run
        self.step = step
        self.purpose = purpose
        self.node = node
        self.sums = sums
        self.computeTime = computeTime
    }
}
