import Plotting
import Tables
import Testing

/// Where axes have labels.
@Suite struct TickTests {
    private func labels(_ axis: Axis, _ low: Double, _ high: Double, most: Int) -> [String] {
        AxisScale(axis, values: [low, high], margin: 0).ticks(most: most).map(\.label)
    }

    // MARK: Numbers

    @Test func numbers_areRound() {
        let axis = Axis("x")
        #expect(labels(axis, 0, 10, most: 6) == ["0", "2", "4", "6", "8", "10"])
        #expect(labels(axis, 0, 1, most: 5) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
        #expect(labels(axis, -0.13, 0.14, most: 6) == ["-0.1", "-0.05", "0", "0.05", "0.1"])
        #expect(labels(axis, 0, 15_000, most: 3) == ["0", "5,000", "10,000", "15,000"])
        #expect(labels(axis, 0, 3e-7, most: 3) == ["0", "1e-7", "2e-7", "3e-7"])
        #expect(labels(axis, 0, 2.5e12, most: 3) == ["0", "1e12", "2e12"])
    }

    @Test func wholeNumbers_stayWhole() {
        let axis = Axis("epoch", isWhole: true)
        #expect(labels(axis, 1, 3, most: 10) == ["1", "2", "3"])
        #expect(labels(axis, 1, 1, most: 10) == ["1"])
    }

    @Test(arguments: [0.0, 1, -1, 1e-300, 1e300, 123_456.789, -1e-9])
    func oneValue_hasAnAxis(value: Double) {
        let scale = AxisScale(Axis("x"), values: [value], margin: 0.05)
        #expect(scale.low < scale.high)
        #expect(scale.ticks(most: 5).count <= 6)
        #expect(scale.place(value).map { (0...1).contains($0) } == true)
    }

    @Test func valuesThatAreNoNumbers_doNotCount() {
        let scale = AxisScale(Axis("x"), values: [.nan, 1, .infinity, 3, -.infinity], margin: 0)
        #expect(scale.low == 1 && scale.high == 3)
        #expect(scale.place(.nan) == nil && scale.place(.infinity) == nil)
    }

    // MARK: Powers of ten

    @Test func logarithms_needADecade() {
        let axis = Axis("loss", scale: .logarithmic)
        #expect(AxisScale(axis, values: [0.1, 1], margin: 0).isLogarithmic)
        #expect(!AxisScale(axis, values: [0.2, 1], margin: 0).isLogarithmic)
        #expect(!AxisScale(axis, values: [0, 1], margin: 0).isLogarithmic)
        #expect(labels(axis, 0.01, 100, most: 6) == ["0.01", "0.1", "1", "10", "100"])
        #expect(labels(axis, 0.08, 0.9, most: 6) == ["0.1", "0.2", "0.5"])
        #expect(labels(axis, 1e-12, 1, most: 4) == ["1e-12", "1e-8", "0.0001", "1"])
    }

    // MARK: Times

    private func ticks(
        _ low: Int64, _ high: Int64, most: Int = 8, zone: TimeZoneRules? = nil
    ) -> [Tick] {
        AxisScale(Axis("", scale: .time(zone)), values: [Double(low), Double(high)], margin: 0)
            .ticks(most: most)
    }

    private func time(_ year: Int, _ month: Int, _ day: Int, hour: Int64 = 0) throws -> Int64 {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        return Int64(date.days) * CivilDate.nanosecondsPerDay + hour * ChartSamples.hour
    }

    @Test func hoursNameTheirDayOnce() throws {
        let ticks = ticks(try time(2024, 1, 31, hour: 6), try time(2024, 2, 1, hour: 18), most: 7)
        #expect(ticks.map(\.label) == ["06:00", "12:00", "18:00", "00:00", "06:00", "12:00", "18:00"])
        #expect(ticks.map(\.context) == ["31 Jan 2024", "", "", "1 Feb 2024", "", "", ""])
    }

    @Test func monthsEndWhereTheyEnd() throws {
        let ticks = ticks(try time(2023, 11, 15), try time(2024, 4, 15))
        #expect(ticks.map(\.label) == ["Dec", "Jan", "Feb", "Mar", "Apr"])
        #expect(ticks.map(\.context) == ["2023", "2024", "", "", ""])
        #expect(
            ticks.map(\.value)
                == [
                    try time(2023, 12, 1), try time(2024, 1, 1), try time(2024, 2, 1),
                    try time(2024, 3, 1), try time(2024, 4, 1),
                ].map(Double.init))
    }

    @Test func weeksBeginOnMondays() throws {
        let ticks = ticks(try time(2024, 2, 20), try time(2024, 3, 31))
        #expect(ticks.map(\.label) == ["26 Feb", "4 Mar", "11 Mar", "18 Mar", "25 Mar"])
    }

    @Test func yearsAreRound() throws {
        #expect(
            ticks(try time(1998, 5, 1), try time(2023, 5, 1)).map(\.label)
                == ["2000", "2005", "2010", "2015", "2020"])
    }

    @Test func aClockThatIsPutForward_leavesOutAnHour() throws {
        let zone = try ChartSamples.berlin()
        // 2024-03-31 01:00 UTC: from 02:00 to 03:00.
        let hours = ticks(try time(2024, 3, 30, hour: 22), try time(2024, 3, 31, hour: 4), zone: zone)
        #expect(hours.map(\.label) == ["23:00", "00:00", "01:00", "03:00", "04:00", "05:00", "06:00"])
        let steps = zip(hours, hours.dropFirst()).map { $1.value - $0.value }
        #expect(steps.allSatisfy { $0 == Double(ChartSamples.hour) })
    }

    @Test func aClockThatIsPutBack_hasOneTickAnHour() throws {
        let zone = try ChartSamples.berlin()
        // 2024-10-27 01:00 UTC: from 03:00 back to 02:00.
        let hours = ticks(try time(2024, 10, 26, hour: 22), try time(2024, 10, 27, hour: 4), zone: zone)
        #expect(hours.map(\.label) == ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"])
        let steps = zip(hours, hours.dropFirst()).map { ($1.value - $0.value) / Double(ChartSamples.hour) }
        #expect(steps == [1, 1, 2, 1, 1])
    }

    @Test func midnightsAreThoseOfThePlace() throws {
        let zone = try ChartSamples.berlin()
        let days = ticks(try time(2024, 3, 29), try time(2024, 4, 3), most: 6, zone: zone)
        #expect(days.map(\.label) == ["30 Mar", "31 Mar", "1 Apr", "2 Apr", "3 Apr"])
        let steps = zip(days, days.dropFirst()).map { ($1.value - $0.value) / Double(ChartSamples.hour) }
        #expect(steps == [24, 23, 24, 24])
    }

    @Test(arguments: [(Int64.min, Int64.max), (0, 1), (0, 0), (-1, 1_000), (0, 3_000_000_000)])
    func anySpan_hasFewTicks(low: Int64, high: Int64) {
        let ticks = ticks(low, high)
        #expect(ticks.count <= 10)
        for (before, after) in zip(ticks, ticks.dropFirst()) { #expect(before.value < after.value) }
    }

    // MARK: Texts

    @Test(
        arguments: [
            (0.123456, "0.1235"), (1234.5678, "1,235"), (0.00001234, "1.234e-5"), (-2.5, "-2.5"),
            (0.99996, "1"), (1e-300, "1e-300"), (1e300, "1e300"), (123_456_789, "123,500,000"),
            (.nan, "-"), (.infinity, "inf"), (0, "0"), (.leastNonzeroMagnitude, "4.941e-324"),
        ])
    func numbersAreWritten(value: Double, text: String) { #expect(PlotNumber.text(value) == text) }
}
