import Forecasting
import Launcher
import Testing

/// Forecasts as a CSV file that any program reads.
struct ForecastTextTests {
    private func forecast(
        series: String? = nil, times: [String]? = ["2024-01-01 00:00:00", "2024-01-01 01:00:00"],
        levels: [Double] = [], intervals: [Forecast.Interval] = [], origin: Int = 7
    ) -> Forecast {
        let targets = ["load", "a,\"b\""]
        var forecast = Forecast(
            series: series, origin: origin, lastTime: times == nil ? nil : "2023-12-31 23:00:00",
            times: times, targets: targets, values: [1, 2.5, 1.0 / 3, -4e-12],
            quantiles: levels.isEmpty ? [] : (0..<4 * levels.count).map(Double.init), levels: levels)
        forecast.intervals = intervals
        return forecast
    }

    private func csv(_ forecasts: Forecast...) throws -> [String] {
        try ForecastText.csv(forecasts, columns: ("station", "date")).split(separator: "\n").map(String.init)
    }

    @Test func rowForEachTime_columnForEachTarget() throws {
        #expect(
            try csv(forecast()) == [
                "date,load,\"a,\"\"b\"\"\"", "2024-01-01 00:00:00,1,2.5",
                "2024-01-01 01:00:00,0.333333333,-4e-12",
            ])
        #expect(try csv(forecast(times: nil))[1] == "1,1,2.5")
        #expect(try csv(forecast(times: nil))[0].hasPrefix("step,load,"))
    }

    @Test func seriesAndOrigins_standBeforeTheTime() throws {
        let two = try csv(forecast(series: "x\ny"), forecast(series: "z"))
        #expect(two[0].hasPrefix("station,date,load"))
        let same = try csv(forecast(series: "z"), forecast(series: "z", origin: 9))
        #expect(same[0].hasPrefix("station,origin,date,load"))
        #expect(same[1].hasPrefix("z,2023-12-31 23:00:00,2024-01-01 00:00:00,1"))
        #expect(try csv(forecast(times: nil), forecast(times: nil, origin: 9))[1].hasPrefix("7,1,1"))
    }

    @Test func quantilesAndIntervals_standBehindTheirTarget() throws {
        let interval = Forecast.Interval(
            level: 0.8, lower: [0, 1, 2, -.infinity], upper: [5, 6, 7, .infinity])
        let lines = try csv(forecast(levels: [0.1, 0.9], intervals: [interval]))
        #expect(lines[0].hasPrefix("date,load,load_q0.1,load_q0.9,load_lower_0.8,load_upper_0.8,"))
        #expect(lines[1] == "2024-01-01 00:00:00,1,0,1,0,5,2.5,2,3,1,6")
        #expect(lines[2] == "2024-01-01 01:00:00,0.333333333,4,5,2,7,-4e-12,6,7,-inf,inf")
    }

    @Test func targetCalledAsAnInterval_isRefused() {
        let interval = Forecast.Interval(level: 0.8, lower: [0, 1], upper: [5, 6])
        var forecast = Forecast(
            series: nil, origin: 7, lastTime: nil, times: nil, targets: ["a", "a_lower_0.8"], values: [1, 2],
            quantiles: [], levels: [])
        forecast.intervals = [interval]
        let error = #expect(throws: LaunchError(.badRequest, "")) { try csv(forecast) }
        #expect(error?.message.contains("\"a_lower_0.8\"") == true)
    }
}
