import ArgumentParser
import Launcher
import Store

struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what slows or stops the job now: which worker, and what about it.",
        discussion: """
            Causes: computation (a processor is slower than the others), network (messages take long), data \
            (being fetched or set up), pause (a process stands still), absence (a process is not there), \
            disk, arithmetic (a worker computes wrongly).
            """)

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let answer = try WhyCommand(state: state.path).answer()
        if json {
            Console.print(String(decoding: try JSON.encode(answer), as: UTF8.self))
        } else {
            for line in answer.lines { Console.print(line) }
        }
    }
}
