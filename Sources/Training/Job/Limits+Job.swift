/// The bounds that concern nothing but job files.
extension Limits {
    /// Aliases (`*name`) in a job file: each can multiply what it stands for, and no job needs one.
    static let aliases = 8
}
