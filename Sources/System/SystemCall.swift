import Glibc

/// The one place that turns a failed system call into a `SystemError`, and an error number into words.
package enum SystemCall {
    /// Makes a call again for as long as a signal interrupts it, and returns what it returned.
    ///
    /// - Parameters:
    ///   - action: what the call does, as in "cannot `action` `path`".
    ///   - path: the file or folder concerned.
    /// - Throws: what `error(_:_:number:)` makes of the error number when the call returns -1.
    @discardableResult
    package static func check<Result: SignedInteger>(
        _ action: String, _ path: String, _ call: () -> Result
    ) throws(SystemError) -> Result {
        while true {
            let result = call()
            if result != -1 { return result }
            let number = errno
            if number != EINTR { throw error(action, path, number: number) }
        }
    }

    /// The error for an error number: `diskFull` when there is no room, `notFound` when there is no such
    /// file, `exists` when there is one, `storage` for all else.
    package static func error(_ action: String, _ path: String, number: Int32) -> SystemError {
        let code: SystemError.Code =
            switch number {
            case ENOSPC, EDQUOT, EFBIG: .diskFull
            case ENOENT: .notFound
            case EEXIST: .exists
            default: .storage
            }
        // Of a path, not of a loop, where it must not end in a link.
        let words = number == ELOOP ? "a symbolic link is in the way" : words(number)
        return SystemError(code, "cannot \(action) \(path): \(words)")
    }

    /// The system's words for an error number; by default those for the last failed call of this thread.
    package static func words(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
}
