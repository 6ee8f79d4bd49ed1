/// What can go wrong where Lockstep asks something of the operating system.
package struct SystemError: CommandError {
    package enum Code: Sendable {
        /// A file or folder cannot be read or written.
        case storage
        case diskFull
        /// A file or folder that is not there.
        case notFound
        /// A file that is there already and must not be.
        case exists
        /// A file is longer or shorter than it can be.
        case corrupt
        /// A process cannot be started, has gone, or is short of descriptors.
        case process
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isUsersFault: Bool {
        switch code {
        case .notFound, .exists, .corrupt: true
        case .storage, .diskFull, .process: false
        }
    }
}
