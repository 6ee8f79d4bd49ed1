import Jobs
import Launcher
import Series
import Tables
import Testing

/// Folds end at the last row, and each model knows what lies before its own.
struct BacktestFoldsTests {
    private static let hour: Int64 = 3_600_000_000_000

    private func table(rows: [Int], times: Bool = true, lacking: Int = 0) -> Table {
        var (values, all, series): ([Double], [Int64], [Table.Series]) = ([], [], [])
        for (place, count) in rows.enumerated() {
            series.append(Table.Series(name: "s\(place)", rows: values.count..<values.count + count))
            values += (0..<count).map { $0 < count - lacking ? Double($0 % 7) : .nan }
            // All end at the same time.
            all += (0..<count).map { Int64($0 + 1000 - count) * Self.hour }
        }
        return Table(
            columns: ["load"], values: values, features: [0], targets: [0],
            series: rows.count > 1 ? series : [], times: times ? all : nil)
    }

    private func file(series: Bool = false, split: String = "{train: 0.7, validation: 0.1, test: 0.2}")
        throws -> JobFile
    {
        try JobReader.read(
            """
            data:
              {csv: x.csv, time: t, \(series ? "series: s, " : "")lookback: 5, horizon: 4, split: \(split)}
            model: [lstm: {units: 1}, dense: {units: 4}]
            """, file: "job.yaml")
    }

    @Test func foldsEndAtTheLastRow() throws {
        let folds = try BacktestFolds(table(rows: [100]), of: file(), count: 3, horizon: 4, step: 10)
        #expect(folds.folds.map(\.origins) == [[76], [86], [96]])
        #expect(folds.folds[2].time == "1970-02-11 12:00:00")
        let lacking = try BacktestFolds(
            table(rows: [100], lacking: 6), of: file(), count: 1, horizon: 4, step: 4)
        #expect(lacking.folds.map(\.origins) == [[90]])
        let error = #expect(throws: LaunchError.self) {
            try BacktestFolds(table(rows: [100]), of: file(), count: 11, horizon: 4, step: 10)
        }
        #expect(
            error?.message.contains(
                "need 104 rows behind a lookback of 5, and there are 100, enough for 10 such")
                == true)
    }

    @Test func modelOfAFold_isTrainedOnWhatLiesBeforeIt() throws {
        let folds = try BacktestFolds(table(rows: [100]), of: file(), count: 2, horizon: 4, step: 16)
        for (fold, rows) in zip(folds.folds, [80, 96]) {
            let split = folds.job(before: fold).job.data.split
            let validation = Int((Double(rows) / 8).rounded())
            #expect(split.train == .rows(rows - validation) && split.validation == .rows(validation))
            #expect(split.test == .rows(0))
        }
    }

    @Test func severalSeries_areCutAtTheSameTime() throws {
        let table = table(rows: [60, 100, 3])
        let folds = try BacktestFolds(table, of: file(series: true), count: 2, horizon: 4, step: 8)
        #expect(folds.folds.map(\.origins) == [[48, 60 + 88, nil], [56, 60 + 96, nil]])
        let split = folds.job(before: folds.folds[1]).job.data.split
        #expect(split.validation == .until("1970-02-11 12:00:00") && split.test == .rows(0))
        #expect(throws: LaunchError.self) {
            try BacktestFolds(
                self.table(rows: [60, 100], times: false), of: file(series: true), count: 2, horizon: 4,
                step: 8)
        }
    }

    @Test func foldInRowsOfTheTraining_isFound() throws {
        let folds = try BacktestFolds(table(rows: [100]), of: file(), count: 3, horizon: 4, step: 10)
        #expect(try folds.folds.map { try folds.overlap($0)?.row } == [80, nil, nil])
    }
}
