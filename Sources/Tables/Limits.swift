/// The bounds that concern tables.
enum Limits {
    /// Rows of missing values that are put in for each row that is there: a year that is written wrongly once
    /// would make millions.
    static let insertedPerRow = 10
}
