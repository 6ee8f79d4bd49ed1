import ArgumentParser
import Launcher

struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Stop the cluster that 'up' started. A job at work writes a checkpoint; 'train --resume' goes "
            + "on with it."
    )

    @OptionGroup var state: StateOption

    func run() throws { Console.print(try Daemon.stop(state: state.path)) }
}
