/// What the reference of job files says of one key, besides what it means.
package struct JobKeyLine: Sendable {
    package enum Takes: Sendable {
        case integers(ClosedRange<Int>)
        case numbers(ClosedRange<Double>)
        case words([String])
        /// Keys of its own, or a list of what has keys.
        case keys
        /// What no range and no list of words says.
        case other
    }

    /// Such as `model[].lstm.units`.
    package let key: String
    package let takes: Takes
    /// A value to start from, where every job must have the key.
    package var example: String?
    /// The value where a job leaves out the key; nil where there is none that is written.
    package var usual: String?
}

extension Job {
    /// A line for each key that a job can have, in the order in which a job is written.
    package static var reference: [JobKeyLine] { rows.lines("", usual: template) }
}
