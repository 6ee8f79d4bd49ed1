import Glibc
import System
import Training

/// A process of the local cluster: how it is started, and the one that runs.
final class SupervisedProcess {
    private let executable: String
    private let arguments: [String]
    private let log: String
    private var child: ChildProcess?
    /// How the last one ended; nil before.
    private(set) var lastEnd: ProcessEnd?

    /// - Parameter log: What standard output and error are appended to.
    init(executable: String, arguments: [String], log: String) {
        self.executable = executable
        self.arguments = arguments
        self.log = log
    }

    /// - Throws: `process` where it cannot be started.
    func start(extraArguments: [String]) throws(SystemError) {
        child = try ChildProcess(executable: executable, arguments: arguments + extraArguments, log: log)
    }

    /// How the process ended, once, if it has since the last call.
    func takeEnd() -> ProcessEnd? {
        guard let end = child?.poll() else { return nil }
        child = nil
        lastEnd = ProcessEnd(end)
        return lastEnd
    }

    func send(_ signal: SupervisionAction.Signal) {
        switch signal {
        case .terminate: child?.send(SIGTERM)
        case .kill: child?.send(SIGKILL)
        }
    }
}

extension ProcessEnd {
    init(_ end: ChildProcess.End) {
        switch end {
        case .exited(let code): self = .exited(code)
        case .signalled(let signal): self = .signalled(signal)
        }
    }
}
