import Yams

/// A job with the file it came from and the line of each of its keys, so that what is found wrong later can
/// be said with its place.
package struct JobFile: Sendable {
    package var job: Job
    /// The file's name, for messages.
    package let file: String
    private let lines: [String: Int]

    init(job: Job, file: String, root: Node) {
        self.job = job
        self.file = file
        var lines: [String: Int] = [:]
        Self.collect(root, path: "", into: &lines)
        self.lines = lines
    }

    /// An error at a key, with the line of the key or of the nearest one around it.
    package func error(_ code: JobError.Code, _ message: String, key: String) -> JobError {
        var place = key[...]
        while lines[String(place)] == nil, let cut = place.lastIndex(where: { $0 == "." || $0 == "[" }) {
            place = place[..<cut]
        }
        return JobError(code, message, file: file, line: lines[String(place)], key: key)
    }

    /// The path of a layer's option, with the names of the layer, and of those that it holds, as the file
    /// spells them.
    func path(layer: Int, option: String?) -> String {
        let place = "model[\(layer)]"
        guard let option else { return place }
        let steps = option.split(separator: ".")
        return lines.keys.first { $0.hasPrefix("\(place).") && Self.leads($0, through: steps) }
            ?? "\(place).\(option)"
    }

    /// Whether a path has these keys in their order, the last of them at its end.
    private static func leads(_ path: String, through steps: [Substring]) -> Bool {
        let keys = path.split(separator: ".")
        var rest = steps[...]
        for key in keys where key == rest.first { rest.removeFirst() }
        return rest.isEmpty && keys.last == steps.last
    }

    private static func collect(_ node: Node, path: String, into lines: inout [String: Int]) {
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard case .scalar(let name) = key else { continue }
                let inner = path.isEmpty ? name.string : "\(path).\(name.string)"
                lines[inner] = key.mark?.line
                collect(value, path: inner, into: &lines)
            }
        case .sequence(let sequence):
            for (index, item) in sequence.enumerated() {
                lines["\(path)[\(index)]"] = item.mark?.line
                collect(item, path: "\(path)[\(index)]", into: &lines)
            }
        case .scalar, .alias:
            break
        }
    }
}
