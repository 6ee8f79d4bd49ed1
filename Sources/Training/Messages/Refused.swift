/// The coordinator turns a worker away.
package struct Refused: Sendable, Equatable {
    package enum Code: Int, Sendable, CaseIterable {
        /// The worker speaks another protocol version. It must be replaced by one of the coordinator's
        /// version.
        case protocolVersion = 1
        /// The worker's arithmetic gives other bits and the job does not allow mixed hardware.
        case fingerprint = 2
        /// The coordinator does not know the worker (any more): it says Hello again.
        case unknownWorker = 3
        /// The coordinator has as many workers as it can serve.
        case tooManyWorkers = 4
        /// The worker sent something malformed in its Hello.
        case malformed = 5
    }
    package let code: Code
    package let reason: String

    package init(code: Code, reason: String) {
        self.code = code
        self.reason = reason
    }
}
