/// What a piece of work is for.
package enum Purpose: Int, Sendable, CaseIterable {
    case train = 1
    case validate = 2
    case test = 3
}
