/// A process of a local cluster, whoever has its place at the time.
package enum ChildID: Sendable, Hashable {
    case coordinator
    /// Counted from 1.
    case worker(Int)

    /// What it is called in messages and in its log's file name.
    package var name: String {
        switch self {
        case .coordinator: "coordinator"
        case .worker(let number): "worker-\(number)"
        }
    }
}
