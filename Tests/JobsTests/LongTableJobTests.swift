import Forecasting
import Jobs
import Neural
import Series
import Tables
import Testing

/// Jobs on tables of several series.
@Suite struct LongTableJobTests {
    private func job(_ keys: String, model: String = "lstm: {units: 2}, dense: {units: 1}") throws -> JobFile
    {
        let text = """
            name: stations
            data: {csv: x.csv, time: t, series: station, lookback: 2, horizon: 1, \(keys)}
            model: [\(model)]
            """
        return try JobReader.read(text, file: "job.yaml")
    }

    private func prepared(_ file: JobFile, _ text: String) throws -> PreparedJob {
        let data = file.job.data
        let table = try Table.csv(
            Array(text.utf8).span, name: "x.csv",
            options: TableOptions(time: data.time, series: data.series, missing: data.missing))
        return try PreparedJob(file, table: table, name: "x.csv")
    }

    /// Hours, unsorted and interleaved: `B,1` from 0 to 9 without 4 and 5, `a` from 2 to 9, `d` 0 and 1.
    private static let stations: String = {
        var rows: [String] = []
        for hour in [3, 0, 9, 1, 2, 8, 6, 7] { rows.append("2024-03-01 0\(hour):00,\"B,1\",\(hour)") }
        for hour in 2...9 { rows.insert("2024-03-01 0\(hour):00,a,\(100 + hour)", at: 2 * (hour - 2)) }
        rows.insert("2024-03-01 01:00,d,7", at: 5)
        rows.append("2024-03-01 00:00,d,8")
        return (["t,station,load"] + rows).joined(separator: "\n")
    }()
    private static let halves = "split: {train: 0.5, validation: 0.25, test: 0.25}"

    private func origins(_ series: ForecastSeries, _ part: ForecastSeries.Part) -> [Int] {
        (0..<series.windowCount(part)).map { series.firstTargetRow(of: $0, part) }
    }

    @Test func holesShortSeriesAndUnsortedRows_areDealtWithInEachSeries() throws {
        let file = try job("gaps: insert, missing: forward_fill, season: 3, \(Self.halves)")
        let job = try prepared(file, Self.stations)
        let series = job.series
        #expect(series.named.map(\.name) == ["B,1", "a"])
        #expect(
            series.stretches == [
                Stretch(train: 5, validation: 3, test: 2),
                Stretch(start: 10, train: 4, validation: 2, test: 2),
            ])
        #expect(series.scalers.map(\.offset) == [[1.5], [103.5]])
        #expect(origins(series, .train) == [2, 3, 12, 13])
        #expect(origins(series, .validation) == [6, 7, 14, 15])
        #expect(origins(series, .test) == [8, 9, 16, 17])
        let notes = try #require(job.dataReport).notes
        #expect(notes.contains("Series: \"B,1\", \"a\", \"d\"."))
        #expect(
            notes.contains {
                $0.hasPrefix("1 series left out, too short") && $0.contains("\"d\"")
            })
        #expect(job.job.data.scalingPer == .series)
        #expect(job.job.data.split.train == .fraction(0.5))
        // A value of a season ago, of its own series alone: the first window of `a` has none and repeats the
        // last.
        let naive = series.naiveErrors(.train, season: 3)
        #expect(naive.lastSeason?.count == 4)
    }

    @Test func resolvedJob_preparesToTheSameBytes() throws {
        for keys in ["gaps: cut", "gaps: insert, missing: cut, scaling_per: table, scaling: minmax"] {
            let first = try prepared(try job("\(keys), \(Self.halves)"), Self.stations)
            let resolved = JobWriter.write(first.job)
            let file = try JobReader.read(resolved, file: "resolved")
            let second = try prepared(file, Self.stations)
            #expect(JobWriter.write(second.job) == resolved)
            #expect(second.series.encode() == first.series.encode())
            #expect(second.plan.windows == first.plan.windows)
            let back = try ForecastSeries.decode(
                first.series.encode().span, name: "x", options: file.job.data.windows)
            #expect(try PreparedJob(file, series: back).plan.windows == first.plan.windows)
        }
    }

    @Test func oneModel_forecastsEachSeriesInItsOwnUnits() throws {
        for scope in ScalingScope.allCases {
            let file = try job("gaps: insert, missing: interpolate, scaling_per: \(scope), \(Self.halves)")
            let job = try prepared(file, Self.stations)
            let origin = ModelOrigin(
                release: "0", seed: 0, job: job.portableText, jobDigest: "", dataDigest: "")
            let written = TrainedModel(
                description: try job.modelDescription(origin: origin),
                weights: job.plan.model.initialWeights(seed: 3), steps: 0, epochs: 0)
            let model = try TrainedModel(metadata: written.metadata) { _ in written.weights }
            #expect(model.metadata == written.metadata)
            #expect(model.description.series == ["B,1", "a"])
            #expect(model.description.table.series == "station")
            let table = try ModelTable(
                model,
                table: Table.csv(
                    Array(Self.stations.utf8).span, name: "x", options: model.description.table),
                gaps: .insert, duplicates: .error, rowsToCome: 1, name: "x")
            let origins = try table.origins(series: ["B,1", "a"])
            let work = try ForecastWork(
                model, series: table.series, origins: origins.map { UInt32($0) }, windowsAtOnce: 2)
            let outputs = ForecastComputer(work).outputs(slice: 0)
            for (index, name) in ["B,1", "a"].enumerated() {
                let scaler = job.series.scaler(ofSeries: index)
                let forecast = table.forecast(outputs[index..<index + 1], origin: origins[index])
                #expect(forecast.series == name)
                #expect(forecast.values == [scaler.inverse(outputs[index], column: 0)])
                let last = table.table.values[origins[index] - 1]
                #expect(last == (index == 0 ? 9 : 109))
            }
        }
    }

    @Test(arguments: [
        ("demo: {}, series: s", "data.series", "the embedded series has none"),
        ("csv: a.csv, time: t, series: t", "data.series", "time names, too"),
        ("csv: a.csv, scaling_per: table", "data.scaling_per", "series: station"),
    ])
    func keysThatDoNotFit_areRefused(keys: String, key: String, says: String) throws {
        let text = """
            data: {lookback: 2, horizon: 1, \(keys)}
            model: [dense: {units: 1}]
            """
        let error = #expect(throws: JobError(.inconsistent, "")) {
            try JobReader.read(text, file: "job.yaml")
        }
        #expect(error?.key == key && error?.line == 1)
        #expect(error?.message.contains(says) == true, "\(String(describing: error))")
    }

    @Test func seriesOfAnotherKindOfTable_areRefused() throws {
        let long = try prepared(try job("gaps: cut, \(Self.halves)"), Self.stations)
        var single = try JobReader.read(JobWriter.write(long.job), file: "job.yaml")
        single.job.data.series = nil
        let file = single
        #expect(throws: JobError(.inconsistent, "")) { try PreparedJob(file, series: long.series) }
    }
}
