import Testing
import Training

/// What somebody hears who starts a cluster in the background.
@Suite struct StartUpTests {
    private let start = Instant(nanoseconds: 0)
    private var startUp: StartUp

    init() { startUp = StartUp(launcher: 10, codeInUse: 2, at: start) }

    @Test mutating func clusterWhoseCoordinatorAnswers_isUp() {
        let states = [
            startUp.handle(.tick, at: start), startUp.handle(.answered(parent: 10), at: start),
            startUp.handle(.ended(.exited(0)), at: start),
        ]
        #expect(states == [.waiting(until: start + Limits.startWait), .up, .up])
    }

    @Test(arguments: [11, nil])
    mutating func coordinatorOfAnotherLauncher_saysNothingAboutThisOne(parent: Int?) {
        let states = [
            startUp.handle(.answered(parent: parent), at: start),
            startUp.handle(.answered(parent: parent), at: start + Limits.startWait),
        ]
        #expect(states == [.waiting(until: start + Limits.startWait), .failed(.timedOut)])
    }

    @Test mutating func launcherThatFoundTheFolderInUse_saysSo() {
        let state = startUp.handle(.ended(.exited(2)), at: start)
        #expect(state == .failed(.inUse))
    }

    @Test(arguments: [ProcessEnd.exited(0), .exited(3), .signalled(2)])
    mutating func launcherThatEnds_hasFailedHoweverItEnds(end: ProcessEnd) {
        let states = [
            startUp.handle(.ended(end), at: start), startUp.handle(.answered(parent: 10), at: start),
        ]
        #expect(states == [.failed(.ended), .failed(.ended)])
    }

    @Test mutating func silence_isAFailureWhenTimeIsOver() {
        let states = [
            startUp.handle(.tick, at: start + (Limits.startWait - .nanoseconds(1))),
            startUp.handle(.tick, at: start + Limits.startWait),
        ]
        #expect(states == [.waiting(until: start + Limits.startWait), .failed(.timedOut)])
    }
}
