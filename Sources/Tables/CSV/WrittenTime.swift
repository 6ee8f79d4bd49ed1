/// A time as somebody writes it outside a table, such as in a job file.
package struct WrittenTime: Sendable, Hashable {
    /// Since 1970-01-01 00:00, in UTC where the text names a zone.
    package let nanoseconds: Int64
    package let hasZone: Bool

    /// Nil where the text is no date, or no date and time, as a file's time column may hold it; or leaves
    /// open whether day or month stands first.
    ///
    /// - Parameter format: how the file's times are written; nil: as is found. A text that is not written so
    ///   may be as ISO 8601 has it, unless it would be another date then.
    package init?(_ text: String, format: String?) {
        let format = format.flatMap { TimeFormat($0) }
        let found = Array(text.utf8).withUnsafeBytes { bytes in
            Self.read(trimmed(bytes), format)
        }
        guard let found else { return nil }
        (nanoseconds, hasZone) = found
    }

    private static func read(
        _ bytes: UnsafeRawBufferPointer, _ format: TimeFormat?
    ) -> (nanoseconds: Int64, hasZone: Bool)? {
        if let format {
            if format.hasDate, let time = format.time(bytes) { return (time.nanoseconds, format.hasZone) }
            guard !format.turnsISODates else { return nil }
            return Timestamp(bytes).map { ($0.nanoseconds, $0.hasZone) }
        }
        var column = TimeColumn(name: "")
        guard let time = dateKey(bytes, &column), column.doubtful == nil else { return nil }
        return (time, column.isUTC)
    }

    private static func dateKey(_ bytes: UnsafeRawBufferPointer, _ column: inout TimeColumn) -> Int64? {
        guard let key = column.key(bytes, line: 1) else { return nil }
        let time = column.settleDigits().map { $0(key) } ?? key
        return column.isDate ? time : nil
    }

    /// Whether a file's time column may hold the text as a date, with day and month in whichever order.
    package static func isDate(_ text: String) -> Bool {
        var column = TimeColumn(name: "")
        return Array(text.utf8).withUnsafeBytes { dateKey(trimmed($0), &column) } != nil
    }
}

extension TimeFormat {
    /// Whether the text is written so.
    package func reads(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { time(trimmed($0)) } != nil
    }

    /// Whether it has the day before the month behind the year, where ISO 8601 has the month first.
    fileprivate var turnsISODates: Bool {
        guard let day = pattern.firstRange(of: "%d"), let month = pattern.firstRange(of: "%m") else {
            return false
        }
        return pattern.hasPrefix("%Y") && day.lowerBound < month.lowerBound
    }
}
