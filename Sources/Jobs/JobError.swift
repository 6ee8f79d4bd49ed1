/// What can be wrong with a job, and with what a job needs.
package struct JobError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The job file is not YAML.
        case syntax
        /// A key that no job has.
        case unknownKey
        /// A key that every job must have.
        case missingKey
        /// A value of another type than the key takes.
        case wrongType
        /// A value outside its range, or none of the allowed words.
        case badValue
        /// Settings that do not fit each other.
        case inconsistent
    }

    package let code: Code
    /// What is wrong, with the offending value, and what would be right.
    package let message: String
    package let file: String?
    /// Line in the file, from 1.
    package let line: Int?
    /// The key's path, such as `model[1].lstm.units`.
    package let key: String?

    package init(_ code: Code, _ message: String, file: String? = nil, line: Int? = nil, key: String? = nil) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.key = key
    }

    /// Errors are equal when their codes are.
    package static func == (left: JobError, right: JobError) -> Bool { left.code == right.code }

    package var description: String {
        var place = file ?? ""
        if let line { place += ":\(line)" }
        return [place, key ?? "", message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
