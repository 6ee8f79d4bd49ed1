/// What has keys of its own in a job file.
package protocol JobKeyed: Hashable, Sendable {
    /// Each key at its default; one that every job must give is at a value that is as good as any.
    static var template: Self { get }
    /// The keys in the order in which they are read and written.
    static var keys: [JobKey<Self>] { get }
}

/// A property that holds something with keys of its own, or nothing; of whatever type that is.
package protocol KeyedPlace<Root>: Sendable {
    associatedtype Root
    associatedtype Value: JobKeyed

    var place: any WritableKeyPath<Root, Value?> & Sendable { get }
}

package struct OptionalPlace<Root, Value: JobKeyed>: KeyedPlace {
    package let place: any WritableKeyPath<Root, Value?> & Sendable
}
