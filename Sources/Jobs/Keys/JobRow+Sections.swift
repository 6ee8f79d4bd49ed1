import Neural
import Yams

extension JobRow {
    /// A key that holds keys of its own.
    ///
    /// - Parameters:
    ///   - template: what a job starts from that has the key; where it lacks it, the property stays as it is.
    ///   - example: given where every job must have the key.
    static func section<Child: Sendable>(
        _ name: String, _ place: Place<Child>, from template: Child, example: String? = nil,
        rows: [JobRow<Child>]
    ) -> JobRow {
        JobRow(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                if let child = try read(name, of: &section, from: template, rows) {
                    root[keyPath: place] = child
                } else if let example {
                    throw section.missing(name, example: example)
                }
            }, write: { .keys(rows.write($0[keyPath: place])) },
            lines: { path, usual in
                [JobKeyLine(key: path.key(name), takes: .keys, example: example)]
                    + rows.lines(path.key(name), usual: usual[keyPath: place])
            })
    }

    /// A key that holds keys of its own, and stands for something that there may be or not.
    static func section<Child: Sendable>(
        _ name: String, _ place: Place<Child?>, from template: Child, rows: [JobRow<Child>]
    ) -> JobRow {
        JobRow(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                if let child = try read(name, of: &section, from: template, rows) {
                    root[keyPath: place] = child
                }
            }, write: { $0[keyPath: place].map { .keys(rows.write($0)) } },
            lines: { path, _ in
                [JobKeyLine(key: path.key(name), takes: .keys)] + rows.lines(path.key(name), usual: template)
            })
    }

    private static func read<Child>(
        _ name: String, of section: inout JobSection, from template: Child, _ rows: [JobRow<Child>]
    ) throws(JobError) -> Child? {
        guard var inner = try section.section(name, keys: rows.map(\.name)) else { return nil }
        var child = template
        try rows.read(&inner, into: &child)
        try inner.finish()
        return child
    }

    /// A key that chooses one of several things by name, with its options or without.
    ///
    /// - Parameter others: keys that stand among the options, whatever is chosen.
    static func choice<Choice: JobChoice>(
        _ name: String, _ place: Place<Choice>, with others: [JobRow<Root>] = []
    ) -> JobRow {
        choice(name, ChoicePlace(place: place), with: others)
    }

    static func choice<Chosen: ChosenPlace>(
        _ name: String, _ place: Chosen, with others: [JobRow<Root>] = []
    ) -> JobRow where Chosen.Root == Root {
        JobRow(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                if let plain = try plain(name, Chosen.Choice.self, of: &section) {
                    return place.set(&root, plain)
                }
                let found = try section.variant(name) { kind in
                    Chosen.Choice.kinds.first { $0.kind == kind }?.keyNames ?? []
                }
                guard let (kind, found) = found else { return }
                guard let chosen = Chosen.Choice.kinds.first(where: { $0.kind == kind }) else {
                    throw section.error(.badValue, unknown(kind, Chosen.Choice.self), at: name)
                }
                var options = found
                let choice = try chosen.read(&options)
                place.set(&root, choice)
                try others.read(&options, into: &root)
                try options.finish()
                if let problem = choice.variant.problem {
                    throw options.error(.inconsistent, problem.message, at: problem.option)
                }
            },
            write: { root in
                guard let choice = place.get(root) else { return nil }
                return choice.plainNumber.map { .plain($0) }
                    ?? choice.variant.written(with: others.write(root))
            },
            lines: { path, usual in
                let key = path.key(name)
                let kinds = Chosen.Choice.kinds
                let usualChoice = place.get(usual)
                let chosen = JobKeyLine(
                    key: key,
                    takes: Chosen.Choice.plainRange.map { .numbers($0) } ?? .words(kinds.map { $0.kind }),
                    usual: usualChoice.map { $0.plainNumber.map { "\($0)" } ?? $0.kind })
                return [chosen]
                    + kinds.flatMap { kind in
                        kind.lines(key) + others.lines(key.key(kind.kind), usual: usual)
                    }
            })
    }

    /// What a number alone stands for; nil where the section has none.
    private static func plain<Choice: JobChoice>(
        _ name: String, _: Choice.Type, of section: inout JobSection
    ) throws(JobError) -> Choice? {
        guard let range = Choice.plainRange, let node = section.node(name), node.scalar != nil else {
            return nil
        }
        if let text = node.plainText, Choice.kinds.contains(where: { $0.kind == text }) { return nil }
        guard node.plainText.flatMap({ Double($0) }) != nil else {
            throw section.error(
                .wrongType,
                "\(node.asWritten) is neither a number (\(range.lowerBound) to \(range.upperBound)) nor one "
                    + "of: "
                    + Choice.kinds.map { $0.kind }.joined(separator: ", "), at: name)
        }
        return Choice.plain(try section.number(node, key: name, in: range))
    }

    private static func unknown<Choice: JobChoice>(_ kind: String, _: Choice.Type) -> String {
        let advice = Choice.otherNames[kind.lowercased()].map { "; write \($0)" } ?? ""
        return "'\(kind)' is none of: \(Choice.kinds.map { $0.kind }.joined(separator: ", "))\(advice)"
    }

    /// Layers whose keys are described where they stand by themselves.
    static func held<Held: HeldPlace>(_ key: JobKey<Root>, _ place: Held) -> JobRow where Held.Root == Root {
        let name = key.name
        return JobRow(
            name, place.isList ? .keys : .words(place.kinds.map { $0.kind }), example: key.example,
            read: { (section: inout JobSection) throws(JobError) in
                guard let node = section.node(name) else { return nil }
                if place.isList { return try JobLayers.read(name, of: &section, kinds: place.kinds) }
                do throws(JobError) {
                    return [
                        try JobLayers.layer(
                            node, of: place.kinds, file: section.file, path: section.name(name))
                    ]
                } catch {
                    guard error.code == .missingKey, let kind = node.scalar?.string else { throw error }
                    throw section.error(
                        .missingKey,
                        "'\(kind)' stands without its options, which go behind it: \(name): {\(kind): "
                            + "{units: 64}}", at: name)
                }
            }, set: { place.set(&$0, $1) },
            write: { root in
                let held = place.get(root)
                return place.isList ? JobLayers.written(held) : held.first?.variant.written()
            })
    }

    /// The list of layers.
    static func layers(_ name: String, _ place: Place<[Layer]>) -> JobRow {
        JobRow(
            name: name,
            read: { (section: inout JobSection, root: inout Root) throws(JobError) in
                root[keyPath: place] = try JobLayers.read(name, of: &section, kinds: Layer.kinds)
            }, write: { JobLayers.written($0[keyPath: place]) },
            lines: { path, _ in
                let key = path.key(name)
                return [JobKeyLine(key: key, takes: .keys, example: JobLayers.example)]
                    + Layer.kinds.flatMap { kind in
                        let lines = kind.lines("\(key)[]")
                        return lines.isEmpty
                            ? [JobKeyLine(key: "\(key)[]".key(kind.kind), takes: .keys)] : lines
                    }
            })
    }
}

extension JobVariant {
    private static var rows: [JobRow<Self>] { keys.map { .key($0) } }

    /// Reads the options; who else has keys among them does so, too, before the section is finished.
    static func read(_ options: inout JobSection) throws(JobError) -> Choice {
        var chosen = template
        try rows.read(&options, into: &chosen)
        return chosen.choice
    }

    /// The name alone, or the name with its options.
    func written(with others: [(String, Node)] = []) -> Node {
        let options = Self.rows.write(self) + others
        return options.isEmpty ? .plain(Self.kind) : .keys([(Self.kind, .keys(options))])
    }

    /// The options' lines of the reference.
    static func lines(_ path: String) -> [JobKeyLine] { rows.lines(path.key(kind), usual: template) }
}
