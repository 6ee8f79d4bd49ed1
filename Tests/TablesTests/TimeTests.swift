import Tables
import Testing

struct TimeTests {
    private func order(_ times: [String]) throws -> [Double] {
        let rows = times.enumerated().map { "\"\($1)\",\($0)\n" }.joined()
        return try table("t,a\n" + rows, TableOptions(time: ["t"])).values
    }

    @Test(arguments: [
        ["2016-07-02", "2016-07-01", "2015-12-31"],
        ["2016-07-01 13:00:00", "2016-07-01 09:00", "2016-07-01"],
        ["2016/7/1 13:00", "2016/7/1 9:00", "2016/6/30 23:59"],
        ["2016-07-01T00:00:00.3", "2016-07-01T00:00:00.25", "2016-07-01T00:00:00"],
        ["2016-07-01T01:00:00+01:00", "2016-07-01T00:30:00+0100", "2016-06-30T22:00:00Z"],
        ["2016-03", "2016-02", "2015-03"], ["10", "9.5", "-3"], ["13:00", "09:30:00", "00:00"],
        ["1970-01-01", "1969-12-31", "1678-01-01"],
    ])
    func rows_areSortedByTime(times: [String]) throws {
        #expect(try order(times) == [2, 1, 0])
        #expect(try order(times.reversed()) == [0, 1, 2])
    }

    @Test func rowsOfEqualTimes_keepTheFilesOrder() throws {
        #expect(try order(["2", "1", "2", "1", "2", "1"]) == [1, 3, 5, 0, 2, 4])
        #expect(try order(["-0", "0"]) == [0, 1])
    }

    @Test func severalColumns_areComparedInTheirOrder() throws {
        let text = "day,month,a\n1,2,0\n9,1,1\n2,1,2\n10,1,3\n"
        let table = try table(text, TableOptions(time: ["month", "day"]))
        #expect(table.values == [2, 1, 3, 0])
        #expect(table.firstTime == "1 2")
        #expect(table.lastTime == "2 1")
        let clock = try timed(columns: "d,t", times: ["2020-01-02,01:00", "2020-01-01,23:00"])
        #expect(clock.values == [1, 0])
        #expect(clock.firstTime == "2020-01-01 23:00:00")
    }

    private func timed(columns: String, times: [String]) throws -> Table {
        let rows = times.enumerated().map { "\($1),\($0)\n" }.joined()
        return try table(
            "\(columns),a\n\(rows)", TableOptions(time: columns.split(separator: ",").map(String.init)))
    }

    @Test(arguments: [
        ("2016-07-01", "2016-07-01 00:00:00"), ("2016-02-29T23:59:59.250Z", "2016-02-29 23:59:59.25Z"),
        ("1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5"),
        ("2016-12-31T23:00-02:30", "2016-12-31 23:00:00-02:30"),
        ("2000-03-01", "2000-03-01 00:00:00"), ("2261-12-31", "2261-12-31 00:00:00"), ("1.50", "1.5"),
        ("7", "7"),
        ("-2.5", "-2.5"),
    ])
    func aTime_isReportedInOneForm(written: String, reported: String) throws {
        let table = try table("t,a\n\(written),1\n", TableOptions(time: ["t"]))
        #expect(table.firstTime == reported)
        #expect(table.lastTime == reported)
    }

    @Test(arguments: [
        "", "noon", "2016-13-01", "2016-02-30", "2015-02-29", "2016-07-01 24:00", "2016-07-01 10:61",
        "32/07/2016",
        "2016-07-01 10", "2016-07-01Z10:00", "2016-07-01 10:00 CET", "2016-07-01 10:00+1",
        "2016-07/01",
        "nan", "2016-07-01 10:00:00.",
    ])
    func whatIsNoTime_isRefusedWithTheAcceptedForms(field: String) throws {
        let error = try refusal("t,a\n\"\(field)\",1\n", TableOptions(time: ["t"]))
        #expect(error.code == .badTime)
        #expect(error.line == 2)
        #expect(error.column == "t")
        #expect(error.message.contains("2016-07-01T13:00:00Z"))
    }

    @Test(arguments: [
        ("2016-07-01", "5"), ("5", "2016-07-01"), ("2016-07-01T00:00Z", "2016-07-01T01:00"),
        ("2016-07-01T00:00", "2016-07-01T01:00Z"), ("13:00", "2016-07-01"),
    ])
    func timesOfTwoForms_areRefused(first: String, second: String) throws {
        let error = try refusal("t,a\n\(first),1\n\(second),2\n", TableOptions(time: ["t"]))
        #expect(error.code == .badTime)
        #expect(error.line == 3)
    }
}
