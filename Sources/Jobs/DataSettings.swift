import Neural
package import Series
package import Tables
import Yams

/// Where the series comes from and how windows are cut from it.
package struct DataSettings: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// Path of a CSV file.
        case csv(String)
        /// The embedded series.
        case demo(DemoOptions)
    }

    package enum Holidays: Sendable, Equatable {
        /// Path of a list with one date a line.
        case file(String)
        /// What such a list holds.
        case dates(HolidayDates)
    }

    package var source: Source
    /// How the file is written; nil: as is found.
    package var format: FormatOptions?
    /// Columns that order the rows; empty: the file's order.
    package var time: [String] = []
    /// How the time columns are written, as `TimeFormat` has it; nil: as is found.
    package var timeFormat: String?
    /// The zone whose clocks show the times, such as `Europe/Berlin`; nil: as the file has it.
    package var timeZone: String?
    /// The column that names each row's series, of a long table; nil: all rows are one series.
    package var series: String?
    /// Input columns; nil: every numeric column.
    package var features: [String]?
    /// Output columns; nil: the features that are not known.
    package var targets: [String]?
    /// Input columns whose values over the horizon are inputs, too.
    package var known: [String] = []
    /// Columns that are made from the time, inputs like the known ones.
    package var calendar: [CalendarColumn] = []
    /// Days off, which are a calendar column, too; a resolved job holds the dates themselves.
    package var holidays: Holidays?
    /// Time steps in, at least 1.
    package var lookback: Int
    /// Time steps out, at least 1.
    package var horizon: Int
    package var split: SplitSettings = SplitSettings()
    package var scaling: Scaling = .standard
    /// Whose training rows scale a series of a long table; nil: its own, where there are several.
    package var scalingPer: ScalingScope?
    /// What is taken off each window, and put back on its forecast.
    package var normalise: Normalisation = .none
    package var channels: Channels = .together
    /// Consecutive time steps that a model sees as one, at least 1.
    package var segment = 1
    /// Rows between the beginnings of two training windows, at least 1.
    package var stride = 1
    package var missing: MissingPolicy = .error
    /// What is done where rows are not there, by the series' own step.
    package var gaps: GapPolicy = .error
    /// What is done about rows of the same time.
    package var duplicates: DuplicatePolicy = .error
    /// Rows of a season, which a naive forecast repeats; nil: what the step of the times suggests.
    package var season: Int?
    /// Fields that count as missing; nil: the usual ones.
    package var missingValues: [String]?
    /// Further ones, by column; a job has these or `missingValues`.
    package var missingByColumn: [String: [String]] = [:]

    package init(source: Source, lookback: Int, horizon: Int) {
        self.source = source
        self.lookback = lookback
        self.horizon = horizon
    }
}

extension DataSettings {
    /// How windows are cut, and what a model sees of them.
    package var windows: WindowOptions {
        WindowOptions(
            lookback: lookback, horizon: horizon, normalise: normalise, channels: channels, segment: segment,
            stride: stride, missing: missing)
    }

    /// How a CSV file becomes a table.
    package var tableOptions: TableOptions {
        TableOptions(
            time: time, timeFormat: timeFormat, timeZone: timeZone, series: series, features: features,
            targets: targets,
            known: known, missing: missing, missingValues: missingValues ?? TableOptions.usualMissingValues,
            missingByColumn: missingByColumn, format: format ?? FormatOptions())
    }

    /// The calendar columns: those that are named, and that of the holidays, whose list has been read.
    ///
    /// - Throws: `badOptions` where holidays are named that have not been read.
    package func calendarColumns() throws(SeriesError) -> CalendarColumns {
        let words = calendar + (holidays == nil || calendar.contains(.holiday) ? [] : [.holiday])
        guard case .dates(let dates) = holidays else { return try CalendarColumns(words) }
        return try CalendarColumns(words, holidays: dates)
    }
}

// MARK: Keys

extension DataSettings {
    static let rows: [JobRow<DataSettings>] = [
        .text("csv", get: \.path, set: { $0.source = .csv($1) }),
        demoRow,
        .section("format", \.format, from: FormatOptions(), rows: FormatOptions.rows)
            .checked(.inconsistent) { data in
                data.demo == nil || data.format == nil
                    ? data.format?.contradiction
                    : "says how a CSV file is written; the embedded series has none, leave it out"
            },
        .texts("time", get: { $0.time.isEmpty ? nil : $0.time }, set: { $0.time = $1 })
            .checked(.inconsistent) { data in
                data.demo == nil || data.time.isEmpty
                    ? nil : "names columns of a CSV file; the embedded series has none, leave it out"
            },
        .text("time_format", get: { $0.timeFormat }, set: { $0.timeFormat = $1 })
            .checked(.badValue) { data in data.timeFormat.flatMap(TimeFormat.problem) }
            .checked(.inconsistent) { data in
                data.timeFormat == nil || !data.time.isEmpty
                    ? nil : "says how time columns are written; name them, such as time: date"
            },
        .text("time_zone", get: { $0.timeZone }, set: { $0.timeZone = $1 })
            .checked(.badValue) { data in
                guard let name = data.timeZone, !TimeZoneRules.isName(name) else { return nil }
                return "'\(name)' is no name of a zone, such as Europe/Berlin"
            }
            .checked(.inconsistent) { data in
                data.timeZone == nil || !data.time.isEmpty
                    ? nil : "says whose clocks show the times; name their column, such as time: date"
            },
        .text("series", get: { $0.series }, set: { $0.series = $1 })
            .checked(.inconsistent) { data in
                guard let series = data.series else { return nil }
                if data.demo != nil {
                    return "names a column of a CSV file; the embedded series has none, leave it out"
                }
                return data.time.contains(series)
                    ? "names '\(series)', which time names, too; one column cannot be both" : nil
            },
        .texts("features", get: { $0.features }, set: { $0.features = $1 }),
        .texts("targets", get: { $0.targets }, set: { $0.targets = $1 }),
        .texts("known", get: { $0.known.isEmpty ? nil : $0.known }, set: { $0.known = $1 }),
        holidaysRow.checked(.inconsistent) { data in
            data.holidays == nil || !data.time.isEmpty
                ? nil : "marks days, and no time column is named; name it, such as time: date"
        },
        calendarRow,
        .key(.integer("lookback", \.lookback, in: 1...JobLimits.windowSteps, example: "96")),
        .key(.integer("horizon", \.horizon, in: 1...JobLimits.windowSteps, example: "24")),
        .section("split", \.split, from: .begun, rows: SplitSettings.rows),
        .key(.word("scaling", \.scaling)),
        scalingPerRow.checked(.inconsistent) { data in
            data.scalingPer == nil || data.series != nil
                ? nil
                : "says how the series of a long table are scaled; name their column, such as series: station"
        },
        .key(.word("normalise", \.normalise)),
        .key(.word("channels", \.channels)),
        .key(.integer("segment", \.segment, in: 1...JobLimits.windowSteps)),
        .key(.integer("stride", \.stride, in: 1...JobLimits.windowSteps)),
        .key(.word("missing", \.missing)),
        .key(.word("gaps", \.gaps)),
        .key(.word("duplicates", \.duplicates)),
        .integer("season", \.season, in: 1...JobLimits.windowSteps),
        .textsByColumn("missing_values", all: \.missingValues, each: \.missingByColumn),
    ]

    private static var scalingPerRow: JobRow<DataSettings> {
        let words = ScalingScope.allCases.map(\.rawValue)
        return JobRow(
            "scaling_per", .words(words),
            read: { (section: inout JobSection) throws(JobError) in
                try section.word("scaling_per", of: words).flatMap { ScalingScope(rawValue: $0) }
            }, set: { $0.scalingPer = $1 }, write: { $0.scalingPer.map { .plain($0.rawValue) } })
    }

    /// Before anything is read: without what every job must have. A path that is read is never empty.
    static var template: DataSettings { DataSettings(source: .csv(""), lookback: 1, horizon: 1) }

    /// The season of a series without times: the embedded one is hourly.
    var usualSeason: Int? { demo == nil ? nil : 24 }

    /// The name of a job that has none.
    var usualName: String { demo == nil ? "job" : "demo" }

    private var path: String? {
        guard case .csv(let path) = source, !path.isEmpty else { return nil }
        return path
    }

    private var demo: DemoOptions? {
        get {
            guard case .demo(let options) = source else { return nil }
            return options
        }
        set { if let newValue { source = .demo(newValue) } }
    }

    /// Behind the row of `csv`: a job has one of the two.
    private static var demoRow: JobRow<DataSettings> {
        let row = JobRow<DataSettings>.section("demo", \.demo, from: DemoOptions(), rows: demoRows)
        return JobRow(
            name: row.name,
            read: { (section: inout JobSection, data: inout DataSettings) throws(JobError) in
                let path = data.path
                try row.read(&section, &data)
                if path != nil, data.demo != nil {
                    throw section.error(
                        .inconsistent, "stands beside csv; a job has one of the two", at: "demo")
                }
                if path == nil, data.demo == nil {
                    throw section.error(
                        .missingKey, "is missing; csv: FILE, or demo: {} for the embedded series", at: "csv")
                }
            }, write: row.write, lines: row.lines)
    }

    /// A path, or a list of dates.
    private static var holidaysRow: JobRow<DataSettings> {
        JobRow(
            "holidays", .other,
            read: { (section: inout JobSection) throws(JobError) -> Holidays? in
                guard let node = section.node("holidays"), let items = node.sequence else {
                    return try section.text("holidays").map { .file($0) }
                }
                var dates: [CivilDate] = []
                for item in items {
                    guard let date = item.scalar.flatMap({ HolidayDates.date($0.string[...]) }) else {
                        throw section.error(
                            .badValue,
                            "\(item.asWritten) is not a date; write dates as 2024-12-25, or the path of a "
                                + "file with one a line", at: "holidays")
                    }
                    dates.append(date)
                }
                return .dates(HolidayDates(dates))
            }, set: { $0.holidays = $1 },
            write: { data in
                switch data.holidays {
                case nil: nil
                case .file(let path): .quoted(path)
                case .dates(let dates): .texts(dates.dates.map(\.description))
                }
            })
    }

    private static var calendarRow: JobRow<DataSettings> {
        JobRow.words("calendar", \.calendar)
            .checked(.inconsistent) { data in
                data.calendar.isEmpty || !data.time.isEmpty
                    ? nil
                    : "makes columns from the time, and no time column is named; name it, such as time: date"
            }
            .checked(.inconsistent) { data in
                !data.calendar.contains(.holiday) || data.holidays != nil
                    ? nil : "names holiday; holidays: FILE must name a list with one date a line"
            }
    }

    private static let demoRows: [JobRow<DemoOptions>] = [
        .key(.integer("rows", \.rows, in: DemoOptions.rowRange)),
        .key(.integer("channels", \.channels, in: DemoOptions.channelRange)),
        .key(.number("noise", \.noise, in: DemoOptions.noiseRange)),
        .seed("seed", \.seed),
    ]
}
