import Neural
import Series
import Tables
import Testing

struct CalendarTests {
    private static let cyclic = CalendarColumn.allCases.filter(\.isCyclic)

    private func read(_ text: String) throws -> HolidayDates {
        let bytes = Array(text.utf8)
        return try HolidayDates.read(bytes.span, name: "holidays.txt")
    }

    @Test func names_areOneOrTwoAColumn() throws {
        let columns = try CalendarColumns(
            [.hourOfDay, .isWeekend, .month, .holiday], holidays: HolidayDates([]))
        #expect(
            columns.names == [
                "hour_of_day_sin", "hour_of_day_cos", "is_weekend", "month_sin", "month_cos", "holiday",
            ])
        #expect(
            CalendarColumn.allCases.map(\.rawValue) == [
                "hour_of_day", "minute_of_hour", "day_of_week", "day_of_month", "day_of_year", "week_of_year",
                "month", "is_weekend", "holiday",
            ])
    }

    @Test func places_areThoseOfPandas() throws {
        let columns = try CalendarColumns(Self.cyclic)
        for sample in CalendarSamples.places {
            let values = columns.values(at: [sample.time])
            for (index, place) in zip(sample.indices, sample.counts).enumerated() {
                let turns = Double(place.0) / Double(place.1)
                let expected = PortableMath.cosineAndSine(turns: turns)
                #expect(values[2 * index] == expected.sine, "\(sample.time) \(Self.cyclic[index])")
                #expect(values[2 * index + 1] == expected.cosine, "\(sample.time) \(Self.cyclic[index])")
            }
        }
    }

    @Test func sinesAndCosines_areThoseOfNumpy() throws {
        let columns = try CalendarColumns(Self.cyclic)
        let values = columns.values(at: CalendarSamples.turns.map(\.time))
        let expected = CalendarSamples.turns.flatMap(\.sineAndCosine)
        #expect(values.count == expected.count)
        for (value, expected) in zip(values, expected) { #expect((value - expected).magnitude < 2e-15) }
    }

    @Test func weekendsAndHolidays_areOnesAndZeros() throws {
        let holidays = try read("2024-01-01\n2024-12-25\n")
        let columns = try CalendarColumns([.holiday, .isWeekend], holidays: holidays)
        // 2023-12-31 23:59:59 is a Sunday; then the Monday's first and last second, Tuesday, Friday,
        // Saturday.
        let times: [Int64] = [
            1_704_067_199, 1_704_067_200, 1_704_153_599, 1_704_153_600, 1_704_412_800, 1_704_499_200,
        ]
        let values = columns.values(at: times.map { $0 * 1_000_000_000 })
        #expect(values == [0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    }

    @Test func values_areTheSameBitsOnEveryMachine() throws {
        let columns = try CalendarColumns(
            CalendarColumn.allCases, holidays: read("2000-02-29\n1970-01-01\n2261-12-31"))
        let times = (0..<5_000).map { Int64($0) * 1_844_674_407_370_955 - 100_000_000_000_000_000 }
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for value in columns.values(at: times) { sum = (sum ^ value.bitPattern) &* 0x0000_0100_0000_01B3 }
        #expect(sum == 12_503_640_302_744_130_806)
    }

    @Test func unfittingColumns_areRefused() throws {
        #expect(throws: SeriesError(.badOptions, "")) { try CalendarColumns([.holiday]) }
        #expect(throws: SeriesError(.duplicateColumn, "")) {
            try CalendarColumns([.month, .hourOfDay, .month])
        }
        #expect(try CalendarColumns([]).values(at: [0, 1]) == [])
    }

    @Test func days_areCountedThereAndBack() {
        for days in stride(from: -800_000, through: 800_000, by: 7_919) {
            let date = CivilDate(days: days)
            #expect(date.days == days)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
        }
        #expect(CivilDate(days: 0).description == "1970-01-01")
        #expect(CivilDate(days: -1).description == "1969-12-31")
        #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29)?.days == 11_016)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01 00:00:00"), (-1, "1969-12-31 23:59:59.999999999"),
        (1_704_063_599_250_000_000, "2023-12-31 22:59:59.25"), (.min, "1677-09-21 00:12:43.145224192"),
        (.max, "2262-04-11 23:47:16.854775807"),
    ])
    func times_areWrittenInOneForm(time: Int64, text: String) {
        #expect(CivilDate.text(nanoseconds: time, isUTC: false) == text)
        #expect(CivilDate.text(nanoseconds: time, isUTC: true) == text + "Z")
    }

    @Test func columns_goByTheClockThatShowedTheTimes() throws {
        func hour(_ clock: TableClock) throws -> Double {
            let table = Table(
                columns: ["a"], values: [1], features: [0], targets: [0], times: [0], clock: clock)
            return try table.appending(CalendarColumns([.hourOfDay]), name: "t.csv").values[2]
        }
        #expect(try hour(.utc) == 1 && hour(.nameless) == 1)
        #expect(try hour(.zone(TimeZoneRules(offset: 12 * 3_600_000_000_000))) == -1)
        let error = #expect(throws: SeriesError(.badOptions, "")) {
            try hour(.offsets(0...3_600_000_000_000))
        }
        #expect(error?.message.contains("from +00:00 to +01:00") == true)
        #expect(error?.message.contains("time_zone: UTC") == true && error?.file == "t.csv")
    }

    // MARK: Holidays

    @Test(arguments: [
        "2024-01-01\n2024-12-25", "2024-12-25\r\n2024-01-01\r\n2024-01-01\r\n",
        "\u{FEFF}2024-01-01\n\n 2024-12-25 ",
        "# Public holidays\n2024-01-01  # New Year's Day\n2024-12-25# Christmas",
        "date,name\n2024-01-01,New Year's Day\n2024-12-25;2;3", "\"2024-01-01\",\"a\"\n2024-12-25T00:00:00Z",
        "Tag|Land\n2024-01-01|DE\n2024-12-25\tDE",
    ])
    func holidays_areReadFromTheFirstFieldOfEachLine(text: String) throws {
        let christmas = try #require(CivilDate(year: 2024, month: 12, day: 25))
        #expect(try read(text) == HolidayDates([CivilDate(days: 19_723), christmas]))
        #expect(try read(text).count == 2)
    }

    @Test(arguments: [
        ("2024-01-01\n2023-02-29\n", 2, "2023-02-29"), ("25.12.2024", 1, "25.12.2024"),
        ("date\nname\n2024-01-01", 2, "name"), ("2024-01-01\n\n# a\n2024-1-2", 4, "2024-1-2"),
        ("2O24-01-01", 1, "2O24-01-01"), ("2024-01-01\n,2024-01-02", 2, ",2024-01-02"),
    ])
    func whatIsNoDate_isRefusedWithItsLine(text: String, line: Int, field: String) throws {
        let error = #expect(throws: SeriesError(.badTime, "")) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.file == "holidays.txt")
        #expect(error?.message.hasPrefix("\"\(field)\" is not a date") == true)
        #expect(error?.message.contains("2024-12-25") == true)
    }

    @Test(arguments: ["", "\n\n", "# none", "date"])
    func listWithoutADate_isRefused(text: String) {
        #expect(throws: SeriesError(.emptyFile, "")) { try read(text) }
    }
}
