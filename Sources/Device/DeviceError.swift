import System

/// What can go wrong with a device.
package struct DeviceError: CommandError {
    package enum Code: Sendable {
        /// No device, no driver, or no compiler for it.
        case absent
        /// The kernels do not compile, or the device does not take them.
        case kernels
        /// The device has not enough memory.
        case memory
        /// The device does not do what it is told: it may have been lost.
        case failed
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isUsersFault: Bool {
        switch code {
        case .absent: true
        case .kernels, .memory, .failed: false
        }
    }
}
