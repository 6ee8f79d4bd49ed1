import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing

/// What an input is worth is what errors grow by where it is another window's.
struct InputImportanceTests {
    private static let text = """
        seed: 9
        data:
          demo: {rows: 300, channels: 4}
          features: [channel_0, channel_1, channel_2]
          targets: [channel_0]
          lookback: 4
          horizon: 2
          split: {train: 200, validation: 50, test: 50}
        model:
          - flatten: {}
          - dense: {units: 2}
        """

    /// Repeats the last value of channel_0 and looks at nothing else.
    private func trained() throws -> TrainedJob {
        var trained = try TrainedJob(Self.text)
        var weights = Vector(zeros: trained.model.weights.count)
        // The kernel is (4 x 3, 2): the last time step's first input.
        (weights[18], weights[19]) = (1, 1)
        trained.model = TrainedModel(
            description: trained.model.description, weights: weights, steps: 1, epochs: 1)
        return trained
    }

    private func importance(_ turns: Int, pieces: Int) throws -> InputImportance {
        let trained = try trained()
        let table = try trained.table()
        let origins = Array(250..<298)
        var importance = InputImportance(trained.model, series: table.series, pieces: pieces, turns: turns)
        let work = try ForecastWork(
            trained.model, series: table.series, origins: origins.map { UInt32($0) },
            passes: importance.passes, windowsAtOnce: 20)
        let computer = ForecastComputer(work)
        for slice in 0..<work.slices {
            let (windows, passes) = work.slice(slice)
            importance.add(
                pass: passes.lowerBound, windows.map { origins[$0] }, outputs: computer.outputs(slice: slice))
        }
        return importance
    }

    @Test func inputThatNothingLooksAt_isWorthNothing() throws {
        let importance = try importance(4, pieces: 2)
        #expect(importance.plain > 0)
        let findings = importance.findings
        #expect(
            findings.map(\.subject.name) == ["channel_0", "channel_1", "channel_2", nil, nil])
        #expect(findings.map(\.subject.rows) == [0..<4, 0..<4, 0..<4, 0..<2, 2..<4])
        #expect(findings[0].mean > 0.1 && findings[0].deviation > 0)
        for place in [1, 2, 3] { #expect(findings[place].mean == 0 && findings[place].deviation == 0) }
        // The same values were exchanged, all together.
        #expect(findings[4].mean == findings[0].mean)
    }

    @Test func oneTurn_hasNoDeviation_andMorePiecesThanRowsAreTheRows() throws {
        let importance = try importance(1, pieces: 8)
        #expect(importance.findings.allSatisfy { $0.deviation == 0 })
        #expect(importance.findings.suffix(4).map(\.subject.rows) == [0..<1, 1..<2, 2..<3, 3..<4])
        #expect(importance.findings.count == 7)
    }
}
