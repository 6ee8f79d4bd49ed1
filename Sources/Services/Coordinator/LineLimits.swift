package import Training

/// Keeps lines of a log from becoming a flood: of each topic so many within a time, the others are counted.
///
/// Whoever can send a message can cause a line, and without a bound a disk is soon full of them.
package struct LineLimits {
    private struct Topic {
        let end: Instant
        var lines = 0
        var omitted = 0
    }

    private var topics: [String: Topic] = [:]
    /// Takes the place of topics beyond `Limits.lineTopics`.
    private static let others = ""

    package init() {}

    /// The line to write on one more occasion; nil where it is left out.
    ///
    /// - Parameter topic: What makes lines be of one kind, such as what happened and to whom.
    package mutating func line(_ topic: String, _ text: @autoclosure () -> String, at now: Instant) -> String?
    {
        let name = name(of: topic, at: now)
        let before = topics[name]
        var current = before ?? Topic(end: now + Limits.lineTime)
        if current.end <= now { current = Topic(end: now + Limits.lineTime) }
        defer { topics[name] = current }
        guard current.lines < Limits.lines else {
            current.omitted += 1
            return nil
        }
        current.lines += 1
        let omitted = current.lines == 1 ? before?.omitted ?? 0 : 0
        return text() + (omitted > 0 ? " (\(omitted) more like it were left out)" : "")
            + (current.lines == Limits.lines ? " (more like it are left out for a while)" : "")
    }

    private mutating func name(of topic: String, at now: Instant) -> String {
        if topics[topic] != nil { return topic }
        if topics.count >= Limits.lineTopics { topics = topics.filter { now < $0.value.end } }
        return topics.count < Limits.lineTopics ? topic : Self.others
    }
}
