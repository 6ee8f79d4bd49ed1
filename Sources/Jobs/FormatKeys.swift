import Neural
import Series
import Tables
import Yams

// MARK: Keys

extension FormatOptions {
    static let rows: [JobRow<FormatOptions>] = [
        .sign("delimiter", \.delimiter), .sign("decimal", \.decimal), .sign("thousands", \.thousands),
        encodingRow, .key(.integer("skip_rows", \.skipRows, in: 0...1_000_000)),
    ]

    private static var encodingRow: JobRow<FormatOptions> {
        let words = FileFormat.Encoding.allCases.map(\.rawValue)
        return JobRow(
            "encoding", .other,
            read: { (section: inout JobSection) throws(JobError) in
                try section.word("encoding", of: words).flatMap { FileFormat.Encoding(rawValue: $0) }
            }, set: { $0.encoding = $1 }, write: { $0.encoding.map { .plain($0.rawValue) } })
    }

    /// What contradicts itself; nil where nothing does.
    var contradiction: String? {
        guard let decimal, decimal.rawValue == thousands?.rawValue else { return nil }
        return "has the \(decimal) before fractions and between thousands; they must differ"
    }
}

extension JobRow {
    /// A sign between fields or digits, as it is or by its name.
    fileprivate static func sign<Sign: WrittenSign & Sendable>(
        _ name: String, _ place: Place<Sign?>
    ) -> JobRow {
        let names = Sign.allCases.map(\.name)
        return JobRow(
            name, .words(names),
            read: { (section: inout JobSection) throws(JobError) -> Sign? in
                guard let node = section.node(name) else { return nil }
                if case .scalar(let scalar) = node, let sign = Sign(written: scalar.string) { return sign }
                throw section.error(
                    .badValue,
                    "\(node.asWritten) is none of: \(names.joined(separator: ", ")); or "
                        + "write the sign in quotes",
                    at: name)
            }, set: { $0[keyPath: place] = $1 }, write: { $0[keyPath: place].map { .quoted($0.rawValue) } })
    }

    /// Texts for all columns, or a mapping with texts for each.
    ///
    /// - Parameters:
    ///   - all: nil where the key is to be left out.
    ///   - each: empty where the texts are for all columns.
    static func textsByColumn(_ name: String, all: Place<[String]?>, each: Place<[String: [String]]>)
        -> JobRow
    {
        JobRow(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                if case .mapping(let columns) = section.node(name) {
                    root[keyPath: each] = try section.textsByKey(columns, at: name)
                } else if let texts = try section.texts(name) {
                    root[keyPath: all] = texts
                }
            },
            write: { root in
                let columns = root[keyPath: each].sorted { $0.key < $1.key }
                guard !columns.isEmpty else { return root[keyPath: all].map { .texts($0) } }
                return .mapping(.init(columns.map { (.quoted($0.key), .texts($0.value)) }, .implicit, .any))
            }, lines: { path, _ in [JobKeyLine(key: path.key(name), takes: .other)] })
    }
}

extension JobSection {
    /// For each key of a mapping a list of words, or one word.
    fileprivate func textsByKey(_ mapping: Node.Mapping, at key: String) throws(JobError) -> [String:
        [String]]
    {
        var lists: [String: [String]] = [:]
        for (name, value) in mapping {
            guard case .scalar(let column) = name else {
                throw error(.wrongType, "\(name.asWritten) is no column; for example {CO: [-200]}", at: key)
            }
            var texts: [String] = []
            for item in value.sequence.map(Array.init) ?? [value] {
                guard case .scalar(let scalar) = item else {
                    throw error(
                        .wrongType, "\(item.asWritten) is not a word; for example {CO: [-200]}", at: key)
                }
                texts.append(scalar.string)
            }
            lists[column.string] = texts
        }
        return lists
    }
}
