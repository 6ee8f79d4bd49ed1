import Neural
import Yams

/// One key of a job file: how it is read, written and described.
///
/// The rows of a section, in their order, are its reader, its writer and what the reference is held against.
struct JobRow<Root>: Sendable {
    typealias Place<Value> = any WritableKeyPath<Root, Value> & Sendable

    let name: String
    /// Sets the property, where the section has the key.
    let read: @Sendable (inout JobSection, inout Root) throws(JobError) -> Void
    /// Nil where the value is to leave out the key.
    let write: @Sendable (Root) -> Node?
    /// The key's line of the reference, and those of the keys inside it.
    ///
    /// Takes the path of the section and one with each key at its default.
    let lines: @Sendable (String, Root) -> [JobKeyLine]

    /// A key that holds one value.
    ///
    /// - Parameters:
    ///   - example: given where every job must have the key.
    ///   - read: nil where the section lacks the key.
    init<Value>(
        _ name: String, _ takes: JobKeyLine.Takes, example: String? = nil,
        read: @escaping @Sendable (inout JobSection) throws(JobError) -> Value?,
        set: @escaping @Sendable (inout Root, Value) -> Void, write: @escaping @Sendable (Root) -> Node?
    ) {
        self.init(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                if let value = try read(&section) {
                    set(&root, value)
                } else if let example {
                    throw section.missing(name, example: example)
                }
            }, write: write,
            lines: { path, usual in
                let value = example == nil ? write(usual)?.scalar?.string : nil
                return [JobKeyLine(key: path.key(name), takes: takes, example: example, usual: value)]
            })
    }

    init(
        name: String,
        read: @escaping @Sendable (inout JobSection, inout Root) throws(JobError) -> Void,
        write: @escaping @Sendable (Root) -> Node?,
        lines: @escaping @Sendable (String, Root) -> [JobKeyLine]
    ) {
        self.name = name
        self.read = read
        self.write = write
        self.lines = lines
    }

    /// The same key, of which more is asked once it was read.
    ///
    /// - Parameter problem: what does not fit, or nil.
    func checked(_ code: JobError.Code, _ problem: @escaping @Sendable (Root) -> String?) -> JobRow {
        JobRow(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                try read(&section, &root)
                if let problem = problem(root) { throw section.error(code, problem, at: name) }
            }, write: write, lines: lines)
    }
}

extension Array {
    /// Reads all keys of a section.
    func read<Root>(_ section: inout JobSection, into root: inout Root) throws(JobError)
    where Element == JobRow<Root> {
        for row in self { try row.read(&section, &root) }
    }

    /// The keys of a section with their values.
    func write<Root>(_ root: Root) -> [(String, Node)] where Element == JobRow<Root> {
        compactMap { row in row.write(root).map { (row.name, $0) } }
    }

    func lines<Root>(_ path: String, usual: Root) -> [JobKeyLine] where Element == JobRow<Root> {
        flatMap { $0.lines(path, usual) }
    }
}

extension String {
    /// The path of a key in the section that this is the path of.
    func key(_ name: String) -> String { isEmpty ? name : "\(self).\(name)" }
}
