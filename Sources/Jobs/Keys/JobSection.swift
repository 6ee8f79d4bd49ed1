import Yams

/// One mapping of a job file while it is read: hands out values by key, checks types and ranges, and in the
/// end names the keys that nobody asked for.
struct JobSection {
    let file: String
    /// Path of the mapping, such as `model[1].lstm`; empty for the whole file.
    let path: String
    let line: Int
    private var entries: [String: Node] = [:]
    private var lines: [String: Int] = [:]
    private var order: [String] = []
    private var known: [String] = []

    /// - Parameter keys: those that there are, where messages should name them.
    /// - Throws: `wrongType` when the node is no mapping.
    init(_ node: Node, file: String, path: String, keys: [String] = []) throws(JobError) {
        self.file = file
        self.path = path
        line = node.mark?.line ?? 1
        if node.isNull { return }
        guard case .mapping(let mapping) = node else {
            let last = path.split(separator: ".").last ?? ""
            let named =
                keys.first.map { key in
                    "; there are: \(keys.joined(separator: ", ")), such as \(last): {\(key): ...}"
                } ?? ""
            let advice =
                path.isEmpty ? "; if this is a file of data, lockstep init makes a job for it" : named
            throw JobError(
                .wrongType, "\(node.asWritten) stands where keys with values were expected\(advice)",
                file: file, line: line, key: path)
        }
        for (keyNode, value) in mapping {
            guard case .scalar(let key) = keyNode else {
                throw JobError(
                    .wrongType, "a key must be a word, not \(keyNode.asWritten)", file: file,
                    line: keyNode.mark?.line, key: path)
            }
            entries[key.string] = value
            lines[key.string] = keyNode.mark?.line ?? line
            order.append(key.string)
        }
    }

    /// The value of a key; nil where it is absent or null.
    mutating func node(_ key: String) -> Node? {
        known.append(key)
        guard let node = entries[key], !node.isNull else { return nil }
        return node
    }

    func error(_ code: JobError.Code, _ message: String, at key: String) -> JobError {
        JobError(code, message, file: file, line: lines[key] ?? line, key: name(key))
    }

    func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    // MARK: Values

    func missing(_ key: String, example: String) -> JobError {
        let found = order.isEmpty ? "nothing stands here" : "there are: \(order.joined(separator: ", "))"
        return error(.missingKey, "is missing (\(found)); for example \(key): \(example)", at: key)
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(JobError) -> Int? {
        guard let node = node(key) else { return nil }
        return try integer(node, key: key, in: range)
    }

    func integer(_ node: Node, key: String, in range: ClosedRange<Int>) throws(JobError) -> Int {
        guard let value = node.plainText.flatMap({ Int($0) }) else {
            throw error(.wrongType, "\(node.asWritten) is not a whole number (\(Self.words(range)))", at: key)
        }
        guard range.contains(value) else {
            throw error(.badValue, "\(value) is out of range: \(Self.words(range))", at: key)
        }
        return value
    }

    mutating func seed(_ key: String) throws(JobError) -> UInt64? {
        guard let node = node(key) else { return nil }
        guard let value = node.plainText.flatMap({ UInt64($0) }) else {
            throw error(.wrongType, "\(node.asWritten) is not a whole number from 0 to 2^64 - 1", at: key)
        }
        return value
    }

    mutating func number(_ key: String, in range: ClosedRange<Double>) throws(JobError) -> Double? {
        guard let node = node(key) else { return nil }
        return try number(node, key: key, in: range)
    }

    func number(_ node: Node, key: String, in range: ClosedRange<Double>) throws(JobError) -> Double {
        guard let value = node.plainText.flatMap({ Double($0) }), !value.isNaN else {
            throw error(.wrongType, "\(node.asWritten) is not a number (\(Self.words(range)))", at: key)
        }
        guard range.contains(value), value.isFinite else {
            throw error(.badValue, "\(node.asWritten) is out of range: \(Self.words(range))", at: key)
        }
        return value
    }

    mutating func flag(_ key: String) throws(JobError) -> Bool? {
        guard let node = node(key) else { return nil }
        switch node.plainText {
        case "true": return true
        case "false": return false
        default: throw error(.wrongType, "\(node.asWritten) is neither true nor false", at: key)
        }
    }

    mutating func text(_ key: String) throws(JobError) -> String? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw error(.wrongType, "\(node.asWritten) is not a word or a path", at: key)
        }
        return scalar.string
    }

    /// A list of words; a single word counts as a list of one.
    mutating func texts(_ key: String) throws(JobError) -> [String]? {
        guard let node = node(key) else { return nil }
        var texts: [String] = []
        for item in node.sequence.map(Array.init) ?? [node] {
            guard case .scalar(let scalar) = item else {
                throw error(.wrongType, "\(item.asWritten) is not a word; for example [a, b]", at: key)
            }
            texts.append(scalar.string)
        }
        return texts
    }

    mutating func word(_ key: String, of words: [String]) throws(JobError) -> String? {
        guard let node = node(key) else { return nil }
        if case .scalar(let scalar) = node, words.contains(scalar.string) { return scalar.string }
        throw error(.badValue, "\(node.asWritten) is none of: \(words.joined(separator: ", "))", at: key)
    }

    /// One entry an axis: a size of at least 1, or nothing.
    mutating func axes(_ key: String) throws(JobError) -> [Int?]? {
        guard let node = node(key) else { return nil }
        guard let axes = node.sequence else {
            throw error(
                .wrongType, "\(node.asWritten) is no list with one entry an axis, such as [null, 1, null]",
                at: key)
        }
        var sizes: [Int?] = []
        for axis in axes {
            if axis.isNull {
                sizes.append(nil)
            } else if let size = axis.plainText.flatMap({ Int($0) }), size >= 1 {
                sizes.append(size)
            } else {
                throw error(
                    .badValue, "\(axis.asWritten) is neither null nor a size of at least 1", at: key)
            }
        }
        return sizes
    }

    mutating func section(_ key: String, keys: [String]) throws(JobError) -> JobSection? {
        guard let node = node(key) else { return nil }
        return try JobSection(node, file: file, path: name(key), keys: keys)
    }

    /// A name with options: `adam`, or `adam: {...}`.
    ///
    /// - Parameter keys: the options of a name, where messages should name them.
    mutating func variant(
        _ key: String, keys: (String) -> [String] = { _ in [] }
    ) throws(JobError) -> (name: String, options: JobSection)? {
        guard let node = node(key) else { return nil }
        return try Self.variant(node, file: file, path: name(key), keys: keys)
    }

    static func variant(
        _ node: Node, file: String, path: String, keys: (String) -> [String] = { _ in [] }
    ) throws(JobError) -> (name: String, options: JobSection) {
        if case .scalar(let scalar) = node {
            let none = Node.mapping(.init([], .implicit, .any, scalar.mark))
            return (scalar.string, try JobSection(none, file: file, path: "\(path).\(scalar.string)"))
        }
        if case .mapping(let mapping) = node, mapping.count == 1, let entry = mapping.first,
            case .scalar(let name) = entry.key
        {
            let options = try JobSection(
                entry.value, file: file, path: "\(path).\(name.string)", keys: keys(name.string))
            return (name.string, options)
        }
        throw JobError(
            .wrongType, "\(node.asWritten) should be one name, or one name with its options", file: file,
            line: node.mark?.line, key: path)
    }

    /// Names the first key that nobody has asked for.
    func finish() throws(JobError) {
        for key in order where !known.contains(key) {
            let keys =
                known.isEmpty ? "there are none" : "there are: \(Set(known).sorted().joined(separator: ", "))"
            throw error(.unknownKey, "is no key here; \(keys)", at: key)
        }
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    private static func words(_ range: ClosedRange<Double>) -> String {
        range.upperBound == .infinity
            ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}

extension Node {
    /// Whether this is an absent value: nothing, `~` or `null`.
    var isNull: Bool {
        guard let text = plainText else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The text of an unquoted scalar: only that can be a number, a truth value or null.
    var plainText: String? {
        guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else {
            return nil
        }
        return scalar.string
    }

    /// The value as a person would recognise it.
    var asWritten: String {
        switch self {
        case .scalar(let scalar): plainText == nil ? "\"\(scalar.shown)\"" : "'\(scalar.shown)'"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

extension Node.Scalar {
    /// As messages show it: in one line, cut where it is long.
    fileprivate var shown: String {
        let text = string.prefix(61).map { $0.isNewline ? " " : $0 }
        return String(text.prefix(60)) + (text.count > 60 ? "..." : "")
    }
}
