import Glibc
import System
import Training
import Transport

/// A process of the local cluster that is started again when it dies, after a pause that grows with each
/// quick death.
final class SupervisedProcess {
    let name: String
    private let executable: String
    private let arguments: [String]
    private let log: String
    private(set) var child: ChildProcess?
    private let quickDeath: Duration
    private(set) var startedAt = Instant.now
    private var quickDeaths = 0
    /// When it is to be started again; nil while it runs, or when it has been given up.
    private(set) var restartAt: Instant?

    /// - Parameter quickDeath: what lives for less has died quickly.
    init(name: String, executable: String, arguments: [String], log: String, quickDeath: Duration) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.log = log
        self.quickDeath = quickDeath
    }

    var isRunning: Bool { child?.end == nil && child != nil }
    /// Whether it has died quickly too often to be started again.
    private(set) var isGivenUp = false
    var logPath: String { log }

    /// - Throws: `process` where it cannot be started.
    func start(extraArguments: [String] = []) throws(SystemError) {
        child = try ChildProcess(executable: executable, arguments: arguments + extraArguments, log: log)
        startedAt = .now
        restartAt = nil
    }

    /// How the process ended, once, if it has since the last call.
    func takeEnd() -> ChildProcess.End? {
        guard let child, let end = child.poll() else { return nil }
        self.child = nil
        return end
    }

    /// Plans a new start after a death.
    ///
    /// - Returns: the pause before it; nil where it has died quickly too often.
    func planRestart(at now: Instant) -> Duration? {
        quickDeaths = now.seconds(since: startedAt) < quickDeath.inSeconds ? quickDeaths + 1 : 0
        isGivenUp = quickDeaths > Limits.quickDeaths
        if isGivenUp { return nil }
        let pause = quickDeaths == 0 ? Duration.zero : Limits.restartPause * (1 << (quickDeaths - 1))
        restartAt = now + pause
        return pause
    }

    /// Plans a new start after an orderly end, in case it is still needed by then.
    func planReturn(at now: Instant) { restartAt = now + Limits.returnPause }

    func send(_ signal: Int32) { child?.send(signal) }
}
