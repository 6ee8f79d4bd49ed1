import Jobs
import Series
import Tables
import Testing

/// What is made of files that nobody has described.
struct JobDraftTests {
    /// A draft of a file of so many rows: its head, and the row of a number. Every candidate is a job that
    /// can be read, fits the file and says what it is.
    private func draft(_ head: String, rows: Int, _ row: (Int) -> String?) throws -> JobDraft {
        let lines = [head] + (0..<rows).compactMap(row)
        let bytes = Array(lines.joined(separator: "\n").utf8)
        let draft = JobDraft(try DataDraft(bytes.span, name: "x.csv"), csv: "x.csv", name: "x")
        for candidate in draft.candidates {
            let text = draft.text(candidate, epochs: 3, remarks: ["A remark."])
            #expect(text.hasPrefix("# A remark.\n"))
            let file = try JobReader.read(text, file: "draft")
            #expect(file.job.training.microbatches >= 4)
            let table = try Table.csv(bytes.span, name: "x.csv", options: file.job.data.tableOptions)
            _ = try PreparedJob(file, table: table, name: "x.csv")
        }
        #expect(Set(draft.candidates.map(\.name)).count == 3)
        return draft
    }

    private func clock(_ hour: Int) -> String {
        let day = hour / 24 + 1
        return "2024-\(day < 32 ? "01" : "02")-\(two(day < 32 ? day : day - 31)) \(two(hour % 24)):00"
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func hourlyFile_hasAWeekInAndADayOut() throws {
        let draft = try draft("when,load,heat", rows: 900) { "\(clock($0)),\($0 * 37 % 101),\($0 % 7)" }
        #expect(draft.data.time == ["when"])
        #expect(draft.data.step == .constant(nanoseconds: 3_600_000_000_000))
        #expect((draft.lookback, draft.horizon) == (168, 24))
        #expect(draft.targets == ["load", "heat"])
        #expect(draft.data.missing == .error && draft.data.gaps == .error)
    }

    @Test func rowNumbersAndFlags_areNoTargets() throws {
        let draft = try draft("No,when,load,open", rows: 400) { row in
            "\(row + 1),\(clock(row)),\(row * 37 % 101),\(row % 3 == 0 ? "true" : "false")"
        }
        #expect(draft.data.ignored.map(\.column) == ["No"])
        #expect(draft.data.columns == ["load", "open"])
        #expect(draft.targets == ["load"])
        #expect(
            draft.text(draft.candidates[2], epochs: 1).contains(
                "# Left out: \"No\", which rises by 1 with each row."))
        #expect(draft.data.notes == ["Column \"No\" is left out: it rises by 1 with each row."])
        #expect(draft.targetsReason == "without 1 of constants or flags")
        let alone = try self.draft("No,n", rows: 40) { "\($0),\($0 + 7)" }
        #expect(alone.targets == ["No", "n"] && alone.data.ignored.isEmpty)
        let chosen = JobDraft(draft.data, csv: "x.csv", name: "x", targets: ["open"])
        #expect(chosen.text(chosen.candidates[0], epochs: 1).contains("targets: [open]"))
    }

    @Test func numbersThatSayWhichRowItIs_areNoTargets() throws {
        // A permutation of the numbers up to 997, without an order.
        let draft = try draft("id,down,when,sensor,load", rows: 700) { row in
            "\((row + 1) * (row + 1) * (row + 1) % 1013 * 7 + 5),\(9000 - 5 * row),\(clock(row)),s,"
                + "\(row * 37 % 101)"
        }
        #expect(draft.targets == ["load"])
        #expect(draft.data.ignored.map(\.column) == ["id", "down"])
        #expect(draft.data.ignored.map(\.why).last == "falls by 5 with each row")
        #expect(draft.data.ignored[0].why.contains("as identifiers are"))
        #expect(draft.data.notes.first?.contains("\"sensor\" is left out: it holds text") == true)
        // What rises by itself, and evenly spread measurements that tell of the next, are none.
        let meter = try self.draft("when,meter,level", rows: 400) { row in
            "\(clock(row)),\(1000 + row * row),\(row < 200 ? 3 * row : 1203 - 3 * row)"
        }
        #expect(meter.data.ignored.isEmpty)
    }

    @Test func changedClocks_areSaid_andAZoneProposed() throws {
        // 2024, by the clocks of Berlin: 2 h of 31 March are not there, 2 h of 27 October stand twice.
        let draft = try draft("time,load", rows: 8000) { row in
            let hour = row < 2162 ? row : row < 7202 ? row + 1 : row
            let date = CivilDate(days: 19_723 + hour / 24)
            return "2024-\(two(date.month))-\(two(date.day)) \(two(hour % 24)):00,\(row * 37 % 101)"
        }
        #expect(draft.data.duplicates == .first)
        #expect(draft.data.clockChanges?.words == "2024-10-27 02:00:00 stands twice")
        let text = draft.text(draft.candidates[0], epochs: 1)
        #expect(text.contains("  # time_zone: Europe/Berlin   # your zone"))
        #expect(text.contains("not needed once time_zone is named"))
    }

    @Test func whatStandsInADraft_isExplained() throws {
        let draft = try draft("when,load", rows: 900) { "\(clock($0)),\($0 * 37 % 101)" }
        let text = draft.text(draft.candidates[0], epochs: 1)
        #expect(text.contains("lookback: 168           # rows that a forecast is made from, 1 week\n"))
        #expect(text.contains("horizon: 24             # rows that are forecast, 1 day\n"))
        #expect(text.contains("model sees as one step: 7 steps in, 1 out"))
        #expect(draft.candidates[1].idea.hasPrefix("the whole forecast in one step"))
        let short = try self.draft("when,load", rows: 100) { "\(clock($0)),\($0 * 37 % 101)" }
        #expect(
            short.text(short.candidates[0], epochs: 1).contains("the file is too short for the usual 168"))
    }

    @Test func timeInFourColumns_isFound_andTheSentinelTold() throws {
        let draft = try draft("year,month,day,hour,co", rows: 400) { row in
            "2024,1,\(row / 24 + 1),\(row % 24),\(row % 50 == 3 ? "-200" : "\(row * 31 % 97)")"
        }
        #expect(draft.data.time == ["year", "month", "day", "hour"])
        #expect(draft.data.missingByColumn == ["co": ["-200"]])
        #expect(draft.data.missing == .forwardFill)
    }

    @Test(arguments: ["%Y%m%d", "%Y", "%d/%m/%Y", "%m/%d/%Y"])
    func timesThatTheFieldsLeaveOpen_areFound_andSaid(pattern: String) throws {
        let name = pattern == "%Y" ? "year" : "date"
        let draft = try draft("\(name),load,same", rows: 600) { row in
            // From 1990 on, a day each; where the month stands first, a month each: days and months in
            // the other order would not follow each other evenly.
            let date = CivilDate(days: 7305 + row)
            let text: String? =
                switch pattern {
                case "%Y%m%d": "\(date.year)\(two(date.month))\(two(date.day))"
                case "%Y": row < 250 ? "\(1750 + row)" : nil
                case "%d/%m/%Y": date.day > 12 ? nil : "\(two(date.day))/\(two(date.month))/\(date.year)"
                default: "\(two(row % 12 + 1))/01/\(1960 + row / 12)"
                }
            return text.map { "\($0),\(row * 37 % 101),5" }
        }
        #expect(draft.data.time == [name])
        // Digits alone are found wherever a file is read.
        #expect(draft.data.timeFormat?.pattern == (pattern == "%Y%m%d" ? nil : pattern))
        #expect(draft.targets == ["load"])
        let text = draft.text(draft.candidates[0], epochs: 1)
        #expect(text.contains("time_format: \"\(pattern)\"") == (pattern != "%Y%m%d"))
    }

    @Test func digitsOfADay_besideAClock_areATime() throws {
        let draft = try draft("date,time,load", rows: 400) { row in
            "202401\(two(row / 24 + 1)),\(two(row % 24)):00,\(row * 37 % 101)"
        }
        #expect(draft.data.time == ["date", "time"] && draft.data.timeFormat == nil)
        #expect(draft.data.step == .constant(nanoseconds: 3_600_000_000_000))
    }

    @Test func workdays_areTakenAsTheyFollowEachOther() throws {
        let draft = try draft("date,close", rows: 1000) { row in
            // From 2018 on.
            let date = CivilDate(days: 17532 + row)
            return date.dayOfWeek < 5 && row % 90 != 3
                ? "\(date.year)-\(two(date.month))-\(two(date.day)),\(row * 37 % 101)" : nil
        }
        #expect(draft.data.gaps == GapPolicy.ignore && draft.data.isOfWorkdays)
        #expect((draft.lookback, draft.horizon) == (40, 10))
        let text = draft.text(draft.candidates[0], epochs: 1)
        #expect(text.contains("season: 5 "))
    }

    @Test func stackedStations_areSeries_byTextAndByNumber() throws {
        for name in [("north", "south"), ("4", "9")] {
            let draft = try draft("time,station,load", rows: 800) { row in
                "\(clock(row / 2)),\(row % 2 == 0 ? name.0 : name.1),\(row * 37 % 101)"
            }
            #expect(draft.data.series == "station")
            #expect(draft.data.table.series.map(\.name) == [name.0, name.1])
            #expect(draft.data.duplicates == .error)
            #expect(draft.targets == ["load"])
        }
    }

    @Test func holesAndDoubledRows_areDealtWith_andSaid() throws {
        let holes = try draft("time,load", rows: 700) { row in
            300..<306 ~= row ? nil : "\(clock(row)),\(row * 37 % 101)"
        }
        #expect(holes.data.gaps == .insert && holes.data.missing == .forwardFill)
        let long = try draft("time,load", rows: 900) { row in
            100..<400 ~= row ? nil : "\(clock(row)),\(row * 37 % 101)"
        }
        #expect(long.data.gaps == .cut)
        let twice = try draft("time,load", rows: 700) { row in
            "\(clock(row == 5 ? 4 : row)),\(row * 37 % 101)"
        }
        #expect(twice.data.duplicates == .first)
    }

    @Test func fileWithoutTimes_shortFile_andWideFile_haveAJob() throws {
        let timeless = try draft("a,b", rows: 500) { "\($0 * 37 % 101),\($0 % 13)" }
        #expect(timeless.data.time.isEmpty && (timeless.lookback, timeless.horizon) == (96, 24))
        let short = try draft("date,a", rows: 40) { "2024-01-01 00:\(two($0)),\($0 * 7 % 11)" }
        #expect(short.lookback <= 14 && short.horizon <= 3)
        let names = (0..<20).map { "c\($0)" }
        let wide = try draft("time," + names.joined(separator: ","), rows: 500) { row in
            clock(row) + "," + names.indices.map { "\(row * (37 + $0) % 101)" }.joined(separator: ",")
        }
        #expect(wide.targets == ["c0"])
        #expect(wide.targetsReason?.hasPrefix("the first of 20 columns") == true)
    }

    @Test func namesThatMeanSomethingInYAML_areQuoted() throws {
        let draft = try draft("time,yes,\"a: b\",\"c\"\"d\"", rows: 400) {
            "\(clock($0)),1,\($0 % 9),\($0 % 11)"
        }
        #expect(draft.data.columns == ["yes", "a: b", "c\"d"])
    }

    @Test func namesThatYAMLDoesNotTakeAsTheyAre_areWrittenOut() throws {
        let names = [
            "a\u{81}", "b\u{85}c", "d\u{FEFF}", "e\u{2028}f", "g\u{7F}", "h\u{FFFE}", "größe", "\u{1F321}",
        ]
        let draft = try draft("time," + names.joined(separator: ","), rows: 400) { row in
            clock(row) + "," + names.indices.map { "\(row * (37 + $0) % 101)" }.joined(separator: ",")
        }
        #expect(
            draft.data.columns.elementsEqual(names) { $0.unicodeScalars.elementsEqual($1.unicodeScalars) })
    }

    @Test func nameThatIsTooLongForAKeyOfYAML_isMarkedAsOne() throws {
        let name = String(repeating: "long", count: 300)
        let draft = try draft("time,\(name)", rows: 400) { row in
            "\(clock(row)),\(row % 50 == 3 ? -999 : row * 37 % 101)"
        }
        #expect(draft.data.missingByColumn == [name: ["-999"]])
    }

    @Test func textFile_isRefused() {
        #expect(throws: TableError(.noColumns, "")) { try draft("a,b", rows: 3) { "x\($0),y" } }
    }
}
