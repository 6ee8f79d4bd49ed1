/// A layer as people read of it.
package struct LayerOutline: Sendable, Equatable, Codable {
    /// As a job file names it.
    package let kind: String
    /// The shape of one sample behind it: [T, F] or [F].
    package let output: [Int]
    /// Numbers of its weights.
    package let parameters: Int
    /// Those of them that training changes.
    package let trained: Int
}

extension Model {
    /// The layers in order.
    package var outline: [LayerOutline] {
        layers.indices.map { index in
            let entries = parameters.entries.filter { $0.layer == index }
            return LayerOutline(
                kind: layers[index].kind, output: stack.definitions[index].outline(of: shapes[index]),
                parameters: entries.reduce(0) { $0 + $1.count },
                trained: entries.reduce(0) { $0 + ($1.isTrainable ? $1.count : 0) })
        }
    }
}

extension LayerInModel {
    /// An input that `output` took before.
    fileprivate func outline(of input: SampleShape) -> [Int] { (try? output(for: input))?.axes ?? [] }
}
