import Launcher
import Testing

struct LaunchErrorTests {
    /// It decides the exit code: bad input, or a machine or coordinator that cannot.
    @Test(arguments: [
        (LaunchError.Code.refused, true), (.inUse, true), (.notFound, true), (.process, false),
        (.unreachable, false), (.timedOut, false),
    ])
    func code_saysWhoseFaultItIs(code: LaunchError.Code, isUsers: Bool) {
        #expect(LaunchError(code, "").isUsersFault == isUsers)
    }
}
