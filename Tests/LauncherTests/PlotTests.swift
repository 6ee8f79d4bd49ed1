import Forecasting
import Jobs
import Launcher
import Neural
import Plotting
import Store
import System
import TestFiles
import Testing
import Training

/// `lockstep plot`: what is read for a picture, and where it goes.
struct PlotTests {
    private static let job = """
        name: small
        seed: 7
        data:
          demo: {rows: 400}
          lookback: 24
          horizon: 2
          split: {train: 200, validation: 100, test: 100}
        model:
          - dropout: {rate: 0.3, noise_shape: [null, 1, null]}
          - bidirectional: {layer: {gru: {units: 3, dropout: 0.2}}}
          - gaussian_noise: {stddev: 0.1}
          - dense: {units: 8}
        training:
          batch_size: 16
          epochs: 4
          optimizer:
            adam:
              learning_rate:
                reduce_on_plateau: {initial_learning_rate: 0.01, factor: 0.5, patience: 1}

        """

    private let folder: TemporaryFolder
    private let state: StateDirectory

    init() throws {
        folder = try TemporaryFolder()
        state = try StateDirectory(creating: folder("state"))
    }

    private func makeRun() throws -> RunFolder {
        let file = try JobReader.read(Self.job, file: "job.yaml")
        return try RunPreparation.create(file, relativeTo: folder(""), in: state).run
    }

    private func plot(
        _ name: String, _ what: PlotCommand.Subject, step: UInt32 = 0, slots: [UInt32] = [0]
    ) throws -> Chart {
        try PlotCommand(name, what, state: state.path, step: step, slots: slots).chart
    }

    private func message(_ code: LaunchError.Code, _ body: () throws -> Void) -> String {
        #expect(throws: LaunchError(code, ""), performing: body)?.message ?? ""
    }

    /// A run with a model, whose weights are those that training begins with.
    private func makeModel() throws -> RunFolder {
        let run = try makeRun()
        let job = try RunPreparation.data(of: run, in: state)
        let description = try job.modelDescription(
            origin: RunPreparation.origin(of: job, dataDigest: run.record().dataDigest))
        let model = TrainedModel(
            description: description, weights: description.model.initialWeights(seed: 7), steps: 1234,
            epochs: 2)
        _ = try ModelFile.write(model, to: run.modelFile)
        return run
    }

    // MARK: Losses

    @Test func losses_areThoseOfTheMetrics() throws {
        let run = try makeRun()
        let writer = try run.metrics.writer()
        for (epoch, loss) in [0.5, 0.3, 0.4, 0.45].enumerated() {
            let record = EpochRecord(step: 11 * (epoch + 1), trainLoss: 1, validationLoss: loss)
            try writer.append(EpochMetrics(epoch: epoch + 1, record, samplesPerSecond: nil, time: "now"))
        }
        let curve = try LossCurve(run)
        #expect(curve.epochs.map(\.validation) == [0.5, 0.3, 0.4, 0.45])
        #expect(curve.best == 2)
        #expect(curve.loss == "mse")
        // Halved behind each epoch that is no better than the best: behind the third and the fourth.
        #expect(Set(curve.rates.map(\.rate)) == [0.01, 0.005, 0.0025])
        #expect(curve.rates.last?.epoch == 4)
        #expect(try plot("latest", .loss).title == "Loss of small-1")
    }

    @Test func aRunWithoutAnEpoch_hasNoCurve() throws {
        _ = try makeRun()
        #expect(message(.notFound) { _ = try plot("small-1", .loss) }.contains("no complete epoch yet"))
    }

    // MARK: Masks

    @Test func masks_areThoseThatTrainingDraws() throws {
        let run = try makeRun()
        let model = try RunPreparation.data(of: run, in: state).plan.model
        let chart = try plot("small-1", .masks, step: 5, slots: [0, 9])
        #expect(chart.columns == 2)
        // Dropout, inputs of both directions, noise.
        #expect(chart.panels.count == 8)
        for (panel, slot) in zip(chart.panels, [0, 9] as [UInt32]) {
            guard case .grid(let grid) = panel.marks.first else { return #expect(Bool(false), "no grid") }
            let draw = DropoutDraw(seed: 7, step: 5, firstSlot: slot)
            let mask = try #require(model.dropoutMask(layer: 0, samples: 1, draw: draw))
            #expect(grid.rowNames.count == mask.values.count && grid.columns == 24)
            // The same at all time steps.
            for row in grid.rowNames.indices {
                #expect(
                    grid.values[row * 24..<(row + 1) * 24].allSatisfy { $0 == Double(mask.values[row]) })
            }
        }
        #expect(
            chart.panels.map(\.title).filter { $0.hasSuffix("slot 9") } == [
                "dropout_0, slot 9", "bidirectional_1, forward, inputs, slot 9",
                "bidirectional_1, backward, inputs, slot 9", "gaussian_noise_2, slot 9",
            ])
    }

    @Test func gatesOfAState_haveARowEach() throws {
        let text = Self.job.replacing(
            "gru: {units: 3, dropout: 0.2}", with: "lstm: {units: 3, recurrent_dropout: 0.5}")
        let file = try JobReader.read(text, file: "job.yaml")
        let run = try RunPreparation.create(file, relativeTo: folder(""), in: state).run
        let model = try RunPreparation.data(of: run, in: state).plan.model
        let title = "bidirectional_1, backward, state, slot 0"
        let panel = try #require(plot("latest", .masks, step: 1).panels.first { $0.title == title })
        guard case .grid(let grid) = panel.marks.first else { return #expect(Bool(false), "no grid") }
        #expect(grid.rowNames == ["gate i", "gate f", "gate c", "gate o"] && grid.columns == 3)
        for gate in 0..<4 {
            let draw = DropoutDraw(seed: 7, step: 1)
            let mask = try #require(model.dropoutMask(layer: 1, mask: 12 + gate, samples: 1, draw: draw))
            #expect(Array(grid.values[gate * 3..<gate * 3 + 3]) == mask.values.map(Double.init))
        }
    }

    // MARK: Weights

    @Test func weights_needACheckpointOrAModel() throws {
        _ = try makeRun()
        #expect(message(.notFound) { _ = try plot("small-1", .weights) }.contains("nor a checkpoint yet"))
    }

    @Test func weights_areThoseOfTheModel() throws {
        let run = try makeModel()
        let chart = try plot("small-1", .weights)
        #expect(chart.subtitle.hasPrefix("after 1,234 steps; "))
        #expect(chart.panels.first?.title == "bidirectional_1/forward_gru/kernel")
        var file = try plot(run.modelFile, .weights)
        file.title = chart.title
        file.caption = chart.caption
        #expect(SVGPicture.text(file) == SVGPicture.text(chart))
    }

    // MARK: Forecasts

    @Test func aForecast_standsBesideWhatCame() throws {
        _ = try makeModel()
        let chart = try plot("latest", .forecast)
        #expect(chart.panels.count == 4)
        #expect(chart.subtitle == "the newest window of the test part, 24 rows in, 2 out")
        var lines: [Line] = []
        for case .line(let line) in chart.panels[0].marks { lines.append(line) }
        #expect(lines.map(\.name) == ["", "forecast", "truth"])
        #expect(lines.map(\.xs.count) == [24, 2, 2])
        #expect(lines.allSatisfy { $0.ys.allSatisfy(\.isFinite) })
        for case .rule(let rule) in chart.panels[0].marks { #expect(rule.value == lines[0].xs.last) }
    }

    @Test func errors_haveALineForEachForecast() throws {
        _ = try makeModel()
        let chart = try plot("latest", .errors)
        #expect(chart.panels.count == 4)
        for case .line(let line) in chart.panels[0].marks {
            #expect(["model", "last value", "last 24 rows again"].contains(line.name))
            #expect(line.ys.count == 2 && line.ys.allSatisfy { $0 > 0 })
        }
    }

    @Test func aRunWithoutAModel_forecastsNothing() throws {
        _ = try makeRun()
        #expect(message(.notFound) { _ = try plot("small-1", .forecast) }.contains("has no model"))
    }

    // MARK: Names and files

    @Test func aNameThatIsNothing_tellsWhatThereIs() throws {
        _ = try makeRun()
        let message = message(.notFound) { _ = try plot("small-2", .loss) }
        #expect(message.contains("small-2") && message.contains("is no model file, and no run"))
        #expect(message.contains("there are: small-1"))
    }

    @Test(arguments: ["picture", "picture.jpg", "svg", ".", "a.svg/"])
    func aFileOfAnotherKind_isRefused(name: String) {
        #expect(message(.badRequest) { _ = try PictureFile(folder(name)) }.contains(".svg, .png or .html"))
    }

    @Test func aFolderThatIsNotThere_isNamed() {
        let path = folder("none/picture.svg")
        #expect(message(.notFound) { _ = try PictureFile(path) }.contains(folder("none")))
    }

    @Test func files_areWhatTheirNamesSay() throws {
        let line = Mark.line(Line("", xs: [1, 2], ys: [1, 2], ink: .blue))
        let chart = Chart(title: "A title", panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [line])])
        try PictureFile(folder("a.svg")).write(chart)
        #expect(try String(decoding: bytes(of: folder("a.svg")), as: UTF8.self) == SVGPicture.text(chart))
        try PictureFile(folder("a.HTML")).write(chart)
        #expect(try String(decoding: bytes(of: folder("a.HTML")), as: UTF8.self) == HTMLPage.text(chart))
    }

    /// The program that makes a PNG need not be there.
    @Test func aPNG_isMadeOrSaysWhatItTakes() throws {
        let chart = Chart(title: "A title", panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [])])
        do {
            try PictureFile(folder("a.png")).write(chart)
            #expect(try bytes(of: folder("a.png")).prefix(4) == [0x89, 0x50, 0x4E, 0x47])
        } catch let error as LaunchError {
            #expect(error.code == .badRequest && error.message.contains("librsvg2-bin"))
        }
    }
}
