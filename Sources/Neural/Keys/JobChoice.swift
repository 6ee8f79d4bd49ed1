/// What a job chooses by name: a layer, a loss, an optimizer.
package protocol JobChoice: Sendable {
    /// All that can be chosen, in the order in which messages name them.
    static var kinds: [any JobVariant<Self>.Type] { get }
    /// What was chosen, with its options.
    var variant: any JobVariant<Self> { get }

    /// What to write instead of names that people know from elsewhere.
    static var otherNames: [String: String] { get }

    /// The numbers that stand for a choice by themselves; nil where none does.
    static var plainRange: ClosedRange<Double>? { get }
    /// What such a number stands for.
    static func plain(_ number: Double) -> Self?
    /// The number that says everything; nil where a name does.
    var plainNumber: Double? { get }
}

extension JobChoice {
    package static var otherNames: [String: String] { [:] }
    package static var plainRange: ClosedRange<Double>? { nil }
    package static func plain(_: Double) -> Self? { nil }
    package var plainNumber: Double? { nil }

    /// The name of what was chosen.
    package var kind: String { type(of: variant).kind }
}

/// One of several things that a job chooses from, with options of its own.
package protocol JobVariant<Choice>: JobKeyed {
    associatedtype Choice: JobChoice
    /// The name in a job file.
    static var kind: String { get }
    var choice: Choice { get }
    /// The option that does not fit the others, and why; nil where all do.
    var problem: (option: String, message: String)? { get }
}

extension JobVariant {
    package static var keys: [JobKey<Self>] { [] }
    /// The options' names.
    package static var keyNames: [String] { keys.map(\.name) }
    package var problem: (option: String, message: String)? { nil }

    /// The same, of whichever type.
    var anyVariant: any JobVariant<Choice> { self }
}
