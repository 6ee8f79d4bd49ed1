import Jobs
import Neural
import Training

/// Computes on the processor, leaf by leaf, what a device was meant to.
final class ProcessorComputer: AssignmentComputer {
    private let computer: MicrobatchComputer

    init(_ job: PreparedJob) { computer = MicrobatchComputer(plan: job.plan, series: job.series) }

    func sums(
        of leaves: Range<Int>, of computation: Computation, partials: (Int) -> Vector
    ) -> [(node: TreeNode, sum: NodeSum)] {
        leaves.map {
            (TreeNode($0, $0 + 1), computer.sum(of: $0, of: computation, partials: partials))
        }
    }

    func prepare(for computation: Computation) {}
}
