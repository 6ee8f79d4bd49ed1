import Forecasting
import Jobs
import Series
import Tables
import Testing

/// Rows as a trained model reads them, and where its forecasts begin.
struct ModelTableTests {
    /// Hours of March 2024 with a load, a price that is known in advance, and heat.
    private static func file(
        _ hours: Range<Int> = 0..<240, known: Bool = true, hidden: Range<Int> = 0..<0
    ) -> String {
        var lines = ["date,load,price,heat"]
        for hour in hours {
            let targets = hidden.contains(hour) ? (",", "") : ("\(hour * 37 % 101),", "\(hour * hour % 83)")
            let price = known || !hidden.contains(hour) ? "\(hour * 53 % 29)" : ""
            lines.append("\(time(hour)),\(targets.0)\(price),\(targets.1)")
        }
        return lines.joined(separator: "\n")
    }

    private static func time(_ hour: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2024-03-\(padded(hour / 24 + 1)) \(padded(hour % 24)):00"
    }

    private static func job(
        channels: String = "together", targets: String = "[load]", more: String = ""
    ) -> String {
        """
        seed: 5
        data:
          csv: rows.csv
          time: date
          targets: \(targets)
          known: [price]
          calendar: [hour_of_day, is_weekend]
          holidays: [2024-03-08]
          lookback: 8
          horizon: 4
          segment: 2
          normalise: last
          channels: \(channels)
          \(more)
          split: {train: 180, validation: 30, test: 30}
        model:
          - lstm: {units: 5, recurrent_dropout: 0.3}
          - dropout: {rate: 0.2}
          - dense: {units: \(channels == "independent" ? 4 : targets == "[load]" ? 4 : 8)}
        """
    }

    /// A forecast at each row knows nothing that comes later but what is known, and is what an evaluation of
    /// the whole file has there.
    @Test(arguments: [("together", "[load]"), ("independent", "[load, heat]")])
    func newestWindow_isTheOneThatAnEvaluationHasThere(channels: String, targets: String) throws {
        let trained = try TrainedJob(Self.job(channels: channels, targets: targets), csv: Self.file())
        let whole = try trained.table()
        for hour in stride(from: 20, to: 236, by: 27) {
            let said = try trained.outputs(whole, origins: [hour])
            let rows = try trained.rows(Self.file(0..<hour + 4, hidden: hour..<hour + 4))
            let newest = try trained.table(rows, rowsToCome: 4)
            #expect(try newest.origins() == [hour])
            let found = try trained.outputs(newest, origins: [hour])
            #expect(found.map(\.bitPattern) == said.map(\.bitPattern))
            let forecast = newest.forecast(found, origin: hour)
            #expect(forecast.times?[0] == Self.time(hour) + ":00")
            #expect(forecast.lastTime == Self.time(hour - 1) + ":00")
            #expect(forecast == whole.forecast(said, origin: hour))
            let from = try trained.table(rowsToCome: 4)
            let start = try #require(from.table.times)[hour]
            #expect(try from.origins(from: start) == [hour])
        }
    }

    @Test(arguments: [
        ("standard", "none", true), ("robust", "none", true), ("minmax", "none", true),
        ("none", "none", false),
        ("standard", "last", false),
    ])
    func valuesFarFromTheTrainings_areRemarkedOn(scaling: String, normalise: String, isTold: Bool) throws {
        let job = """
            data: {csv: rows.csv, time: date, targets: [heat], lookback: 8, horizon: 4, scaling: \(scaling),
              normalise: \(normalise)}
            model: [lstm: {units: 2}, dense: {units: 4}]
            """
        let trained = try TrainedJob(job, csv: Self.file())
        let usual = try trained.table(rowsToCome: 4)
        #expect(try usual.remarks(origins: usual.origins()).isEmpty)
        // The last hour alone has another load.
        let file = Self.file().split(separator: "\n")
        let far = (file.dropLast() + ["\(Self.time(239)),90000,1,1"]).joined(separator: "\n")
        let table = try trained.table(trained.rows(far), rowsToCome: 4)
        let remarks = try table.remarks(origins: table.origins())
        #expect(remarks.count == (isTold ? 1 : 0))
        #expect(!isTold || remarks[0].hasPrefix("\"load\": 1 of the 8 values"), "\(remarks)")
    }

    @Test func forecastsStandInTheTargetsOwnUnitsAndOrder() throws {
        let trained = try TrainedJob(Self.job(targets: "[heat, load]"), csv: Self.file())
        let table = try trained.table()
        let said = try trained.outputs(table, origins: [100])
        let forecast = table.forecast(said, origin: 100)
        #expect(forecast.targets == ["heat", "load"] && forecast.steps == 4)
        for (index, output) in said.enumerated() {
            let column = table.table.targets[index % 2]
            #expect(
                forecast.values[index] == table.series.scaler(ofSeries: 0).inverse(output, column: column))
        }
        #expect(forecast.prefix(3).steps == 3)
    }

    @Test func knownValuesThatAreNotThere_areNamedByTime() throws {
        let trained = try TrainedJob(Self.job(), csv: Self.file())
        let none = try trained.table(rowsToCome: 4)
        let error = #expect(throws: ForecastingError(.missingValue, "")) { try none.origins() }
        #expect(
            error?.message.contains(
                "\"price\" for the 4 steps that it forecasts, and there is none for 2024-03-11 00:00:00 and "
                    + "3 "
                    + "more, the last 2024-03-11 03:00:00") == true)
        let rows = try trained.rows(Self.file(0..<240, known: false, hidden: 238..<240))
        let some = try trained.table(rows, rowsToCome: 4)
        #expect(throws: ForecastingError(.missingValue, "")) { try some.origins() }
        #expect(try some.origins(from: #require(some.table.times)[230]) == [230])
    }

    @Test func rowsThatDoNotSuffice_areToldWithWhatIsNeeded() throws {
        let trained = try TrainedJob(Self.job(), csv: Self.file())
        let few = try trained.table(trained.rows(Self.file(0..<11, hidden: 7..<11)), rowsToCome: 4)
        let error = #expect(throws: ForecastingError(.tooFewRows, "")) { try few.origins() }
        #expect(error?.message == "7 rows stand before the forecast; the model looks back over 8")
        #expect(throws: TableError(.unknownColumn, "")) {
            try trained.rows(Self.file().replacing("heat", with: "warmth"))
        }
        let table = try trained.table(rowsToCome: 4)
        let times = try #require(table.table.times)
        for start in [times[0], times[0] - 1, times[241]] {
            #expect(throws: ForecastingError(.badValue, "")) { try table.origins(from: start) }
        }
        #expect(throws: ForecastingError(.unknownSeries, "")) { try table.origins(series: ["a"]) }
    }

    @Test func valuesThatAreMissing_areTreatedAsInTraining() throws {
        let file = Self.file(0..<244, hidden: 240..<244)
        let holed = file.replacing("\n2024-03-10 20:00,", with: "\n2024-03-10 20:00,x").split(separator: "\n")
            .map { $0.contains(",x") ? "2024-03-10 20:00,,13,7" : String($0) }.joined(separator: "\n")
        for policy in ["error", "cut", "drop", "forward_fill", "interpolate", "mask"] {
            let gaps = policy == "drop" ? "gaps: ignore\n  " : ""
            // A training row without a value is what makes a mask.
            let rows =
                policy == "mask"
                ? Self.file().replacing("2024-03-01 09:00,30,", with: "2024-03-01 09:00,,") : Self.file()
            let trained = try TrainedJob(Self.job(more: "\(gaps)missing: \(policy)"), csv: rows)
            let table = try trained.table(trained.rows(holed), rowsToCome: 4)
            if ["error", "cut"].contains(policy) {
                let error = #expect(throws: ForecastingError(.missingValue, "")) { try table.origins() }
                #expect(error?.message.contains("\"load\" has no value at 2024-03-10 20:00:00") == true)
            } else {
                #expect(try table.origins() == [policy == "drop" ? 239 : 240])
                #expect(try trained.outputs(table, origins: table.origins()).allSatisfy(\.isFinite))
            }
        }
    }

    // MARK: Beyond the horizon

    @Test func forecastBeyondTheHorizon_goesOnFromWhatWasSaid() throws {
        let trained = try TrainedJob(
            Self.job(targets: "[load, heat]"), csv: Self.file())
        let rows = try trained.rows(Self.file(0..<208, hidden: 200..<208))
        let table = try trained.table(rows, rowsToCome: 4)
        #expect(try table.origins() == [200])
        let first = table.forecast(try trained.outputs(table, origins: [200]), origin: 200)
        let next = try table.followed(by: [first], name: "rows.csv")
        // Of 200 rows before the forecast, 20 lookbacks go along.
        #expect(try next.origins() == [164])
        #expect(next.table[163, next.table.targets[1]] == first.values[7])
        let second = next.forecast(try trained.outputs(next, origins: [164]), origin: 164)
        let both = try #require(Forecast(joining: [first, second]))
        #expect(both.steps == 8 && both.times?[7] == "2024-03-09 15:00:00" && both.values.count == 16)
        // Nobody knows the price behind the file's end.
        let last = try next.followed(by: [second], name: "rows.csv")
        #expect(throws: ForecastingError(.missingValue, "")) { try last.origins() }
        let other = try TrainedJob(Self.job(), csv: Self.file())
        let alone = try other.table(
            other.rows(Self.file(0..<208, hidden: 200..<208)), rowsToCome: 4)
        let said = alone.forecast(try other.outputs(alone, origins: [200]), origin: 200)
        let error = #expect(throws: ForecastingError(.inconsistent, "")) {
            try alone.followed(by: [said], name: "rows.csv")
        }
        #expect(error?.message.contains("\"heat\", which is neither forecast nor known") == true)
    }

    // MARK: Several series

    private static let stations: String = {
        var lines = ["hour,station,load,heat"]
        for hour in 0..<120 {
            for (index, station) in ["north", "south", "west"].enumerated() {
                lines.append("\(hour),\(station),\(hour * 37 % (41 + index)),\(hour * hour % (23 + index))")
            }
        }
        return lines.joined(separator: "\n")
    }()

    private static func long(_ channels: String, _ outputs: Int, per scope: String) -> String {
        """
        seed: 5
        data:
          csv: rows.csv
          time: hour
          series: station
          scaling_per: \(scope)
          lookback: 8
          horizon: 4
          normalise: last
          channels: \(channels)
          split: {train: 80, validation: 20, test: 20}
        model:
          - embedding: {output_dim: 3}
          - gru: {units: 5}
          - embedding: {output_dim: 2}
          - dense: {units: \(outputs)}
        """
    }

    @Test(arguments: [("together", 8), ("independent", 4)], ["table", "series"])
    func everySeries_isForecastByItsOwnScaleAndItsOwnPlace(
        form: (channels: String, outputs: Int), scope: String
    ) throws {
        let trained = try TrainedJob(
            Self.long(form.channels, form.outputs, per: scope), csv: Self.stations)
        let table = try trained.table(rowsToCome: 4)
        let origins = try table.origins()
        #expect(origins == [120, 244, 368])
        let said = try trained.outputs(table, origins: origins, windowsAtOnce: 2)
        // Fewer series, which the model knows by their names and not by their places.
        let two = Self.stations.split(separator: "\n").filter { !$0.contains(",north,") }
        let fewer = try trained.table(
            trained.rows(two.joined(separator: "\n")), rowsToCome: 4)
        #expect(try fewer.origins() == [120, 244])
        let found = try trained.outputs(fewer, origins: fewer.origins())
        #expect(found.map(\.bitPattern) == said.dropFirst(8).map(\.bitPattern))
        #expect(try table.origins(series: ["west"]) == [368])
        let west = table.forecast(said.suffix(8), origin: 368)
        #expect(west.series == "west" && west.times == nil)
        let scaler = trained.job.series.scaler(ofSeries: 2)
        #expect(west.values[0] == scaler.inverse(said[16], column: table.table.targets[0]))
        // And the evaluation of the training's own windows is that of its workers.
        let split = try trained.table(isSplit: true)
        #expect(split.series.windowCount(.test) == trained.job.series.windowCount(.test))
        let error = #expect(throws: ForecastingError(.unknownSeries, "")) {
            try table.origins(series: ["east"])
        }
        #expect(error?.message.contains("\"north\", \"south\", \"west\"") == true)
        // A series that the model does not know is left out, unless there is no other.
        let east = Self.stations.replacing(",west,", with: ",east,")
        let others = try trained.table(trained.rows(east), rowsToCome: 4)
        #expect(others.table.series.map(\.name) == ["north", "south"])
        #expect(others.notes == ["1 series left out, which the model was not trained on: \"east\"."])
        let alone = east.split(separator: "\n").filter { $0.contains("east") || $0.hasPrefix("hour") }
        #expect(throws: ForecastingError(.unknownSeries, "")) {
            try trained.table(trained.rows(alone.joined(separator: "\n")), rowsToCome: 4)
        }
        // One that has too few rows is told, unless it is asked for.
        let short = Self.stations.split(separator: "\n").filter {
            !$0.contains(",west,") || $0.prefix { $0 != "," }.count == 1
        }
        let some = try trained.table(trained.rows(short.joined(separator: "\n")), rowsToCome: 4)
        var told: [String] = []
        #expect(try some.origins { told.append($0) } == [120, 244, 258])
        let shorter = short.filter {
            !$0.hasSuffix(",west,") && !$0.hasPrefix("9,west") && !$0.hasPrefix("8,west")
                && !$0.hasPrefix("7,west")
        }
        let few = try trained.table(trained.rows(shorter.joined(separator: "\n")), rowsToCome: 4)
        #expect(try few.origins { told.append($0) } == [120, 244])
        #expect(told == ["1 series left out, without rows for the forecast: \"west\"."])
        #expect(throws: ForecastingError(.tooFewRows, "")) { try few.origins(series: ["west"]) }
    }
}
