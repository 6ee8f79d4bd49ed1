import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing
import Training

/// A work as bytes: it comes back as it was, and computes the same; nothing else passes for one.
struct WorkEncodingTests {
    private let series: ForecastSeries
    private let model: TrainedModel

    init() throws {
        let text = """
            seed: 5
            data:
              demo: {rows: 200, channels: 3}
              targets: [channel_1]
              known: [channel_2]
              lookback: 6
              horizon: 2
              split: {train: 150, validation: 30, test: 20}
            model:
              - dropout: {rate: 0.4}
              - lstm: {units: 3}
              - dense: {units: 2}
            """
        let file = try JobReader.read(text, file: "job.yaml")
        let job = try PreparedJob(
            file, table: Table.demo(DemoOptions(rows: 200, channels: 3), seed: 5), name: "demo")
        let origin = ModelOrigin(
            release: "0", seed: 5, job: job.portableText, jobDigest: "", dataDigest: "")
        model = TrainedModel(
            description: try job.modelDescription(origin: origin),
            weights: job.plan.model.initialWeights(seed: 8), steps: 1, epochs: 1)
        series = job.series
    }

    private static let passes: [ForecastWork.Passes] = [
        .plain, .paths(count: 5, slots: [7, 0, 9]),
        .exchanged([
            .init(columns: [0, 2], rows: 0..<6, turn: 3), .init(columns: [], rows: 2..<2, turn: 0),
        ]),
    ]

    private func work(_ passes: ForecastWork.Passes) throws -> ForecastWork {
        try ForecastWork(
            model, series: series, origins: [6, 40, 198], passes: passes, windowsAtOnce: 2)
    }

    private func outputs(_ work: ForecastWork) -> [UInt32] {
        let computer = ForecastComputer(work)
        return (0..<work.slices).flatMap { computer.outputs(slice: $0).map(\.bitPattern) }
    }

    @Test(arguments: passes) func everyWork_comesBackAndComputesTheSame(_ passes: ForecastWork.Passes) throws
    {
        let work = try work(passes)
        let bytes = work.encode()
        let back = try ForecastWork.decode(bytes, name: "order")
        #expect(back.encode() == bytes)
        #expect(back.passes == passes && back.origins == work.origins && back.slices == work.slices)
        #expect(outputs(back) == outputs(work))
    }

    /// A split by rows leaves some over, and holes lie between stretches.
    @Test(arguments: [
        [Stretch(train: 150, validation: 30, test: 10)],
        [
            Stretch(train: 80, validation: 10, test: 0),
            Stretch(start: 100, train: 0, validation: 0, test: 90),
        ],
    ])
    func rowsOfNoPart_travelWithTheOthers(stretches: [Stretch]) throws {
        let parts = ForecastSeries(
            columns: series.columns, roles: series.roles, options: series.options, stretches: stretches,
            scalers: series.scalers, values: series.values)
        let work = try ForecastWork(model, series: parts, origins: [6, 40, 188], windowsAtOnce: 2)
        let back = try ForecastWork.decode(work.encode(), name: "order")
        #expect(back.series.values.count == series.values.count)
        #expect(outputs(back) == outputs(work))
    }

    @Test(arguments: passes) func workThatIsCutOff_isRefused(_ passes: ForecastWork.Passes) throws {
        let bytes = try work(passes).encode()
        for count in Array(0..<200) + [bytes.count / 2, bytes.count - 1] {
            #expect(throws: (any Error).self) {
                try ForecastWork.decode(Array(bytes.prefix(count)), name: "order")
            }
        }
        #expect(throws: (any Error).self) { try ForecastWork.decode(bytes + [0], name: "order") }
    }

    @Test func otherBytes_areForeignOrOfAnotherVersion() throws {
        var bytes = try work(.plain).encode()
        bytes[8] = 9
        #expect(throws: ForecastingError(.unknownVersion, "")) {
            try ForecastWork.decode(bytes, name: "order")
        }
        bytes[0] = 0
        #expect(throws: ForecastingError(.foreign, "")) { try ForecastWork.decode(bytes, name: "order") }
    }

    /// Whatever a byte of the numbers at its beginning is: an error, or another work, and never a crash.
    @Test func everyOtherByteAtTheBeginning_isRefusedOrAnotherWork() throws {
        let bytes = try work(.paths(count: 5, slots: [7, 0, 9])).encode()
        for place in 12..<68 {
            for value in [0, 1, 127, 255] as [UInt8] where bytes[place] != value {
                var altered = bytes
                altered[place] = value
                if let work = try? ForecastWork.decode(altered, name: "order") {
                    #expect(work.encode() == altered)
                }
            }
        }
    }
}
