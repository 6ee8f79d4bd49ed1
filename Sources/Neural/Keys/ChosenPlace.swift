/// A property that holds a choice, of whatever type the choice is.
package protocol ChosenPlace<Root>: Sendable {
    associatedtype Root
    associatedtype Choice: JobChoice

    /// Nil where nothing is chosen.
    func get(_ root: Root) -> Choice?
    func set(_ root: inout Root, _ choice: Choice)
}

/// A property that always holds one.
package struct ChoicePlace<Root, Choice: JobChoice>: ChosenPlace {
    private let place: any WritableKeyPath<Root, Choice> & Sendable

    package init(place: any WritableKeyPath<Root, Choice> & Sendable) { self.place = place }

    package func get(_ root: Root) -> Choice? { root[keyPath: place] }
    package func set(_ root: inout Root, _ choice: Choice) { root[keyPath: place] = choice }
}
