import ArgumentParser

extension ParsableArguments {
    /// Holds the number that an option was given to a range; nil is an option that was not given.
    ///
    /// - Throws: `ValidationError` with the option, the number and the range.
    func require(_ number: Int?, _ option: String, in range: ClosedRange<Int>) throws {
        guard let number, !range.contains(number) else { return }
        throw ValidationError(
            "--\(option) must be \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
}
