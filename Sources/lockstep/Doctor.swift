import ArgumentParser
import Launcher
import System

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look over this machine and installation, and say what is wrong and what to do about it.")

    @OptionGroup var state: StateOption

    func run() throws {
        let findings = Checkup.all(state: state.path)
        for finding in findings { Console.print(finding.line) }
        if findings.contains(where: \.isProblem) { throw CommandEnd(ExitStatus.failed) }
    }
}
