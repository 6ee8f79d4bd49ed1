import Neural
import Yams

/// Keys that hold layers.
enum JobLayers {
    static let example = "- lstm: {units: 64}"

    /// - Parameter kinds: those that may stand there.
    static func read<Choice: JobChoice>(
        _ key: String, of section: inout JobSection, kinds: [any JobVariant<Choice>.Type]
    ) throws(JobError) -> [Choice] {
        let node = section.node(key)
        guard let items = node?.sequence else {
            throw section.error(
                node == nil ? .missingKey : .wrongType, "must be a list of layers, such as \(example)",
                at: key)
        }
        var layers: [Choice] = []
        for (index, item) in items.enumerated() {
            layers.append(
                try layer(item, of: kinds, file: section.file, path: "\(section.name(key))[\(index)]"))
        }
        guard !layers.isEmpty else { throw section.error(.badValue, "has no layer", at: key) }
        return layers
    }

    /// - Parameter kinds: those that may stand there.
    static func layer<Choice: JobChoice>(
        _ node: Node, of kinds: [any JobVariant<Choice>.Type], file: String, path: String
    ) throws(JobError) -> Choice {
        let (name, found) = try JobSection.variant(node, file: file, path: path)
        guard let kind = kinds.first(where: { plain($0.kind) == plain(name) }) else {
            let all = kinds.map { $0.kind }.joined(separator: ", ")
            let message =
                kinds.count == Choice.kinds.count
                ? "'\(name)' is no layer; there are: \(all)" : "'\(name)' is none of: \(all)"
            throw JobError(.badValue, message, file: file, line: node.mark?.line, key: path)
        }
        var options = found
        let layer = try kind.read(&options)
        try options.finish()
        return layer
    }

    static func written(_ layers: [some JobChoice]) -> Node {
        .sequence(.init(layers.map { $0.variant.written() }))
    }

    /// Keras's class names are understood as well as the names in the documentation.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }
}
