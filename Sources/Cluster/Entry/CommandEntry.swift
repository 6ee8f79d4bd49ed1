package import ArgumentParser
import Foundation
import Glibc
package import Logging
import Neural
import Series
import Training

/// Exit codes of every executable (design, section 8).
package enum ExitStatus {
    package static let done: Int32 = 0
    /// The job failed.
    package static let failed: Int32 = 1
    /// Bad input or usage.
    package static let badInput: Int32 = 2
    /// Could not start, or could not reach a coordinator.
    package static let unavailable: Int32 = 3
    /// Interrupted; the run can be resumed.
    package static let interrupted: Int32 = 130

    /// The exit code that an error stands for.
    static func of(_ error: any Error) -> Int32 {
        switch error {
        case is TrainingError, is SeriesError, is NeuralError: return badInput
        case let error as ClusterError:
            switch error.code {
            case .addressInUse, .badAddress, .noCurve, .badKey, .notFound, .inUse, .refused, .corrupt,
                .badOption:
                return badInput
            case .zeroMQ, .shuttingDown, .unreachable, .timedOut, .malformed, .oversize, .crcMismatch,
                .protocolVersion,
                .storage, .diskFull, .process:
                return unavailable
            }
        default: return unavailable
        }
    }
}

/// Runs a command: parses the arguments, and turns whatever is thrown into a sentence and an exit code.
package enum CommandEntry {
    package static func main<Command: ParsableCommand>(_ type: Command.Type, name: String) -> Never {
        // A reader that goes away ends a write with an error, not the process.
        signal(SIGPIPE, SIG_IGN)
        // A file-size limit is a full disk, not a reason to die.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try type.parseAsRoot()
            try command.run()
            exit(ExitStatus.done)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch
            where error is TrainingError || error is SeriesError || error is NeuralError
            || error is ClusterError
        {
            Console.say("\(name): \(error)")
            exit(ExitStatus.of(error))
        } catch {
            let code = type.exitCode(for: error)
            let text = type.fullMessage(for: error)
            if code.isSuccess { Console.print(text) } else { Console.say(text) }
            exit(
                code.isSuccess
                    ? ExitStatus.done
                    : code == .validationFailure ? ExitStatus.badInput : ExitStatus.unavailable)
        }
    }

    /// A logger of one process, with a time before each line, to standard error.
    package static func logger(_ label: String) -> Logger {
        Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    }
}
