import Series
import Tables
import Testing

struct ScalerTests {
    private let table = Table(
        columns: ["a", "b", "c"], values: [1, 5, 0.1, 3, 5, 0.1, 5, 5, 0.1, 1000, 9, -7],
        features: [0, 1, 2],
        targets: [0])

    @Test func standard_bringsTrainingRowsToMeanZeroAndDeviationOne() {
        let scaler = Scaler.fit(table, rows: 0..<3, scaling: .standard)
        #expect(scaler.offset == [3, 5, 0.1])
        #expect(scaler.scale == [(8.0 / 3).squareRoot(), 1, 1])
        let scaled = scaler.scaled(table, rows: 0..<4)
        #expect(scaled[0] == Float(-2 / (8.0 / 3).squareRoot()))
        #expect(scaled[3] == 0)
        #expect(scaled[1] == 0 && scaled[10] == 4)
    }

    @Test func minmax_bringsTrainingRowsToZeroAndOne() {
        let scaler = Scaler.fit(table, rows: 0..<3, scaling: .minmax)
        #expect(scaler.offset == [1, 5, 0.1])
        #expect(scaler.scale == [4, 1, 1])
        #expect(scaler.scaled(table, rows: 0..<3) == [0, 0, 0, 0.5, 0, 0, 1, 0, 0])
    }

    @Test func none_changesNothing() {
        #expect(
            Scaler.fit(table, rows: 0..<2, scaling: .none).scaled(table, rows: 0..<4)
                == table.values.map { Float($0) })
    }

    @Test func laterRows_doNotTouchTheScaler() {
        var values = table.values
        values[9] = -1e9
        let other = Table(columns: table.columns, values: values, features: [0, 1, 2], targets: [0])
        for scaling in Scaling.allCases {
            let fitted = Scaler.fit(table, rows: 0..<3, scaling: scaling)
            #expect(fitted == Scaler.fit(other, rows: 0..<3, scaling: scaling))
        }
    }

    @Test(arguments: Scaling.allCases)
    func inverse_undoesScaling(scaling: Scaling) {
        let scaler = Scaler.fit(table, rows: 0..<4, scaling: scaling)
        let all = scaler.scaled(table, rows: 0..<4)
        for (index, value) in table.values.enumerated() {
            let scaled = scaler.scaled(value, column: index % 3)
            #expect(scaled == all[index])
            #expect(abs(scaler.inverse(scaled, column: index % 3) - value) < 1e-3)
        }
    }
}
