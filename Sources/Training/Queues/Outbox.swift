/// What a process has to send, in order, while the other side does not take it: without a connection, or with
/// a full queue.
package struct Outbox<Item> {
    private var items: [Item] = []

    package init() {}

    package var isEmpty: Bool { items.isEmpty }
    /// What is to be sent next.
    package var first: Item? { items.first }
    package var count: Int { items.count }

    /// Adds an item at the end.
    ///
    /// - Parameter isSignOfLife: Worth nothing later: it does not wait behind others.
    /// - Returns: what is given up for it: the oldest, stale soonest, beyond `Limits.queuedMessages`.
    package mutating func add(_ item: Item, isSignOfLife: Bool) -> [Item] {
        if isSignOfLife, !items.isEmpty, !planted(.heartbeatsWait) { return [item] }
        items.append(item)
        let excess = max(0, items.count - Limits.queuedMessages)
        defer { items.removeFirst(excess) }
        return Array(items.prefix(excess))
    }

    /// Takes out the first item: it has been sent.
    package mutating func removeFirst() -> Item? { items.isEmpty ? nil : items.removeFirst() }

    /// Gives up what is worth nothing any more.
    ///
    /// - Returns: what it was.
    package mutating func removeAll(where isWorthless: (Item) -> Bool) -> [Item] {
        let worthless = items.filter(isWorthless)
        items.removeAll(where: isWorthless)
        return worthless
    }
}

extension Outbox: Sendable where Item: Sendable {}
