import Neural
import Yams

/// A key that holds a list of layers.
enum JobLayers {
    static let example = "- lstm: {units: 64}"

    static func read(_ key: String, of section: inout JobSection) throws(JobError) -> [Layer] {
        let node = section.node(key)
        guard let items = node?.sequence else {
            throw section.error(
                node == nil ? .missingKey : .wrongType, "must be a list of layers, such as \(example)",
                at: key)
        }
        var layers: [Layer] = []
        for (index, item) in items.enumerated() {
            layers.append(try layer(item, file: section.file, path: "\(section.name(key))[\(index)]"))
        }
        guard !layers.isEmpty else { throw section.error(.badValue, "has no layer", at: key) }
        return layers
    }

    private static func layer(_ node: Node, file: String, path: String) throws(JobError) -> Layer {
        let (name, found) = try JobSection.variant(node, file: file, path: path)
        guard let kind = Layer.kinds.first(where: { plain($0.kind) == plain(name) }) else {
            let kinds = Layer.kinds.map { $0.kind }.joined(separator: ", ")
            throw JobError(
                .badValue, "'\(name)' is no layer; there are: \(kinds)", file: file, line: node.mark?.line,
                key: path)
        }
        var options = found
        let layer = try kind.read(&options)
        try options.finish()
        return layer
    }

    /// Keras's class names are understood as well as the names in the documentation.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }
}
