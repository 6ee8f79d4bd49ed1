/// What was built, and how.
public enum Release {
    /// Lockstep's version.
    public static let version = "0.1.0"
}

/// How the compiler was told to build.
public enum BuildMode: String, Sendable {
    case release
    /// Unoptimised and with assertions.
    case debug

    /// That of the running executable.
    public static var current: BuildMode {
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
