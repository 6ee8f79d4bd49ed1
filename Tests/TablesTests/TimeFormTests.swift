import Tables
import Testing

/// Times as other programs and countries write them.
struct TimeFormTests {
    private func read(_ times: [String], format: String? = nil, column: String = "t") throws -> Table {
        let rows = times.enumerated().map { "\"\($1)\",\($0)\n" }.joined()
        return try table(
            "\(column),a\n" + rows, TableOptions(time: [column], timeFormat: format))
    }

    private func refusal(_ times: [String], format: String? = nil) throws -> TableError {
        let error = #expect(throws: TableError.self) { try read(times, format: format) }
        return try #require(error)
    }

    // MARK: Numbers

    /// `pandas.to_datetime(n, unit=...)`.
    @Test(arguments: [
        ("1467331200", 1_467_331_200_000_000_000, "2016-07-01 00:00:00Z", "seconds"),
        ("1467331200.25", 1_467_331_200_250_000_000, "2016-07-01 00:00:00.25Z", "seconds"),
        ("1467331200123", 1_467_331_200_123_000_000, "2016-07-01 00:00:00.123Z", "milliseconds"),
        ("1467331200123456", 1_467_331_200_123_456_000, "2016-07-01 00:00:00.123456Z", "microseconds"),
        ("1467331200123456789", 1_467_331_200_123_456_789, "2016-07-01 00:00:00.123456789Z", "nanoseconds"),
        ("1.4673312e9", 1_467_331_200_000_000_000, "2016-07-01 00:00:00Z", "seconds"),
    ])
    func countsSince1970_areTimes(written: String, nanoseconds: Int, text: String, unit: String) throws {
        let table = try read([written])
        #expect(table.times == [Int64(nanoseconds)])
        #expect(table.firstTime == text)
        #expect(table.report.notes == ["Time column \"t\" counts \(unit) since 1970."])
        let early = try read([written, "-1", "0"])
        #expect(early.values == [1, 2, 0])
    }

    @Test(arguments: ["1", "99999999", "20161301", "201607", "20160701250000", "18991231", "1.5", "1e30"])
    func otherNumbers_orderTheRowsAndAreNoTimes(number: String) throws {
        let table = try read([number])
        #expect(table.times == nil)
        #expect(table.report.notes.count == 1)
        #expect(table.report.notes[0].contains("order the rows and no more"))
    }

    @Test(arguments: [
        (["20160702", "20160701"], "2016-07-01 00:00:00"),
        (["2016070113", "2016070112"], "2016-07-01 12:00:00"),
        (["201607011301", "201607011300"], "2016-07-01 13:00:00"),
        (["20160701130059", "20160701130058"], "2016-07-01 13:00:58"),
    ])
    func digitsOfDates_areDatesWhereEachRowHoldsOne(written: [String], first: String) throws {
        let table = try read(written)
        #expect(table.firstTime == first && table.values == [1, 0])
        #expect(table.report.notes == ["Time column \"t\" holds dates in digits alone."])
        // A counter that begins as a date does goes on counting.
        let counter = try read(written + [String(written[0].dropLast(2) + "99")])
        #expect(counter.times == nil && counter.values == [1, 0, 2])
        #expect(counter.report.notes[0].contains("Not all are dates"))
    }

    @Test func digitsOfADay_andAClock_makeOneTime() throws {
        let joined = try table(
            "d,t,x\n20160701,13:00,0\n20160701,12:30,1\n", TableOptions(time: ["d", "t"]))
        #expect(joined.firstTime == "2016-07-01 12:30:00" && joined.times?.count == 2)
    }

    @Test func aNumberTooLargeForItsUnit_isRefused() throws {
        let error = try refusal(["1467331200", "92233720368"])
        #expect(error.code == .badTime && error.line == 3)
        #expect(error.message.contains("is not a number of seconds since 1970"))
    }

    // MARK: Day and month

    @Test func whatStandsFirst_isFoundWhereOneRowTells() throws {
        let days = try read(["02/01/2016", "31/12/2015 23:30", "3/1/2016 1:00 PM", "13/1/2016"])
        #expect(days.values == [1, 0, 2, 3])
        #expect(days.firstTime == "2015-12-31 23:30:00")
        #expect(days.report.notes == ["Time column \"t\" has the day first."])
        let months = try read(["02/01/2016 12:00 AM", "01/03/2016 12:00 PM", "12/31/2015 00:00"])
        #expect(months.values == [2, 1, 0])
        #expect(
            months.times == [1_451_520_000_000_000_000, 1_451_822_400_000_000_000, 1_454_284_800_000_000_000])
        #expect(months.report.notes == ["Time column \"t\" has the month first."])
        #expect(try read(["05-04-2016", "01-05-2016", "30-04-2016"]).values == [0, 2, 1])
        #expect(try read(["05.04.2016", "01.05.2016"]).values == [0, 1])
        #expect(try read(["01/01/2016", "01/01/2016"]).firstTime == "2016-01-01 00:00:00")
    }

    @Test func whatStandsFirst_isAskedForWhereNoRowTells() throws {
        let error = try refusal(["01/01/2016", "02/01/2016", "03/01/2016"])
        #expect(
            error.description == """
                t.csv:3: column "t": "02/01/2016" and all other rows leave open whether the day or the month \
                stands first; set data.time_format, such as "%d/%m/%Y" or "%m/%d/%Y"
                """)
        let clock = try refusal(["01/01/2016 10:00", "02/01/2016 10:00"])
        #expect(clock.message.contains("\"%d/%m/%Y %H:%M\""))
        #expect(try read(["01/02/2016", "02/01/2016"], format: "%d/%m/%Y").values == [1, 0])
        #expect(try read(["01/02/2016", "02/01/2016"], format: "%m/%d/%Y").values == [0, 1])
    }

    @Test func aRowThatFitsNoOrder_isRefused() throws {
        let both = try refusal(["31/12/2015", "12/31/2015"])
        #expect(both.line == 3 && both.message.contains("with the day first"))
        #expect(
            try refusal(["1/2/2016", "12/31/2015", "31/12/2015"]).message.contains("with the month first"))
        #expect(try refusal(["31/12/2015", "31-12-2015"]).line == 3)
        for field in ["31/06/2016", "32/1/2016", "0/1/2016", "1/13/13", "31/12/16", "31/12/2015 25:00"] {
            #expect(try refusal([field]).code == .badTime)
        }
    }

    @Test(arguments: ["9999-12-31", "1600-01-01 00:00", "31/12/2300", "2262-01-01T00:00Z"])
    func aYearThatNanosecondsDoNotReach_isNamed(field: String) throws {
        for times in [[field], ["2016-07-01", field], ["13/07/2016", field]] {
            let error = try refusal(times)
            #expect(error.code == .badTime && error.line == times.count + 1)
            #expect(error.message.contains("\"\(field)\" lies outside the years 1678 to 2261"))
        }
    }

    // MARK: Several columns

    private func joined(_ columns: String, _ rows: [String], format: String? = nil) throws -> Table {
        let text = rows.enumerated().map { "\($1),\($0)\n" }.joined()
        let time = columns.split(separator: ",").map(String.init)
        return try table("\(columns),a\n\(text)", TableOptions(time: time, timeFormat: format))
    }

    @Test func yearMonthDayAndHour_areATime() throws {
        let table = try joined("year,month,day,hour", ["2010,1,2,0", "2010,1,1,23", "2010,1,1,24"])
        #expect(table.values == [1, 0, 2])
        #expect(
            table.times == [1_262_386_800_000_000_000, 1_262_390_400_000_000_000, 1_262_390_400_000_000_000])
        #expect(table.firstTime == "2010-01-01 23:00:00")
        #expect(table.report.duplicates == 1)
        let turned = try joined("Minute,Hour,Month,Day,Year", ["30,13,7,4,2016"])
        #expect(turned.firstTime == "2016-07-04 13:30:00")
        #expect(try joined("year,month", ["2016,2", "2016,1"]).firstTime == "2016-01-01 00:00:00")
        #expect(try joined("year,day", ["2016,2", "2016,1"]).times == nil)
    }

    @Test(arguments: [
        ("2010,13,1,0", "month", "\"13\" is no month (1 to 12)"),
        ("2010,2,30,0", "day", "there is no such time"),
        ("2010,2,1,25", "hour", "\"25\" is no hour (0 to 24)"),
        ("2010,2,x,0", "day", "\"x\" is no day"),
        ("10,2,1,0", "year", "\"10\" is no year (1678 to 2261)"),
        ("2010,2,1.5,0", "day", "\"1.5\" is no day"),
        (",2,1,0", "year", "\"\" is no year"),
    ])
    func aPartThatIsNone_isRefused(row: String, column: String, words: String) throws {
        let error = #expect(throws: TableError(.badTime, "")) {
            try joined("year,month,day,hour", ["2010,1,1,0", row])
        }
        #expect(error?.line == 3)
        #expect(error?.column == column)
        #expect(error?.message.hasPrefix(words) == true)
    }

    @Test func aDateAndAClock_areATime() throws {
        let clock = try joined("d,t", ["13/03/2004,18.00.00", "13/03/2004,9:30", "12/03/2004,23.59.59"])
        #expect(clock.values == [2, 1, 0])
        #expect(clock.firstTime == "2004-03-12 23:59:59")
        #expect(clock.times?.count == 3)
        let hour = try joined("dteday,hr", ["2011-01-02,0", "2011-01-01,23"])
        #expect(hour.firstTime == "2011-01-01 23:00:00")
        #expect(try joined("d,x", ["2011-01-02,0", "2011-01-01,23"]).times == nil)
        let format = try joined("d,t", ["4/3/2004,18h", "5/3/2004,7h"], format: "%d/%m/%Y %Hh")
        #expect(format.firstTime == "2004-03-04 18:00:00")
        let error = #expect(throws: TableError(.badTime, "")) {
            try joined("d,t", ["4/3/2004,18h", "5/3/2004,7"], format: "%d/%m/%Y %Hh")
        }
        #expect(error?.message == "\"5/3/2004 7\" does not fit time_format \"%d/%m/%Y %Hh\"")
    }

    // MARK: Formats

    /// `pandas.to_datetime(text, format=...)` of pandas 3.1.1.
    @Test(arguments: [
        ("%d/%m/%Y %H:%M", "05/06/2029 08:26", 1_875_342_360_000_000_000),
        ("%m/%d/%y %I:%M %p", "10/15/36 03:57 AM", 2_107_655_820_000_000_000),
        ("%d-%b-%Y %H:%M:%S", "15-Jan-2073 06:11:00", 3_251_686_260_000_000_000),
        ("%B %d, %Y", "October 22, 2087", 3_717_619_200_000_000_000),
        ("%Y%m%d%H%M%S", "19600122054526", -313_784_074_000_000_000),
        ("%Y-%jT%H", "2062-309T09", 2_929_942_800_000_000_000),
        ("%d.%m.%Y %H:%M:%S.%f", "28.08.2018 05:45:12.601820", 1_535_435_112_601_820_000),
        ("%Y-%m-%d %H:%M:%S%z", "1978-08-02 00:54:49+0230", 270_858_289_000_000_000),
        ("%d %B %Y %I.%M %p", "23 February 1974 10.29 AM", 130_847_340_000_000_000),
        ("%y%m%d", "170826", 1_503_705_600_000_000_000),
        ("%H:%M %d/%m/%Y", "03:11 21/02/2053", 2_623_720_260_000_000_000),
        ("%Y", "2005", 1_104_537_600_000_000_000), ("100%% %Y/%m", "100% 2005/03", 1_109_635_200_000_000_000),
    ])
    func aFormat_isReadAsByPandas(format: String, written: String, nanoseconds: Int) throws {
        let table = try read([written], format: format)
        #expect(table.times == [Int64(nanoseconds)])
        #expect(try refusal([written + "!"], format: format).code == .badTime)
    }

    @Test func aFormatMayNameATimeOfDayAlone() throws {
        let table = try read(["11:30 PM", "12:30 AM", "12:30 PM"], format: "%I:%M %p")
        #expect(table.values == [1, 2, 0])
        #expect(table.times == nil)
        #expect(table.firstTime == "00:30:00")
    }

    @Test(arguments: [
        ("%d/%m", "names no year"), ("%Y %H", "needs a month"), ("%Y %q", "%q is none of"),
        ("%Y-%m-%d %I", "%I and %p"),
        ("%Y %y %m", "two ways"), ("%Y %j %m", "needs a month, or %j"), ("", "names no year"),
        ("%Y %Y %m", "twice"),
        ("%Y-%m %", "lone %"), ("%Y %j %d", "%j is day"),
    ])
    func aFormatThatIsNone_isRefused(format: String, words: String) throws {
        let error = try refusal(["2016-07-01"], format: format)
        #expect(error.code == .badOptions && error.file == "t.csv")
        #expect(error.message.contains(words), "\(error)")
        #expect(TimeFormat(format) == nil)
    }
}
