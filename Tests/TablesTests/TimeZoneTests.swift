import Tables
import TestFiles
import Testing

/// Zones' clocks. What is expected is what Python's `zoneinfo` says.
struct TimeZoneTests {
    private static let hour: Int64 = 3600

    private func moment(_ text: String) throws -> Int64 { try time(text) / 1_000_000_000 }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", ["2024-03-31 01:00", "2024-10-27 01:00"], [1, 2, 1]),
        ("EST5EDT,M3.2.0,M11.1.0", ["2024-03-10 07:00", "2024-11-03 06:00"], [-5, -4, -5]),
        // Where summer begins in October, and where winter is the exception.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", ["2024-04-06 16:00", "2024-10-05 16:00"], [11, 10, 11]),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", ["2024-03-31 01:00", "2024-10-27 01:00"], [0, 1, 0]),
        // A change on the day before, and days by their number.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", ["2024-03-31 01:00", "2024-10-27 01:00"], [-2, -1, -2]),
        ("AAA3BBB,J60/0,J305/0", ["2024-03-01 03:00", "2024-11-01 02:00"], [-3, -2, -3]),
        ("AAA3BBB,60/0,305/0", ["2024-03-01 03:00", "2024-11-01 02:00"], [-3, -2, -3]),
    ])
    func rules_changeClocksWhenTheySay(rule: String, changes: [String], hours: [Int64]) throws {
        let zone = try ZoneSamples.zone(rule)
        for (index, text) in changes.enumerated() {
            let change = try moment(text)
            #expect(zone.offset(at: change - 1) == hours[index] * Self.hour, "before \(text)")
            #expect(zone.offset(at: change) == hours[index + 1] * Self.hour, "at \(text)")
        }
    }

    @Test func changes_comeBeforeTheRule() throws {
        let zone = try ZoneSamples.zone(
            "<+03>-3", first: 3208, changes: [(-2_000_000_000, 3600), (1000, 7200), (2000, 10_800)])
        #expect(zone.offset(at: -3_000_000_000) == 3208)
        #expect([-2_000_000_000, 999, 1000, 1999].map { zone.offset(at: $0) } == [3600, 3600, 7200, 7200])
        #expect([2000, 9_000_000_000].map { zone.offset(at: $0) } == [10_800, 10_800])
    }

    @Test func clocks_showSomeTimesNeverAndSomeTwice() throws {
        let berlin = try ZoneSamples.berlin()
        #expect(try berlin.moments(of: time("2024-07-01 12:00")) == [time("2024-07-01 10:00")])
        #expect(try berlin.moments(of: time("2024-03-31 02:00")).isEmpty)
        #expect(try berlin.moments(of: time("2024-03-31 03:00")) == [time("2024-03-31 01:00")])
        let twice = try berlin.moments(of: time("2024-10-27 02:30"))
        #expect(try twice == [time("2024-10-27 00:30"), time("2024-10-27 01:30")])
        #expect(twice.map(berlin.local) == [try time("2024-10-27 02:30"), try time("2024-10-27 02:30")])
        #expect(
            twice.map(berlin.text) == ["2024-10-27 02:30:00+02:00", "2024-10-27 02:30:00+01:00"])
        #expect(try berlin.firstMoment(of: time("2024-03-31 02:30")) == time("2024-03-31 01:30"))
    }

    @Test func otherBytes_areRefused() throws {
        let good = ZoneFile.bytes("CET-1CEST,M3.5.0,M10.5.0/3", changes: [(1000, 3600)])
        for length in 0..<good.count - 28 {
            #expect(throws: TableError(.badTimeZone, ""), "\(length)") {
                try TimeZoneRules(Array(good[..<length]).span, name: "A", version: "")
            }
        }
        for rule in [
            "C", "CET", "CET-1CEST", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "<+1",
            "CET-40", "CET-1CEST-62,M3.5.0,M10.5.0",
        ] {
            let bytes = ZoneFile.bytes(rule)
            #expect(throws: TableError(.badTimeZone, ""), "\(rule)") {
                try TimeZoneRules(bytes.span, name: "A", version: "")
            }
        }
    }

    @Test func names_leadNowhereElse() {
        for name in [
            "Europe/Berlin", "Etc/GMT+3", "America/Port-au-Prince", "UTC", "America/Indiana/Knox_IN",
        ] {
            #expect(TimeZoneRules.isName(name), "\(name)")
        }
        for name in ["", "/etc/passwd", "../etc", "Europe//Berlin", "Europe/", "a b", ".x", "Zürich"] {
            #expect(!TimeZoneRules.isName(name), "\(name)")
        }
    }

    // MARK: Tables

    private func read(_ times: [String], column: String = "t") throws -> Table {
        let rows = times.enumerated().map { "\"\($1)\",\($0)\n" }.joined()
        var options = TableOptions(time: ["t"], timeZone: "Europe/Berlin")
        options.zone = try ZoneSamples.berlin()
        return try table("\(column),a\n" + rows, options)
    }

    private func refusal(_ times: [String]) throws -> TableError {
        try #require(#expect(throws: TableError.self) { try read(times) })
    }

    @Test func theHourThatCameTwice_isToldByTheOrderOfTheRows() throws {
        let table = try read([
            "2024-10-27 01:30", "2024-10-27 02:00", "2024-10-27 02:30", "2024-10-27 02:00",
            "2024-10-27 02:30", "2024-10-27 03:00",
        ])
        #expect(table.values == [0, 1, 2, 3, 4, 5])
        let first = try time("2024-10-26 23:30")
        #expect(table.times == (0..<6).map { first + $0 * 1_800_000_000_000 })
        #expect(table.clock.countsInUTC)
        #expect(table.report.firstTime == "2024-10-27 01:30:00+02:00")
        #expect(table.report.lastTime == "2024-10-27 03:00:00+01:00")
        #expect(table.report.notes.contains("Times are those of Test/Zone, by zone data 7."))
        let back = try read([
            "2024-10-27 03:00", "2024-10-27 02:00", "2024-10-27 02:00", "2024-10-27 01:00",
        ])
        #expect(back.values == [3, 2, 1, 0])
        let rows = try #require(table.timedRows(name: "t.csv"))
        let regular = try table.regular(rows, duplicates: .error, gaps: .error)
        #expect(regular.report.step == .minutes(30) && regular.report.clockChanges == 0)
    }

    @Test func aTimeThatStandsOnce_isToldByItsNeighbours() throws {
        // Every two hours.
        let table = try read(["2024-10-27 00:00", "2024-10-27 02:00", "2024-10-27 03:00", "2024-10-27 05:00"])
        #expect(try table.times?[1] == time("2024-10-27 00:00"))
        let error = try refusal(["2024-10-27 01:00", "2024-10-27 02:00", "2024-10-27 03:00"])
        #expect(error.code == .badTime && error.column == "t")
        #expect(error.line == 3)
        for part in ["2024-10-27 02:00:00 twice", "with their offset"] {
            #expect(error.message.contains(part), "\(error)")
        }
        let thrice = try refusal(["2024-10-27 02:00", "2024-10-27 02:00", "2024-10-27 02:00"])
        #expect(thrice.line == 4)
    }

    @Test func timesThatClocksLeftOut_areRefused() throws {
        let error = try refusal(["2024-03-31 01:00", "2024-03-31 02:00"])
        #expect(error.code == .badTime && error.line == 3)
        #expect(error.message.contains("left out 2024-03-31 02:00:00"), "\(error)")
    }

    @Test(arguments: ["2024-03-31 01:00+02:00", "1711839600"])
    func momentsOfTheFile_areShownByTheNamedZone(field: String) throws {
        let table = try read([field])
        #expect(try table.times == [time("2024-03-30 23:00")])
        #expect(try table.clock == .zone(ZoneSamples.berlin()))
        #expect(table.report.firstTime == "2024-03-31 00:00:00+01:00")
    }

    @Test func writtenOffsets_areTheClock() throws {
        func read(_ times: [String], format: String? = nil) throws -> Table {
            let rows = times.enumerated().map { "\($1),\($0)\n" }.joined()
            return try table("t,a\n" + rows, TableOptions(time: ["t"], timeFormat: format))
        }
        let india = try read(["2024-03-31T01:00+05:30", "2024-03-31T02:00+05:30"])
        #expect(india.report.firstTime == "2024-03-31 01:00:00+05:30")
        #expect(
            try india.clock.local(#require(india.times)) == [
                time("2024-03-31 01:00"), time("2024-03-31 02:00"),
            ])
        let given = try read(["31.03.2024 01:00 -0330"], format: "%d.%m.%Y %H:%M %z")
        #expect(given.report.firstTime == "2024-03-31 01:00:00-03:30")
        #expect(try read(["2024-03-31 01:00Z"]).clock == .utc)
        #expect(try read(["2024-03-31 01:00"]).clock == .nameless)
        let changing = try read(["2024-03-31 01:00+01:00", "2024-03-31 03:00+02:00"])
        #expect(changing.clock == .offsets(3_600_000_000_000...7_200_000_000_000))
        #expect(changing.report.firstTime == "2024-03-31 00:00:00Z")
        #expect(try changing.clock.local(#require(changing.times)) == nil)
        #expect(changing.clock.doubt?.contains("from +01:00 to +02:00") == true)
    }

    @Test func timesOfAnotherKind_haveNoZone() throws {
        #expect(try refusal(["7"]).message.contains("holds no dates"))
        var options = TableOptions(time: ["t"], timeZone: "Europe/Berlin")
        options.zone = nil
        let unread = options
        let error = #expect(throws: TableError(.badOptions, "")) {
            try table("t,a\n2024-03-01,1\n", unread)
        }
        #expect(error?.message.contains("have not been read") == true)
    }

    @Test func everySeries_hasItsOwnOrder() throws {
        let text = """
            t,s,a
            2024-10-27 02:00,x,1
            2024-10-27 02:00,y,10
            2024-10-27 02:00,x,2
            2024-10-27 02:00,y,20
            2024-10-27 03:00,x,3
            2024-10-27 01:00,y,5

            """
        var options = TableOptions(time: ["t"], timeZone: "Europe/Berlin", series: "s")
        options.zone = try ZoneSamples.berlin()
        let table = try table(text, options)
        #expect(table.values == [1, 2, 3, 5, 20, 10])
        #expect(table.times?[0] == (try time("2024-10-27 00:00")))
    }
}
