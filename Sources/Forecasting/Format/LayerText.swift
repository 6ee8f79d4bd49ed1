import Neural

/// Layers as JSON: a list of objects, each with one name, the layer's, over its options: what stands under
/// `model` in a job file, every option written out. A loss is such an object.
///
/// Which options a layer has, it says itself (`JobVariant.keys`); nothing here knows one.
enum LayerText {
    static func write(_ layers: [Layer]) -> JSONValue { .list(layers.map { $0.variant.json }) }

    static func write(_ loss: Loss) -> JSONValue { loss.variant.json }

    /// - Parameter key: the object's place, for messages.
    /// - Throws: as `read`; `inconsistent` for options that do not fit each other.
    static func readLoss(_ json: JSONValue, key: String) throws(ForecastingError) -> Loss {
        let loss: Loss = try choice(json, key: key)
        guard let problem = loss.variant.problem else { return loss }
        throw ForecastingError(
            .inconsistent, problem.message, key: "\(key).\(loss.kind).\(problem.option)")
    }

    /// One of several things by its name, over its options.
    fileprivate static func choice<Choice: JobChoice>(
        _ json: JSONValue, key: String
    ) throws(ForecastingError) -> Choice {
        let members = try json.asObject(key)
        guard members.count == 1, let (name, options) = members.first,
            let kind = Choice.kinds.first(where: { $0.kind == name })
        else {
            let kinds = Choice.kinds.map { $0.kind }.joined(separator: ", ")
            throw ForecastingError(.badValue, "is none of: \(kinds)", key: key)
        }
        return try kind.layer(options, key: "\(key).\(name)")
    }

    /// - Parameter key: the list's place, for messages.
    /// - Throws: `malformed`, `unknownKey`, `missingKey` or `badValue` with the layer and the option. An
    ///   option that is not there has its default, unless every layer of the kind needs it.
    static func read(_ json: JSONValue, key: String) throws(ForecastingError) -> [Layer] {
        try list(json, of: Layer.kinds, key: key)
    }

    /// - Parameter kinds: those that may stand there.
    fileprivate static func list<Choice: JobChoice>(
        _ json: JSONValue, of kinds: [any JobVariant<Choice>.Type], key: String
    ) throws(ForecastingError) -> [Choice] {
        var layers: [Choice] = []
        for (index, item) in try json.asList(key).enumerated() {
            layers.append(try layer(item, of: kinds, key: "\(key)[\(index)]"))
        }
        return layers
    }

    /// - Parameter kinds: those that may stand there.
    fileprivate static func layer<Choice: JobChoice>(
        _ json: JSONValue, of kinds: [any JobVariant<Choice>.Type], key place: String
    ) throws(ForecastingError) -> Choice {
        let members = try json.asObject(place)
        guard members.count == 1, let (name, options) = members.first else {
            throw ForecastingError(.malformed, "\(members.count) names; a layer has one", key: place)
        }
        guard let kind = kinds.first(where: { $0.kind == name }) else {
            let all = kinds.map { $0.kind }.joined(separator: ", ")
            throw ForecastingError(
                .unknownKey, "'\(name.prefix(40))' is no layer here; there are: \(all)", key: place)
        }
        return try kind.layer(options, key: "\(place).\(name)")
    }
}

extension JobVariant {
    fileprivate var json: JSONValue { .object([JSONValue.Member(name: Self.kind, value: keysJSON)]) }

    fileprivate static func layer(_ json: JSONValue, key place: String) throws(ForecastingError) -> Choice {
        try keyed(json, key: place).choice
    }
}

extension JobKeyed {
    fileprivate var keysJSON: JSONValue {
        .object(
            Self.keys.compactMap { key in
                key.json(of: self).map { JSONValue.Member(name: key.name, value: $0) }
            })
    }

    fileprivate static func keyed(_ json: JSONValue, key place: String) throws(ForecastingError) -> Self {
        let options = try json.asObject(place)
        var chosen = template
        for key in keys {
            if let option = options[key.name] {
                try key.set(option, of: &chosen, key: "\(place).\(key.name)")
            } else if key.example != nil {
                throw ForecastingError(.missingKey, "is missing", key: "\(place).\(key.name)")
            }
        }
        if let other = Set(options.keys).subtracting(keys.map(\.name)).min() {
            throw ForecastingError(.unknownKey, "'\(other.prefix(40))' is no option here", key: place)
        }
        return chosen
    }
}

extension JobKey {
    /// Nil where the value leaves out the key.
    fileprivate func json(of root: Root) -> JSONValue? {
        switch value {
        case .integer(let place, _): .integer(root[keyPath: place])
        case .number(let place, _): .number(root[keyPath: place])
        case .flag(let place): .flag(root[keyPath: place])
        case .word(let words): .text(words.get(root))
        case .axes(let place):
            root[keyPath: place].map { axes in .list(axes.map { $0.map { .integer($0) } ?? .null }) }
        case .numberOrNothing(let place, _): root[keyPath: place].map { .number($0) }
        case .integerList(let place, _): .list(root[keyPath: place].map { .integer($0) })
        case .numberList(let place, _): .list(root[keyPath: place].map { .number($0) })
        case .steps(let place, _): .text("\(root[keyPath: place])")
        case .stepList(let place, _): .list(root[keyPath: place].map { .text("\($0)") })
        case .held(let place): Self.json(place, of: root)
        case .choice(let place): Self.json(place, of: root)
        case .keyed(let place): Self.json(place, of: root)
        }
    }

    fileprivate func set(_ json: JSONValue, of root: inout Root, key: String) throws(ForecastingError) {
        switch value {
        case .integer(let place, let range):
            root[keyPath: place] = try Self.inside(range, try json.asInteger(key), key)
        case .number(let place, let range):
            root[keyPath: place] = try Self.inside(range, try json.asNumber(key), key)
        case .flag(let place): root[keyPath: place] = try json.asFlag(key)
        case .word(let words):
            let word = try json.asText(key)
            guard words.all.contains(word) else {
                let all = words.all.joined(separator: ", ")
                throw ForecastingError(.badValue, "'\(word.prefix(40))' is none of: \(all)", key: key)
            }
            words.set(&root, word)
        case .axes(let place):
            var axes: [Int?] = []
            for axis in try json.asList(key) {
                axes.append(axis == .null ? nil : try Self.inside(1...Int.max, try axis.asInteger(key), key))
            }
            root[keyPath: place] = axes
        case .numberOrNothing(let place, let range):
            root[keyPath: place] = try Self.inside(range, try json.asNumber(key), key)
        case .integerList(let place, let range):
            var numbers: [Int] = []
            for item in try json.asList(key) {
                numbers.append(try Self.inside(range, try item.asInteger(key), key))
            }
            root[keyPath: place] = numbers
        case .numberList(let place, let range):
            var numbers: [Double] = []
            for item in try json.asList(key) {
                numbers.append(try Self.inside(range, try item.asNumber(key), key))
            }
            root[keyPath: place] = numbers
        case .steps(let place, let range):
            root[keyPath: place] = try Self.steps(json, in: range, key: key)
        case .stepList(let place, let range):
            var list: [StepCount] = []
            for item in try json.asList(key) { list.append(try Self.steps(item, in: range, key: key)) }
            root[keyPath: place] = list
        case .held(let place): try Self.set(place, of: &root, to: json, key: key)
        case .choice(let place): try Self.set(place, of: &root, to: json, key: key)
        case .keyed(let place): try Self.set(place, of: &root, to: json, key: key)
        }
    }

    private static func json<Place: KeyedPlace>(_ keyed: Place, of root: Root) -> JSONValue?
    where Place.Root == Root {
        root[keyPath: keyed.place]?.keysJSON
    }

    private static func set<Place: KeyedPlace>(
        _ keyed: Place, of root: inout Root, to json: JSONValue, key: String
    ) throws(ForecastingError) where Place.Root == Root {
        root[keyPath: keyed.place] = try Place.Value.keyed(json, key: key)
    }

    private static func json<Place: HeldPlace>(_ place: Place, of root: Root) -> JSONValue?
    where Place.Root == Root {
        let held = place.get(root).map { $0.variant.json }
        return place.isList ? .list(held) : held.first
    }

    private static func set<Place: HeldPlace>(
        _ place: Place, of root: inout Root, to json: JSONValue, key: String
    ) throws(ForecastingError) where Place.Root == Root {
        place.set(
            &root,
            place.isList
                ? try LayerText.list(json, of: place.kinds, key: key)
                : [try LayerText.layer(json, of: place.kinds, key: key)])
    }

    private static func json<Place: ChosenPlace>(_ place: Place, of root: Root) -> JSONValue?
    where Place.Root == Root {
        place.get(root).map { choice in choice.plainNumber.map { .number($0) } ?? choice.variant.json }
    }

    private static func set<Place: ChosenPlace>(
        _ place: Place, of root: inout Root, to json: JSONValue, key: String
    ) throws(ForecastingError) where Place.Root == Root {
        if let range = Place.Choice.plainRange, case .number = json,
            let plain = Place.Choice.plain(try inside(range, try json.asNumber(key), key))
        {
            return place.set(&root, plain)
        }
        place.set(&root, try LayerText.choice(json, key: key))
    }

    private static func steps(
        _ json: JSONValue, in range: ClosedRange<Int>, key: String
    ) throws(ForecastingError) -> StepCount {
        let text = try json.asText(key)
        guard let steps = StepCount(text) else {
            throw ForecastingError(.badValue, "'\(text.prefix(40))' is no number of steps", key: key)
        }
        _ = try inside(range, steps.number, key)
        return steps
    }

    /// A range may be open to infinity; a value is finite all the same.
    private static func inside<Number: Comparable>(
        _ range: ClosedRange<Number>, _ value: Number, _ key: String
    ) throws(ForecastingError) -> Number {
        guard range.contains(value), (value as? Double)?.isFinite ?? true else {
            throw ForecastingError(
                .badValue, "\(value) is not from \(range.lowerBound) to \(range.upperBound)", key: key)
        }
        return value
    }
}
