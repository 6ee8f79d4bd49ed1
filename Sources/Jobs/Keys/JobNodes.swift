import Yams

/// How values stand in a job that is written.
extension Node {
    static func keys(_ entries: [(String, Node)]) -> Node {
        .mapping(.init(entries.map { (plain($0.0), $0.1) }, .implicit, .any))
    }

    static func texts(_ texts: [String]) -> Node {
        .sequence(.init(texts.map(quoted), .implicit, .flow))
    }

    static func axes(_ sizes: [Int?]) -> Node {
        .sequence(.init(sizes.map { $0.map { plain($0) } ?? plain("null") }))
    }

    static func list(_ values: [some CustomStringConvertible]) -> Node {
        .sequence(.init(values.map { plain($0) }, .implicit, .flow))
    }

    static func plain(_ value: some CustomStringConvertible) -> Node {
        .scalar(.init(value.description, .implicit, .plain))
    }

    static func quoted(_ text: String) -> Node { .scalar(.init(text, .implicit, .doubleQuoted)) }
}
