/// A layer as people read of it.
package struct LayerOutline: Sendable, Equatable, Codable {
    /// As a job file names it.
    package let kind: String
    /// The shape of one sample behind it: [T, F] or [F].
    package let output: [Int]
    /// Numbers that it learns.
    package let parameters: Int
}

extension Model {
    /// The layers in order.
    package var outline: [LayerOutline] {
        layers.indices.map { index in
            LayerOutline(
                kind: layers[index].kind, output: definitions[index].outline(of: shapes[index]),
                parameters: parameters.entries.reduce(0) { $0 + ($1.layer == index ? $1.count : 0) })
        }
    }
}

extension LayerInModel {
    /// An input that `output` took before.
    fileprivate func outline(of input: SampleShape) -> [Int] { (try? output(for: input))?.axes ?? [] }
}
