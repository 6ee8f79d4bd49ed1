import Jobs
import Series
import Tables
import Testing

/// The keys that say how a file of data is written.
@Suite struct DataKeyTests {
    private func data(_ keys: String) throws -> DataSettings {
        try job(keys).data
    }

    private func job(_ keys: String) throws -> Job {
        let text = """
            data: {csv: a.csv, lookback: 2, horizon: 1, \(keys)}
            model: [lstm: {units: 1}, dense: {units: 1}]
            """
        return try JobReader.read(text, file: "job.yaml").job
    }

    @Test func aFormat_isReadBySignsAndByNames() throws {
        let signs = try data(
            "format: {delimiter: \";\", decimal: \",\", encoding: latin-1, thousands: \".\", skip_rows: 2}")
        let names = try data(
            "format: {delimiter: semicolon, decimal: comma, thousands: point, encoding: latin-1, "
                + "skip_rows: 2}"
        )
        let format = FormatOptions(
            delimiter: .semicolon, decimal: .comma, thousands: .point, encoding: .latin1, skipRows: 2)
        #expect(signs.format == format && names.format == format)
        #expect(try data("format: {delimiter: \"\\t\"}").format == FormatOptions(delimiter: .tab))
        #expect(try data("format: {thousands: \" \"}").format == FormatOptions(thousands: .space))
        #expect(try data("format: {}").format == FormatOptions())
        #expect(try data("scaling: none").format == nil)
    }

    @Test func whatIsKnown_isReadAndWrittenAgain() throws {
        let text = "time: t, known: [a, b], calendar: [month, is_weekend], holidays: [2024-12-25, 2024-01-01]"
        let known = try job(text)
        #expect(known.data.known == ["a", "b"])
        let calendar = try known.data.calendarColumns()
        #expect(calendar.names == ["month_sin", "month_cos", "is_weekend", "holiday"])
        #expect(calendar.holidays?.dates.map(\.description) == ["2024-01-01", "2024-12-25"])
        let written = JobWriter.write(known)
        #expect(try JobReader.read(written, file: "job.yaml").job.data == known.data)
        let file = try job("time: t, holidays: days.txt")
        #expect(file.data.holidays == .file("days.txt"))
        #expect(throws: SeriesError(.badOptions, "")) { try file.data.calendarColumns() }
        #expect(try JobReader.read(JobWriter.write(file), file: "job.yaml").job.data == file.data)
    }

    @Test(arguments: [
        (
            "format: {delimiter: \":\"}", JobError.Code.badValue, "data.format.delimiter",
            "comma, semicolon, tab, pipe"
        ),
        ("format: {decimal: [x]}", .badValue, "data.format.decimal", "a list is none of: point, comma"),
        ("format: {encoding: ascii}", .badValue, "data.format.encoding", "utf-8, utf-16, latin-1"),
        ("format: {skip_rows: -1}", .badValue, "data.format.skip_rows", "0 to 1000000"),
        ("format: {decimal: comma, thousands: comma}", .inconsistent, "data.format", "must differ"),
        (
            "format: {delimiters: comma}", .unknownKey, "data.format.delimiters",
            "there are: decimal, delimiter"
        ),
        ("time_format: \"%d/%m/%Y\"", .inconsistent, "data.time_format", "time: date"),
        ("time: t, time_format: \"%d/%m\"", .badValue, "data.time_format", "names no year"),
        ("time: t, time_zone: ../x", .badValue, "data.time_zone", "such as Europe/Berlin"),
        ("time: t, series: s, scaling_per: all", .badValue, "data.scaling_per", "none of: series, table"),
        ("series: [a]", .wrongType, "data.series", "is not a word"),
        ("time_zone: Europe/Berlin", .inconsistent, "data.time_zone", "time: date"),
        ("missing_values: {CO: {x: 1}}", .wrongType, "data.missing_values", "{CO: [-200]}"),
        ("calendar: month", .inconsistent, "data.calendar", "time: date"),
        (
            "time: t, calendar: [hour]", .badValue, "data.calendar",
            "'hour' stands twice or is none of: hour_of"
        ),
        ("time: t, calendar: [month, month]", .badValue, "data.calendar", "'month' stands twice"),
        ("time: t, calendar: holiday", .inconsistent, "data.calendar", "holidays: FILE"),
        ("holidays: days.txt", .inconsistent, "data.holidays", "time: date"),
        ("time: t, holidays: [2024-02-30]", .badValue, "data.holidays", "2024-02-30' is not a date"),
        ("missing_values: [[1]]", .wrongType, "data.missing_values", "is not a word"),
    ])
    func whatIsWrong_isRefusedWithItsKey(keys: String, code: JobError.Code, key: String, says: String) throws
    {
        let error = #expect(throws: JobError(code, "")) { try data(keys) }
        #expect(error?.key == key)
        #expect(error?.message.contains(says) == true, "\(String(describing: error))")
        #expect(error?.line == 1)
    }

    @Test func theEmbeddedSeries_hasNoFormat() throws {
        let text = """
            data: {demo: {}, lookback: 2, horizon: 1, format: {delimiter: tab}}
            model: [dense: {units: 1}]
            """
        #expect(throws: JobError(.inconsistent, "")) { try JobReader.read(text, file: "job.yaml") }
    }

    @Test func missingValues_areForAllColumnsOrByColumn() throws {
        #expect(try data("missing_values: [-200, NA, \"\"]").missingValues == ["-200", "NA", ""])
        let each = try data("missing_values: {CO: [-200, -200.0], \"N Ox\": x, 7: []}")
        #expect(each.missingValues == nil)
        #expect(each.missingByColumn == ["CO": ["-200", "-200.0"], "N Ox": ["x"], "7": []])
    }

    @Test(arguments: [
        "format: {delimiter: \"\\t\", thousands: \"'\", encoding: utf-16}",
        "format: {decimal: point, skip_rows: 7}",
        "time: [d, t], time_format: \"%d.%m.%Y %H:%M\"", "time: t, time_zone: America/Port-au-Prince",
        "time: t, series: s, scaling_per: table, split: {train: until 2017-06-01 12:00}",
        "missing_values: {\"a: b\": [\"\", null], '': [-1], \"~\": 2}",
    ])
    func whatIsRead_isWrittenAndReadAgain(keys: String) throws {
        let job = try job(keys)
        let written = JobWriter.write(job)
        #expect(try JobReader.read(written, file: "written").job.data == job.data, "\(written)")
    }
}
