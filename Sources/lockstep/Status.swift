import ArgumentParser
import Launcher
import System

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the cluster is doing: progress, loss, time left, workers, incidents.")

    @Argument(help: ArgumentHelp("Run; default: the one at work.", valueName: "run"))
    var runID: String?

    @OptionGroup var state: StateOption

    @Flag(help: "Show it again every second until Ctrl-C.")
    var watch = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let view = try StatusCommand(state: state.path)
        repeat {
            let text = try view.text(run: runID, isJSON: json)
            if watch && !json { Console.draw("\u{1B}[H\u{1B}[J" + text.inLines) } else { Console.print(text) }
        } while watch && view.waitForNext()
    }
}
