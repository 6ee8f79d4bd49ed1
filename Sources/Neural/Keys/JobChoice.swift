/// What a job chooses by name: a layer, a loss, an optimizer.
package protocol JobChoice: Sendable {
    /// All that can be chosen, in the order in which messages name them.
    static var kinds: [any JobVariant<Self>.Type] { get }
    /// What was chosen, with its options.
    var variant: any JobVariant<Self> { get }
}

extension JobChoice {
    /// The name of what was chosen.
    package var kind: String { type(of: variant).kind }
}

/// One of several things that a job chooses from, with options of its own.
package protocol JobVariant<Choice>: Hashable, Sendable {
    associatedtype Choice: JobChoice
    /// The name in a job file.
    static var kind: String { get }
    /// Each option at its default; one that every job must give is at a value that is as good as any.
    static var template: Self { get }
    /// The options in the order in which they are read and written.
    static var keys: [JobKey<Self>] { get }
    var choice: Choice { get }
}

extension JobVariant {
    package static var keys: [JobKey<Self>] { [] }

    /// The same, of whichever type.
    var anyVariant: any JobVariant<Choice> { self }
}
