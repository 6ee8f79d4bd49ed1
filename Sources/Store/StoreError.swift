import System

/// What can be wrong with a state directory and what is kept in it.
package struct StoreError: CommandError {
    package enum Code: Sendable {
        /// What a file holds is not what was written.
        case corrupt
        /// A file as another release writes it.
        case otherRelease
        /// A run, or data, that is not there.
        case notFound
        /// Another process has the state directory.
        case inUse
        /// A part of the data that was not asked for.
        case malformed
        /// More data than a worker agrees to fetch.
        case oversize
        /// More than this machine's memory holds.
        case noMemory
        /// A run that coordinators died over.
        case deadly
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isUsersFault: Bool {
        switch code {
        case .corrupt, .otherRelease, .notFound, .inUse, .noMemory, .deadly: true
        case .malformed, .oversize: false
        }
    }
}
