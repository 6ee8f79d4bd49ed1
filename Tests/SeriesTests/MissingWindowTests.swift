import Neural
import Series
import Tables
import Testing

/// Windows over rows in which values are missing.
struct MissingWindowTests {
    private func series(
        _ columns: [[Double?]], _ missing: MissingPolicy, train: Int, lookback: Int = 3, horizon: Int = 1,
        targets: [Int] = [0]
    ) throws -> ForecastSeries {
        let values = (0..<columns[0].count).flatMap { row in columns.map { $0[row] ?? .nan } }
        let table = Table(
            columns: columns.indices.map { "c\($0)" }, values: values, features: Array(columns.indices),
            targets: targets)
        return try ForecastSeries(
            table: table, options: WindowOptions(lookback: lookback, horizon: horizon, missing: missing),
            split: Split(train: train, validation: 0, test: 0), scaling: .none, name: "t")
    }

    private func origins(_ series: ForecastSeries) -> [Int] {
        (0..<series.windowCount(.train)).map { series.firstTargetRow(of: $0, .train) }
    }

    private func inputs(_ series: ForecastSeries) -> [[Float]] {
        let input = FloatBuffer(count: series.lookback * series.modelFeatures)
        let target = FloatBuffer(count: series.outputs)
        return (0..<series.windowCount(.train)).map { window in
            series.gather(windows: [window], part: .train, input: input, target: target)
            return (0..<input.count).map { input[$0] }
        }
    }

    @Test func interpolate_neverKnowsWhatLiesBehindTheWindow() throws {
        let rows: [Double?] = [0, 1, nil, nil, 7, 8, nil, 10, nil, nil]
        let series = try series([rows], .interpolate, train: 10)
        // A window whose targets are missing is none.
        #expect(origins(series) == [4, 5, 7])
        #expect(inputs(series) == [[1, 1, 1], [3, 5, 7], [7, 8, 8]])
    }

    @Test func forwardFill_repeatsTheValueBeforeEvenFromBeforeTheWindow() throws {
        let rows: [Double?] = [5, nil, nil, nil, nil, 9, 2]
        let series = try series([rows], .forwardFill, train: 7)
        #expect(origins(series) == [5, 6])
        #expect(inputs(series) == [[5, 5, 5], [5, 5, 9]])
    }

    @Test func windowsBeforeAColumnsFirstValue_areLeftOut() throws {
        let series = try series(
            [[0, 1, 2, 3, 4, 5, 6], [nil, nil, nil, nil, 1, nil, 3]], .forwardFill, train: 7)
        #expect(origins(series) == [5, 6])
    }

    @Test(arguments: [MissingPolicy.forwardFill, .interpolate])
    func rowsBeforeAColumnsFirstValue_haveThatValue(policy: MissingPolicy) throws {
        let series = try series([[nil, nil, 2, nil, 6, 7]], policy, train: 6)
        #expect(origins(series) == [4, 5])
        #expect(inputs(series) == [[2, 2, 2], policy == .interpolate ? [2, 4, 6] : [2, 2, 6]])
    }

    @Test func cut_leavesOutEveryWindowThatLacksAValue() throws {
        let rows: [Double?] = [0, 1, 2, 3, nil, 5, 6, 7, 8, 9]
        #expect(try origins(series([rows], .cut, train: 10)) == [3, 8, 9])
    }

    @Test func windowWithOneRealTarget_staysAndTheOthersAreNaN() throws {
        let series = try series(
            [[0, 1, 2, 3, nil], [5, 6, 7, nil, nil]], .forwardFill, train: 5, horizon: 2, targets: [0, 1])
        #expect(origins(series) == [3])
        let input = FloatBuffer(count: 6)
        let target = FloatBuffer(count: 4)
        series.gather(windows: [0], part: .train, input: input, target: target)
        #expect(target[0] == 3 && target[1].isNaN && target[2].isNaN && target[3].isNaN)
    }

    @Test func scaling_isThatOfTheValuesThatAreThere() {
        let table = Table(
            columns: ["a"], values: [1, .nan, 3, .nan, 100], features: [0], targets: [0])
        let scaler = Scaler.fit(table, rows: 0..<4, scaling: .standard)
        #expect(scaler.offset == [2] && scaler.scale == [1])
    }

    @Test func encoding_keepsWhatIsMissing() throws {
        let series = try series([[0, 1, nil, 3, 4, 5, nil, 7]], .interpolate, train: 8)
        let bytes = series.encode()
        let back = try ForecastSeries.decode(bytes.span, name: "t", options: series.options)
        #expect(back.encode() == bytes)
        #expect(inputs(back) == inputs(series))
    }
}
