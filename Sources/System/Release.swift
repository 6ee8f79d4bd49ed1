/// What was built, and how.
package enum Release {
    /// Lockstep's version.
    package static let version = "0.1.0"
}

/// How the compiler was told to build.
package enum BuildMode: String, Sendable {
    case release
    /// Unoptimised and with assertions.
    case debug

    /// That of the running executable.
    package static var current: BuildMode {
        var mode = BuildMode.release
        // The closure runs only where assertions do.
        assert(
            {
                mode = .debug
                return true
            }())
        return mode
    }
}
