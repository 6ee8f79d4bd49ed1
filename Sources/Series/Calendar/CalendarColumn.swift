import Neural
import Tables

/// A column made from the time alone, and so known for every time to come.
package enum CalendarColumn: String, CaseIterable, Sendable {
    /// The whole hour, of 24.
    case hourOfDay = "hour_of_day"
    /// The whole minute, of 60.
    case minuteOfHour = "minute_of_hour"
    /// From Monday, of 7.
    case dayOfWeek = "day_of_week"
    /// From the first, of the month's own length.
    case dayOfMonth = "day_of_month"
    /// From January 1, of the year's own length.
    case dayOfYear = "day_of_year"
    /// By ISO 8601, of the 52 or 53 weeks of the year that the week belongs to.
    case weekOfYear = "week_of_year"
    /// From January, of 12.
    case month
    /// 1 on Saturdays and Sundays, else 0.
    case isWeekend = "is_weekend"
    /// 1 on the dates of a list, else 0.
    case holiday

    /// Whether the column comes round, and so stands as a sine and a cosine: then its last place lies as near
    /// to its first as any other two.
    package var isCyclic: Bool { self != .isWeekend && self != .holiday }

    /// The columns that a table gets: `month_sin` and `month_cos`, or `holiday`.
    package var names: [String] { isCyclic ? ["\(rawValue)_sin", "\(rawValue)_cos"] : [rawValue] }
}

/// Calendar columns of a table, in the order in which they are named.
package struct CalendarColumns: Sendable, Equatable {
    package static let none = CalendarColumns()

    package let columns: [CalendarColumn]
    package let holidays: HolidayDates?

    private init() {
        columns = []
        holidays = nil
    }

    /// - Throws: `duplicateColumn` where a column stands twice, `badOptions` where there is a column of
    ///   holidays and no list of them.
    package init(_ columns: [CalendarColumn], holidays: HolidayDates? = nil) throws(SeriesError) {
        var seen: Set<CalendarColumn> = []
        for column in columns where !seen.insert(column).inserted {
            throw SeriesError(.duplicateColumn, "calendar names \(column.rawValue) twice; name it once")
        }
        guard holidays != nil || !seen.contains(.holiday) else {
            throw SeriesError(
                .badOptions,
                "calendar names holiday, and there is no list of holidays; give a file with one date a line")
        }
        self.columns = columns
        self.holidays = holidays
    }

    /// Names of the table's columns, one or two for each.
    package var names: [String] { columns.flatMap(\.names) }

    /// The columns of the given times: row-major (times, `names`), the same bits on every machine. A cyclic
    /// column is the sine and the cosine of a whole turn times its place from 0, over its length.
    ///
    /// - Parameter times: nanoseconds since 1970-01-01 00:00, on the clock whose hours and days are meant.
    package func values(at times: [Int64]) -> [Double] {
        let turns = Turns()
        let width = names.count
        var date = DatePlaces(days: 0)
        return Array(unsafeUninitializedCapacity: times.count * width) { buffer, count in
            for time in times {
                let (days, clock) = CivilDate.split(nanoseconds: time)
                if days != date.days { date = DatePlaces(days: days) }
                for column in columns {
                    if let place = date.place(column, clock: clock) {
                        let point = turns[place]
                        buffer.initializeElement(at: count, to: point.sine)
                        buffer.initializeElement(at: count + 1, to: point.cosine)
                        count += 2
                    } else {
                        let isSet = column == .holiday ? holidays?.contains(days) ?? false : date.isWeekend
                        buffer.initializeElement(at: count, to: isSet ? 1 : 0)
                        count += 1
                    }
                }
            }
        }
    }
}

/// A place on a circle: `index`, from 0, of `count`.
private struct CyclePlace {
    let index: Int
    let count: Int
}

/// A day's places: consecutive rows most often share them.
private struct DatePlaces {
    let days: Int
    let isWeekend: Bool
    private let week: CyclePlace
    private let monthDay: CyclePlace
    private let yearDay: CyclePlace
    private let yearWeek: CyclePlace
    private let month: CyclePlace

    init(days: Int) {
        let date = CivilDate(days: days)
        let (number, weeks) = date.isoWeek
        self.days = days
        isWeekend = date.dayOfWeek >= 5
        week = CyclePlace(index: date.dayOfWeek, count: 7)
        monthDay = CyclePlace(index: date.day - 1, count: date.daysInMonth)
        yearDay = CyclePlace(index: date.dayOfYear - 1, count: date.daysInYear)
        yearWeek = CyclePlace(index: number - 1, count: weeks)
        month = CyclePlace(index: date.month - 1, count: 12)
    }

    /// Nil for a column that is not cyclic.
    func place(_ column: CalendarColumn, clock: Int64) -> CyclePlace? {
        switch column {
        case .hourOfDay: CyclePlace(index: Int(clock / 3_600_000_000_000), count: 24)
        case .minuteOfHour: CyclePlace(index: Int(clock / 60_000_000_000 % 60), count: 60)
        case .dayOfWeek: week
        case .dayOfMonth: monthDay
        case .dayOfYear: yearDay
        case .weekOfYear: yearWeek
        case .month: month
        case .isWeekend, .holiday: nil
        }
    }
}

/// Sine and cosine of every place, worked out once: a million rows have few different ones.
private struct Turns {
    private var points: [[(sine: Double, cosine: Double)]]

    init() {
        points = Array(repeating: [], count: 367)
        for count in [7, 12, 24, 28, 29, 30, 31, 52, 53, 60, 365, 366] {
            points[count] = (0..<count).map { index in
                let (cosine, sine) = PortableMath.cosineAndSine(turns: Double(index) / Double(count))
                return (sine, cosine)
            }
        }
    }

    subscript(place: CyclePlace) -> (sine: Double, cosine: Double) { points[place.count][place.index] }
}
