import ArgumentParser
import Launcher
import Training

struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw what a run did or is: losses, masks, weights, forecasts and their errors.",
        discussion: """
            Without -o in characters on the terminal, with -o as a picture for light and dark pages. A PNG \
            takes the program rsvg-convert (package librsvg2-bin).

            Example: lockstep plot latest --what masks --step 10 -o masks.svg
            """)

    @Argument(help: ArgumentHelp("A run, latest, or a model file.", valueName: "run"))
    var subject: String

    @Option(
        help: """
            loss: of training and validation by epoch, and the learning rate; masks: what each layer drops \
            in one step; weights: how the numbers of each tensor are spread; forecast: the newest window of \
            the test part with what came; errors: of that part, by step of the horizon, beside naive \
            forecasts; intervals: how often these held, and how wide they are.
            """)
    var what = PlotCommand.Subject.loss

    @OptionGroup var state: StateOption

    @Option(name: .shortAndLong, help: "File to write, whose name ends in .svg, .png or .html.")
    var output: String?

    @Option(help: "CSV file with the rows to forecast, in place of those that the run was trained on.")
    var csv: String?

    @Option(
        help: "Begin the forecast at this time, such as \"2018-06-26 19:00\"; default: the newest window.")
    var from: String?

    @Flag(help: "Draw the forecast with the largest error.")
    var worst = false

    @Flag(help: "Draw the forecast of the rows to come, behind the newest row.")
    var next = false

    @OptionGroup var intervals: IntervalOptions

    @Option(help: "Step whose masks are drawn, from 0; default: 0.")
    var step: UInt32?

    @Option(
        name: .customLong("slot"),
        help: "Slot of the batch, to be given again for further ones; default: 0, 1, 2.")
    var slots: [UInt32] = []

    @Option(help: "Characters of a line; default: the terminal's.")
    var width: Int?

    @Option(help: "Lines at most; default: as many as the picture takes.")
    var height: Int?

    func validate() throws {
        try require(width, "width", in: 20...1000)
        try require(height, "height", in: 5...1000)
        guard slots.count <= Limits.plottedSlots else {
            throw ValidationError("\(slots.count) times --slot; at most \(Limits.plottedSlots) are drawn")
        }
        guard what == .masks || (step == nil && slots.isEmpty) else {
            throw ValidationError("--step and --slot are for --what masks, not for \(what.rawValue)")
        }
        guard csv == nil || [.forecast, .errors, .intervals].contains(what) else {
            throw ValidationError(
                "--csv is for --what forecast, errors and intervals, not for \(what.rawValue)")
        }
        let windows = [from != nil, worst, next].count(where: \.self)
        guard windows <= (what == .forecast ? 1 : 0) else {
            throw ValidationError("--from, --worst and --next, one of them, are for --what forecast")
        }
        guard intervals.interval == nil || what == .forecast || what == .intervals else {
            throw ValidationError(
                "--interval is for --what forecast and intervals, not for \(what.rawValue)")
        }
        guard output == nil || (width == nil && height == nil) else {
            throw ValidationError("--width and --height are for the terminal, not for a file")
        }
    }

    func run() throws {
        var choice = PlotCommand.Choice()
        (choice.csv, choice.from, choice.isWorst, choice.isNext) = (csv, from, worst, next)
        choice.intervals = try intervals.request
        let plot = try PlotCommand(
            subject, what, state: state.path, choice: choice, step: step ?? 0,
            slots: slots.isEmpty ? [0, 1, 2] : slots)
        try plot.show(file: output, width: width, height: height)
    }
}

extension PlotCommand.Subject: ExpressibleByArgument {}
