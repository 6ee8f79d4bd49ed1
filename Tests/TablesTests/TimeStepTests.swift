import Tables
import Testing

struct TimeStepTests {
    // MARK: Constant steps

    private static let constantSteps: [(TimeStep, String, Int?)] = [
        (.minutes(15), "15 minutes", 96), (.hours(1), "1 hour", 24), (.hours(7), "7 hours", nil),
        (.minutes(90), "90 minutes", 16), (.hours(12), "12 hours", 2), (.days(1), "1 day", 7),
        (.days(7), "1 week", 52), (.days(2), "2 days", nil), (.days(14), "2 weeks", nil),
        (.constant(nanoseconds: 1_000_000_000), "1 second", 86_400),
        (.constant(nanoseconds: 250_000_000), "250 milliseconds", 345_600),
        (.constant(nanoseconds: 1), "1 nanosecond", 86_400_000_000_000),
    ]

    @Test(arguments: constantSteps)
    func constantStep_isFoundAndNamed(step: TimeStep, text: String, season: Int?) throws {
        let times = try times(from: "2024-01-31 22:00", step: step, count: 50)
        #expect(try TimeStep.find(in: times) == step)
        #expect(step.description == text)
        #expect(step.season == season)
    }

    @Test func rowsThatAreNotThere_leaveTheStep() throws {
        var times = try times(from: "1969-12-30", step: .hours(1), count: 100)
        times.removeSubrange(40..<70)
        times.removeSubrange(7...8)
        #expect(try TimeStep.find(in: times) == .hours(1))
    }

    @Test func theCommonestDifferenceCounts_andOfTwoTheShorter() throws {
        #expect(try TimeStep.find(in: [0, 2, 3, 4, 6].map { $0 * 60_000_000_000 }) == .minutes(1))
        #expect(try TimeStep.find(in: [0, 60_000_000_000]) == .minutes(1))
    }

    @Test func equalTimes_doNotCount() throws {
        let times = try times(from: "2024-03-01", step: .hours(1), count: 20)
        #expect(try TimeStep.find(in: times.flatMap { [$0, $0, $0] }) == .hours(1))
        #expect(try TimeStep.find(in: [5, 5, 5]) == nil)
        #expect(try TimeStep.find(in: [5]) == nil)
        #expect(try TimeStep.find(in: [Int64]()) == nil)
        #expect(try TimeStep.find(in: [.min, .max]) == nil)
    }

    @Test func unevenTimes_areRefusedWithTheFirst() throws {
        let times = try times(
            "2024-03-01 00:00", "2024-03-01 01:00", "2024-03-01 02:00", "2024-03-01 02:59:59",
            "2024-03-01 04:00")
        let error = #expect(throws: TableError(.irregularTimes, "")) {
            try TimeStep.find(in: TimedRows(times: times, lines: [2, 3, 4, 5, 6], name: "a.csv"))
        }
        #expect(
            error?.description
                == "a.csv:5: the times have no constant step: of 4 differences between rows that follow "
                + "each other, "
                + "2 are no multiple of the commonest, 1 hour; the first is 3599 seconds, from 2024-03-01 "
                + "02:00:00 "
                + "to 2024-03-01 02:59:59; bring the rows to a constant step, or set gaps to ignore, which "
                + "takes "
                + "them as if they had one")
    }

    @Test func stepsAreFoundWithinEachSeries() throws {
        let first = try times(from: "2024-03-01", step: .hours(1), count: 5)
        let second = try times(from: "2024-02-01 00:07", step: .hours(1), count: 5)
        let rows = TimedRows(
            times: first + second + [0], clock: .utc, series: [0..<5, 5..<10, 10..<10, 10..<11],
            seriesNames: ["a", "b", "c", "d"])
        #expect(try TimeStep.find(in: rows) == .hours(1))
        let uneven = TimedRows(
            times: first + second + [second[4] + 1], clock: .utc, series: [0..<5, 5..<11],
            seriesNames: ["a", "b"])
        let error = #expect(throws: TableError(.irregularTimes, "")) { try TimeStep.find(in: uneven) }
        #expect(error?.message.contains("to 2024-02-01 04:07:00.000000001Z of series \"b\"; ") == true)
    }

    @Test func rowsBetweenTimes_areCounted() throws {
        let noon = try time("2024-03-30 12:00")
        let hour: Int64 = 3_600_000_000_000
        #expect(TimeStep.hours(1).rows(between: noon, and: noon + hour) == 0)
        #expect(TimeStep.hours(1).rows(between: noon, and: noon + 5 * hour) == 4)
        #expect(TimeStep.hours(1).rows(between: noon, and: noon + hour + 1) == nil)
        #expect(TimeStep.hours(1).rows(between: noon, and: noon) == nil)
        #expect(TimeStep.hours(1).rows(between: noon, and: noon - hour) == nil)
        #expect(TimeStep.days(1).rows(between: noon, and: noon + 23 * hour) == 0)
        #expect(TimeStep.days(1).rows(between: noon, and: noon + 49 * hour) == 1)
        #expect(TimeStep.days(1).rows(between: noon, and: noon + 22 * hour) == nil)
        #expect(TimeStep.hours(2).rows(between: noon, and: noon + hour) == 0)
        #expect(TimeStep.constant(nanoseconds: 1).rows(between: -(1 << 62), and: 1 << 62) == .max - 1)
        #expect(
            try TimeStep.months(1, day: 31).rows(between: time("2024-01-31"), and: time("2024-06-30")) == 4)
        #expect(
            try TimeStep.months(3, day: 1).rows(between: time("2024-01-01"), and: time("2024-06-01")) == nil)
    }

    @Test func aTimeAfterTheYear2262_isNone() {
        #expect(TimeStep.hours(1).next(after: .max - 1) == nil)
        #expect(TimeStep.months(12, day: 1).next(after: .max - 1) == nil)
    }

    // MARK: Months

    private static let monthSteps: [(Int, Int, String, Int?)] = [
        (1, 1, "1 month", 12), (1, 15, "1 month", 12), (1, 31, "1 month", 12), (1, 30, "1 month", 12),
        (2, 29, "2 months", 6), (3, 31, "1 quarter", 4), (4, 1, "4 months", 3), (6, 30, "6 months", 2),
        (12, 31, "1 year", nil), (24, 1, "2 years", nil), (5, 1, "5 months", nil),
    ]

    @Test(arguments: monthSteps)
    func months_areFoundAndNamed(months: Int, day: Int, text: String, season: Int?) throws {
        let step = TimeStep.months(months, day: day)
        let first = day > 28 ? "2019-12-\(day) 06:30" : "2019-12-0\(day) 06:30".replacing("-015", with: "-15")
        var times = try times(from: first, step: step, count: 40)
        #expect(try TimeStep.find(in: times) == step)
        times.remove(at: 20)
        times.removeSubrange(3..<7)
        #expect(try TimeStep.find(in: times) == step)
        #expect(step.description == text)
        #expect(step.season == season)
    }

    @Test func monthEnds_areThoseOfPandas() throws {
        let end = try times(from: "2023-11-30", step: .months(1, day: 31), count: 6)
        #expect(
            try end
                == times("2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"))
        let thirtieth = try times(from: "2022-12-30", step: .months(1, day: 30), count: 4)
        #expect(try thirtieth == times("2022-12-30", "2023-01-30", "2023-02-28", "2023-03-30"))
        let years = try times(from: "2020-02-29 12:00", step: .months(12, day: 29), count: 3)
        #expect(try years == times("2020-02-29 12:00", "2021-02-28 12:00", "2022-02-28 12:00"))
        let past = try times(from: "1969-10-31 23:00", step: .months(1, day: 31), count: 4)
        #expect(
            try past == times("1969-10-31 23:00", "1969-11-30 23:00", "1969-12-31 23:00", "1970-01-31 23:00"))
    }

    @Test func rowsAtMonthsEndsAlone_areOfTheLastDay() throws {
        #expect(
            try TimeStep.find(in: times("2023-06-30", "2023-09-30", "2023-12-31")) == .months(3, day: 31))
        #expect(try TimeStep.find(in: times("2023-04-30", "2023-06-30")) == .months(2, day: 31))
        #expect(try TimeStep.find(in: times("2023-04-30", "2023-05-30")) == .months(1, day: 30))
    }

    @Test func daysThatLookLikeMonthsAtFirst_areDays() throws {
        // July and August have 31 days.
        let step = try times("2023-07-01", "2023-08-01", "2023-09-01", "2023-10-02")
        #expect(try TimeStep.find(in: step) == .days(31))
        let weeks = try times("2023-02-01", "2023-03-01", "2023-03-29")
        #expect(try TimeStep.find(in: weeks) == .days(28))
        #expect(throws: TableError(.irregularTimes, "")) {
            try TimeStep.find(in: times("2023-01-01", "2023-02-01", "2023-03-01", "2023-04-02"))
        }
    }

    // MARK: Clock changes

    @Test func localMidnightsInUTC_areDays() throws {
        // Berlin: 23:00 in winter, 22:00 in summer.
        var midnights: [Int64] = []
        for day in try times(from: "2022-01-01", step: .days(1), count: 1200) {
            let summers = try [
                ("2022-03-28", "2022-10-31"), ("2023-03-27", "2023-10-30"), ("2024-04-01", "2024-10-28"),
            ]
            .map { try time($0.0)..<time($0.1) }
            let hours: Int64 = summers.contains { $0.contains(day) } ? 2 : 1
            midnights.append(day - hours * 3_600_000_000_000)
        }
        let rows = TimedRows(times: midnights, clock: .utc)
        let step = try #require(try TimeStep.find(in: rows))
        #expect(step == .days(1))
        let holes = try RowHoles.find(in: rows, step: step)
        #expect(holes.holes.isEmpty)
        #expect(holes.clockChanges.count == 6)
        #expect(holes.clockChanges.map(\.missing) == [0, 0, 0, 0, 0, 0])
        #expect(try holes.clockChanges.first?.row == row(of: "2022-03-27 22:00", in: midnights))
    }

    @Test func constantStepByALocalClock_isFound() throws {
        // Every two hours by UTC, in Berlin: 3 hours over 02:00 in spring, 1 hour in autumn.
        let spring = try time("2024-03-31 01:00")
        let autumn = try time("2024-10-27 01:00")
        for hours: Int64 in [2, 3, 6] {
            let local = try times(from: "2024-01-01 01:00", step: .hours(hours), count: 8700 / Int(hours)).map
            {
                $0 > spring && $0 <= autumn ? $0 + 3_600_000_000_000 : $0
            }
            #expect(try TimeStep.find(in: local) == .hours(hours))
            #expect(
                try RowHoles.find(in: TimedRows(times: local), step: .hours(hours)).clockChanges.count == 2)
        }
    }

    @Test func localMonthsInUTC_areMonths() throws {
        // Berlin and New York; London's first of the month is the last in summer.
        let berlin = try times(
            "2023-12-31 23:00", "2024-01-31 23:00", "2024-02-29 23:00", "2024-03-31 22:00",
            "2024-04-30 22:00",
            "2024-05-31 22:00", "2024-06-30 22:00", "2024-07-31 22:00", "2024-08-31 22:00",
            "2024-09-30 22:00",
            "2024-10-31 23:00")
        #expect(try TimeStep.find(in: TimedRows(times: berlin, clock: .utc)) == .months(1, day: 31))
        let newYork = try times(
            "2024-02-01 05:00", "2024-03-01 05:00", "2024-04-01 04:00", "2024-05-01 04:00")
        #expect(try TimeStep.find(in: TimedRows(times: newYork, clock: .utc)) == .months(1, day: 1))
        let london = try times(
            "2024-02-01 00:00", "2024-03-01 00:00", "2024-03-31 23:00", "2024-04-30 23:00",
            "2024-05-31 23:00",
            "2024-06-30 23:00")
        #expect(try TimeStep.find(in: TimedRows(times: london, clock: .utc)) == .months(1, day: 1))
        #expect(TimeStep.months(1, day: 1).rows(between: london[2], and: london[3]) == 0)
        #expect(TimeStep.months(1, day: 1).rows(between: london[1], and: london[4]) == 2)
    }

    @Test func localMonthEndsInUTC_areTheDayBefore() throws {
        // Tokyo, and Berlin from summer on.
        let tokyo = try times("2023-12-30 15:00", "2024-01-30 15:00", "2024-02-28 15:00", "2024-03-30 15:00")
        let berlin = try times(
            "2024-08-30 22:00", "2024-09-29 22:00", "2024-10-30 23:00", "2024-12-30 23:00",
            "2025-01-30 23:00",
            "2025-02-27 23:00", "2025-03-30 22:00")
        for times in [tokyo, berlin] {
            #expect(try TimeStep.find(in: TimedRows(times: times, clock: .utc)) == .months(1, day: 0))
        }
        #expect(TimeStep.months(1, day: 0).next(after: tokyo[1]) == tokyo[2])
        #expect(try TimeStep.find(in: times("2023-04-29", "2023-06-29", "2023-07-29")) == .months(1, day: 29))
    }

    @Test func changesSeenLateForWantOfRows_areClockChanges() throws {
        // New York's clock at UTC's quarters, without some of them.
        let rows = try times(
            "2019-12-31 19:00", "2020-06-30 20:00", "2020-09-30 20:00", "2020-12-31 19:00",
            "2021-03-31 20:00",
            "2021-06-30 20:00")
        #expect(try TimeStep.find(in: rows) == .months(3, day: 31))
    }

    @Test func hoursOffThatAreNoClockChange_areRefused() throws {
        let hour: Int64 = 3_600_000_000_000
        var twiceForward = try times(from: "2024-01-01", step: .days(1), count: 700)
        for row in 90..<700 { twiceForward[row] += hour }
        #expect(try TimeStep.find(in: twiceForward) == .days(1))
        for row in 400..<700 { twiceForward[row] += hour }
        #expect(throws: TableError(.irregularTimes, "")) { try TimeStep.find(in: twiceForward) }
        var tooOften = try times(from: "2024-01-01", step: .days(1), count: 700)
        for row in 90..<200 { tooOften[row] += hour }
        #expect(try TimeStep.find(in: tooOften) == .days(1))
        for row in 300..<350 { tooOften[row] += hour }
        #expect(throws: TableError(.irregularTimes, "")) { try TimeStep.find(in: tooOften) }
    }
}
