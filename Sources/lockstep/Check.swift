import ArgumentParser
import Launcher
import Store

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Look over a job and its data: everything that training would refuse, and what it would be.",
        discussion: """
            Without JOB it looks over the embedded demo. Tells what reading the data did, windows by part, \
            layers with shapes and parameters, memory, and the time that training would take here. Starts \
            nothing and writes nothing.
            """)

    @Argument(help: "Job file (YAML).")
    var job: String?

    @OptionGroup var size: ClusterSize
    @OptionGroup var state: StateOption

    @Option(help: "CSV file to train on, in place of the one that the job names.")
    var csv: String?

    @Flag(help: "Print what was found as JSON.")
    var json = false

    func run() throws {
        let check = try JobCheck(
            file: job, csv: csv, state: state.path, workers: size.workerCount, threads: size.threads)
        if json {
            Console.print(String(decoding: try JSON.encode(check), as: UTF8.self))
        } else {
            for line in CheckText.lines(check, file: job, csv: csv) { Console.print(line) }
        }
    }
}
