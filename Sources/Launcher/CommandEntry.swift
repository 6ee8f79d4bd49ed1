import Forecasting
import Glibc
import Jobs
import Neural
import Series
import System
import Tables

/// Runs a command, and turns whatever it throws into a sentence and an exit code.
package enum CommandEntry {
    /// How the arguments' parser sees an error: what it would print, and its exit code.
    package typealias ParserView = (any Error) -> (text: String, code: Int32)

    /// Runs a command and ends the process.
    ///
    /// - Parameters:
    ///   - name: the executable's name, which stands before each error.
    ///   - command: parses the arguments and does what they ask for.
    ///   - parser: explains what the parser itself throws: bad arguments, and requests for help.
    package static func main(name: String, _ command: () throws -> Void, parser: ParserView) -> Never {
        // A reader that goes away ends a write with an error, not the process.
        signal(SIGPIPE, SIG_IGN)
        // A file-size limit is a full disk, not a reason to die.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try command()
            if let problem = Console.problem { throw problem }
            exit(ExitStatus.done)
        } catch let end as CommandEnd {
            exit(end.status)
        } catch {
            if let status = status(of: error) {
                Console.say("\(name): \("\(error)".inOneLine)")
                exit(status)
            }
            let (text, code) = parser(error)
            if code == EXIT_SUCCESS {
                Console.print(text)
                exit(ExitStatus.done)
            }
            Console.say(text)
            exit(code == EX_USAGE ? ExitStatus.badInput : ExitStatus.unavailable)
        }
    }

    /// The exit code that an error of ours stands for; nil for any other.
    private static func status(of error: any Error) -> Int32? {
        switch error {
        case is JobError, is TableError, is SeriesError, is NeuralError, is ForecastingError:
            ExitStatus.badInput
        case let error as LaunchError where error.code == .interrupted: ExitStatus.interrupted
        case let error as any CommandError:
            error.isUsersFault ? ExitStatus.badInput : ExitStatus.unavailable
        default: nil
        }
    }
}
