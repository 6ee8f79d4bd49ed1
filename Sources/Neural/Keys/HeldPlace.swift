/// A property that holds one of some kinds of a choice, or a list of such, of whatever type the choice is.
///
/// Their options are those that they have by themselves, and described there.
package protocol HeldPlace<Root>: Sendable {
    associatedtype Root
    associatedtype Choice: JobChoice

    /// Those that may stand there.
    var kinds: [any JobVariant<Choice>.Type] { get }
    var isList: Bool { get }

    /// The list, or a list of the one.
    func get(_ root: Root) -> [Choice]
    func set(_ root: inout Root, _ held: [Choice])
}

/// A property that holds one.
package struct HeldOne<Root, Choice: JobChoice>: HeldPlace {
    let place: any WritableKeyPath<Root, Choice> & Sendable
    package let kinds: [any JobVariant<Choice>.Type]
    package var isList: Bool { false }

    package func get(_ root: Root) -> [Choice] { [root[keyPath: place]] }
    package func set(_ root: inout Root, _ held: [Choice]) {
        for one in held { root[keyPath: place] = one }
    }
}

/// A property that holds a list.
package struct HeldList<Root, Choice: JobChoice>: HeldPlace {
    let place: any WritableKeyPath<Root, [Choice]> & Sendable
    package let kinds: [any JobVariant<Choice>.Type]
    package var isList: Bool { true }

    package func get(_ root: Root) -> [Choice] { root[keyPath: place] }
    package func set(_ root: inout Root, _ held: [Choice]) { root[keyPath: place] = held }
}
