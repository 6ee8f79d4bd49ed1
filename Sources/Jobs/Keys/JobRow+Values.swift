import Neural
import Yams

extension JobRow {
    /// A key that needs no more than what `Neural` can say of one.
    static func key(_ key: JobKey<Root>) -> JobRow {
        let name = key.name
        switch key.value {
        case .integer(let place, let range):
            return value(key, .integers(range), place, write: { .plain($0) }) {
                (section: inout JobSection) throws(JobError) in try section.integer(name, in: range)
            }
        case .number(let place, let range):
            return value(key, .numbers(range), place, write: { .plain($0) }) {
                (section: inout JobSection) throws(JobError) in try section.number(name, in: range)
            }
        case .flag(let place):
            return value(key, .words(["true", "false"]), place, write: { .plain($0) }) {
                (section: inout JobSection) throws(JobError) in try section.flag(name)
            }
        case .axes(let place):
            return value(key, .other, place, write: { $0.map { .axes($0) } }) {
                (section: inout JobSection) throws(JobError) in
                try section.axes(name).map { axes in .some(axes) }
            }
        case .numberOrNothing(let place, let range): return .number(name, place, in: range)
        case .integerList(let place, let range):
            return value(key, .other, place, write: { .list($0) }) {
                (section: inout JobSection) throws(JobError) in try section.integers(name, in: range)
            }
        case .numberList(let place, let range):
            return value(key, .other, place, write: { .list($0) }) {
                (section: inout JobSection) throws(JobError) in try section.numbers(name, in: range)
            }
        case .steps(let place, let range):
            return value(key, .integers(range), place, write: { .plain($0) }) {
                (section: inout JobSection) throws(JobError) in try section.steps(name, in: range)
            }
        case .stepList(let place, let range):
            return value(key, .other, place, write: { .list($0) }) {
                (section: inout JobSection) throws(JobError) in try section.stepList(name, in: range)
            }
        case .held(let place): return held(key, place)
        case .choice(let place): return choice(name, place)
        case .keyed(let place): return keyed(name, place)
        case .word(let words):
            return JobRow(
                name, .words(words.all.filter { !words.refused.contains($0) }), example: key.example,
                read: { (section: inout JobSection) throws(JobError) in
                    try section.word(name, of: words.all)
                }, set: words.set, write: { .plain(words.get($0)) })
        }
    }

    private static func keyed<Keyed: KeyedPlace>(_ name: String, _ keyed: Keyed) -> JobRow
    where Keyed.Root == Root {
        section(name, keyed.place, from: .template, rows: Keyed.Value.keys.map { .key($0) })
    }

    private static func value<Value>(
        _ key: JobKey<Root>, _ takes: JobKeyLine.Takes, _ place: Place<Value>,
        write: @escaping @Sendable (Value) -> Node?,
        read: @escaping @Sendable (inout JobSection) throws(JobError) -> Value?
    ) -> JobRow {
        JobRow(
            key.name, takes, example: key.example, read: read, set: { $0[keyPath: place] = $1 },
            write: { write($0[keyPath: place]) })
    }

    /// A whole number that may be left out.
    static func integer(_ name: String, _ place: Place<Int?>, in range: ClosedRange<Int>) -> JobRow {
        JobRow(
            name, .integers(range),
            read: { (section: inout JobSection) throws(JobError) in try section.integer(name, in: range) },
            set: { $0[keyPath: place] = $1 }, write: { $0[keyPath: place].map { .plain($0) } })
    }

    /// A number that may be left out.
    static func number(_ name: String, _ place: Place<Double?>, in range: ClosedRange<Double>) -> JobRow {
        JobRow(
            name, .numbers(range),
            read: { (section: inout JobSection) throws(JobError) in try section.number(name, in: range)
            },
            set: { $0[keyPath: place] = $1 }, write: { $0[keyPath: place].map { .plain($0) } })
    }

    /// A number for each of some names, in their order; none where the key is left out.
    static func numbersByName(
        _ name: String, _ place: Place<[String: Double]>, in range: ClosedRange<Double>
    ) -> JobRow {
        JobRow(
            name, .other,
            read: { (section: inout JobSection) throws(JobError) in
                try section.numbersByName(name, in: range)
            }, set: { $0[keyPath: place] = $1 },
            write: { root in
                let numbers = root[keyPath: place].sorted { $0.key < $1.key }
                return numbers.isEmpty
                    ? nil
                    : .mapping(.init(numbers.map { (.quoted($0.key), .plain($0.value)) }, .implicit, .flow))
            })
    }

    static func seed(_ name: String, _ place: Place<UInt64>) -> JobRow {
        JobRow(
            name, .other,
            read: { (section: inout JobSection) throws(JobError) in try section.seed(name) },
            set: { $0[keyPath: place] = $1 }, write: { .plain($0[keyPath: place]) })
    }

    /// A seed that may be left out.
    static func seed(_ name: String, _ place: Place<UInt64?>) -> JobRow {
        JobRow(
            name, .other,
            read: { (section: inout JobSection) throws(JobError) in try section.seed(name) },
            set: { $0[keyPath: place] = $1 }, write: { $0[keyPath: place].map { .plain($0) } })
    }

    /// A word or a path.
    ///
    /// - Parameter get: nil where the key is to be left out.
    static func text(
        _ name: String, get: @escaping @Sendable (Root) -> String?,
        set: @escaping @Sendable (inout Root, String) -> Void
    ) -> JobRow {
        JobRow(
            name, .other,
            read: { (section: inout JobSection) throws(JobError) in try section.text(name) },
            set: set, write: { get($0).map { .quoted($0) } })
    }

    /// Words, or one of them alone.
    ///
    /// - Parameter get: nil where the key is to be left out.
    static func texts(
        _ name: String, get: @escaping @Sendable (Root) -> [String]?,
        set: @escaping @Sendable (inout Root, [String]) -> Void
    ) -> JobRow {
        JobRow(
            name, .other,
            read: { (section: inout JobSection) throws(JobError) in try section.texts(name) },
            set: set, write: { get($0).map { .texts($0) } })
    }

    /// Words of a kind, each at most once, or one of them alone; the key is left out where there is none.
    static func words<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ place: Place<[Word]>
    ) -> JobRow {
        let all = Word.allCases.map(\.rawValue)
        return JobRow(
            name, .words(all),
            read: { (section: inout JobSection) throws(JobError) in
                guard let texts = try section.texts(name) else { return nil }
                var words: [Word] = []
                for (index, text) in texts.enumerated() {
                    guard let word = Word(rawValue: text), !texts[..<index].contains(text) else {
                        throw section.error(
                            .badValue,
                            "'\(text)' stands twice or is none of: \(all.joined(separator: ", "))", at: name)
                    }
                    words.append(word)
                }
                return words
            }, set: { $0[keyPath: place] = $1 },
            write: { root in
                let words = root[keyPath: place]
                return words.isEmpty ? nil : .texts(words.map(\.rawValue))
            })
    }
}
