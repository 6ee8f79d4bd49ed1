import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing
import Training

/// A model that came back from its metadata says what the run's own pipeline computes, bit for bit.
struct ForecastWorkTests {
    private static let text = """
        seed: 5
        data:
          demo: {rows: 300, channels: 4}
          features: [channel_2, channel_0]
          targets: [channel_3, channel_0]
          lookback: 6
          horizon: 3
          split: {train: 220, validation: 40, test: 40}
        model:
          - dropout: {rate: 0.2}
          - lstm: {units: 9, recurrent_dropout: 0.3, return_sequences: true}
          - lstm: {units: 5, activation: relu}
          - dense: {units: 6}
        training: {batch_size: 12, loss: mse}
        """

    private func expectTheRunsOwnMetrics(_ trained: TrainedJob) throws {
        let table = try trained.table(isSplit: true)
        for (purpose, part) in [(Purpose.validate, ForecastSeries.Part.validation), (.test, .test)] {
            let origins = (0..<table.series.windowCount(part)).map {
                UInt32(table.series.firstTargetRow(of: $0, part))
            }
            let work = try ForecastWork(
                trained.model, series: table.series, origins: origins,
                windowsAtOnce: trained.job.plan.sliceSize(purpose))
            var sums = EvaluationSums(
                table.series, form: work.form, season: trained.job.job.data.season)
            let computer = ForecastComputer(work)
            for slice in 0..<work.slices {
                sums.add(
                    work.slice(slice).windows.map { Int(origins[$0]) },
                    outputs: computer.outputs(slice: slice)
                )
            }
            #expect(sums.windows > 0)
            #expect(sums.slices == trained.metrics(purpose))
            #expect(sums.naive == trained.job.series.naiveErrors(part, season: trained.job.job.data.season))
            let cells = (0..<sums.targets).reduce(0) { $0 + sums.ofTarget($1).model.errors.count }
            #expect(cells == sums.slices.reduce(0) { $0 + $1.errors.count })
        }
    }

    @Test(arguments: Normalisation.allCases, [("together", 6, 1), ("together", 6, 3), ("independent", 3, 3)])
    func everyForm_isMeasuredAsAWorkerMeasuresIt(
        normalise: Normalisation, form: (channels: String, outputs: Int, segment: Int)
    ) throws {
        let text = Self.text.replacing(
            "lookback: 6",
            with: """
                lookback: 6
                  normalise: \(normalise.rawValue)
                  channels: \(form.channels)
                  segment: \(form.segment)
                """
        )
        .replacing("units: 6", with: "units: \(form.outputs)")
        .replacing("[channel_3, channel_0]", with: "[channel_0, channel_2]")
        try expectTheRunsOwnMetrics(TrainedJob(text))
    }

    @Test(
        arguments: [
            ("{pinball: {quantiles: [0.1, 0.25, 0.5, 0.9]}}", 4), ("gaussian", 2), ("student_t", 3),
        ], [("none", "together", 2), ("standard", "together", 2), ("last", "independent", 1)])
    func everyLoss_isMeasuredAsAWorkerMeasuresIt(
        loss: (text: String, width: Int), form: (normalise: String, channels: String, targets: Int)
    ) throws {
        let text = Self.text.replacing(
            "lookback: 6",
            with: "lookback: 6\n  normalise: \(form.normalise)\n  channels: \(form.channels)"
        )
        .replacing("units: 6", with: "units: \(3 * form.targets * loss.width)")
        .replacing("[channel_3, channel_0]", with: "[channel_0, channel_2]")
        .replacing("loss: mse", with: "loss: \(loss.text)")
        try expectTheRunsOwnMetrics(TrainedJob(text))
    }

    @Test func windowsAtOnce_changeNoBit() throws {
        let trained = try TrainedJob(Self.text)
        let table = try trained.table()
        let origins = Array(stride(from: 6, to: 297, by: 7))
        let alone = try trained.outputs(table, origins: origins, windowsAtOnce: 1)
        #expect(alone.count == origins.count * 6)
        for size in [2, 5, 64] {
            let together = try trained.outputs(table, origins: origins, windowsAtOnce: size)
            #expect(together.map(\.bitPattern) == alone.map(\.bitPattern))
        }
    }

    @Test func path_isTheSameInAnyCompany() throws {
        let trained = try TrainedJob(Self.text)
        let table = try trained.table()
        func paths(_ count: Int, _ origins: [Int], at once: Int) throws -> [Float] {
            try trained.outputs(
                table, origins: origins,
                passes: .paths(count: count, slots: origins.map { UInt32($0) }), windowsAtOnce: once)
        }
        let all = try paths(20, [50, 51, 90], at: 7)
        let few = try paths(9, [51], at: 4)
        #expect(few.map(\.bitPattern) == all[20 * 6..<29 * 6].map(\.bitPattern))
        let first = Set((0..<20).map { all[$0 * 6].bitPattern })
        #expect(first.count > 10, "paths differ")
    }

    @Test func exchangedInputs_areThoseOfAnotherWindow() throws {
        let trained = try TrainedJob(Self.text)
        let table = try trained.table()
        let origins = Array(20..<60)
        let all = Array(table.series.columns.indices)
        func exchanged(_ exchange: ForecastWork.Exchange) throws -> [Float] {
            try trained.outputs(table, origins: origins, passes: .exchanged([exchange]))
        }
        let plain = try trained.outputs(table, origins: origins)
        let whole = try exchanged(.init(columns: all, rows: 0..<6, turn: 0))
        // Where everything comes from another window, so does what the model says.
        let order = RandomStream(seed: 5).permutation(
            count: origins.count, domain: StreamDomain(.permutation), step: 0)
        for (window, other) in order.enumerated() {
            let (said, there) = (
                whole[window * 6..<window * 6 + 6], plain[Int(other) * 6..<Int(other) * 6 + 6]
            )
            #expect(said.map(\.bitPattern) == there.map(\.bitPattern))
        }
        #expect(try exchanged(.init(columns: [], rows: 0..<6, turn: 0)) == plain)
        #expect(try exchanged(.init(columns: all, rows: 3..<3, turn: 1)) == plain)
        #expect(try exchanged(.init(columns: all, rows: 5..<6, turn: 1)) != plain)
        #expect(try exchanged(.init(columns: all, rows: 0..<6, turn: 1)) != whole)
    }

    @Test func whatDoesNotBelongTogether_isRefused() throws {
        let trained = try TrainedJob(Self.text)
        let series = try trained.table().series
        func expect(
            _ code: ForecastingError.Code, origins: [UInt32] = [9], passes: ForecastWork.Passes = .plain,
            at once: Int = 1, sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(throws: ForecastingError(code, ""), sourceLocation: sourceLocation) {
                try ForecastWork(
                    trained.model, series: series, origins: origins, passes: passes, windowsAtOnce: once)
            }
        }
        expect(.inconsistent, origins: [5])
        expect(.inconsistent, origins: [298])
        expect(.inconsistent, passes: .paths(count: 0, slots: [1]))
        expect(.inconsistent, passes: .paths(count: 3, slots: []))
        expect(.inconsistent, passes: .exchanged([.init(columns: [4], rows: 0..<1, turn: 0)]))
        expect(.inconsistent, passes: .exchanged([.init(columns: [0], rows: 0..<7, turn: 0)]))
        expect(.tooLarge, at: 0)
        expect(.tooLarge, at: .max)
        expect(.tooLarge, at: 100_000_000)
        let other = try TrainedJob(
            Self.text.replacing("[channel_2, channel_0]", with: "[channel_0, channel_1]"))
        #expect(throws: ForecastingError(.inconsistent, "")) {
            try ForecastWork(other.model, series: series, origins: [9], windowsAtOnce: 1)
        }
    }

    @Test func portableText_holdsNoPathAndCanBeTrainedAgain() throws {
        let text =
            "data: {csv: /home/me/secret.csv, lookback: 2, horizon: 1, split: {train: 9}}\n"
            + "model: [lstm: {units: 1}, dense: {units: 1}]\n"
        let table = Table(
            columns: ["a"], values: (0..<9).map { Double($0 * $0) }, features: [0], targets: [0])
        let job = try PreparedJob(JobReader.read(text, file: "job.yaml"), table: table, name: "t")
        #expect(!job.portableText.contains("secret"))
        var again = try JobReader.read(job.portableText, file: "job.yaml").job
        again.data.source = .csv("/home/me/secret.csv")
        #expect(JobWriter.write(again) == JobWriter.write(job.job))
    }
}
