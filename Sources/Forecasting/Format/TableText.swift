import Tables

/// How a file becomes a table, as metadata: what a job file says of it under `data`.
enum TableText {
    static func write(_ table: TableOptions) -> [String: String] {
        let byColumn = table.missingByColumn.sorted { $0.key < $1.key }.map {
            JSONValue.Member(name: $0.key, value: .texts($0.value))
        }
        return [
            "features": JSONValue.texts(table.features ?? []).written,
            "targets": JSONValue.texts(table.targets ?? []).written,
            "series": JSONValue.texts(table.series.map { [$0] } ?? []).written,
            "known": JSONValue.texts(table.known).written, "time": JSONValue.texts(table.time).written,
            "time_format": table.timeFormat ?? "", "time_zone": table.timeZone ?? "",
            "missing": table.missing.rawValue,
            "missing_values": JSONValue.texts(table.missingValues).written,
            "missing_by_column": JSONValue.object(byColumn).written, "format": json(table.format).written,
        ]
    }

    static func read(_ reader: inout MetadataReader) throws(ForecastingError) -> TableOptions {
        var byColumn: [String: [String]] = [:]
        for (column, texts) in try reader.json("missing_by_column").asObject("missing_by_column") {
            byColumn[column] = try texts.asTexts("missing_by_column.\(column.prefix(40))")
        }
        let timeFormat = try reader.text("time_format")
        if !timeFormat.isEmpty, let problem = TimeFormat.problem(with: timeFormat) {
            throw ForecastingError(.badValue, problem, key: "time_format")
        }
        let series = try reader.json("series").asTexts("series")
        guard series.count < 2 else {
            throw ForecastingError(.badValue, "\(series.count) columns; one names the series", key: "series")
        }
        let timeZone = try reader.text("time_zone")
        guard timeZone.isEmpty || TimeZoneRules.isName(timeZone) else {
            throw ForecastingError(
                .badValue, "'\(timeZone.prefix(40))' is no name of a zone", key: "time_zone")
        }
        return TableOptions(
            time: try reader.json("time").asTexts("time"), timeFormat: timeFormat.isEmpty ? nil : timeFormat,
            timeZone: timeZone.isEmpty ? nil : timeZone,
            series: series.first,
            features: try reader.json("features").asTexts("features"),
            targets: try reader.json("targets").asTexts("targets"),
            known: try reader.json("known").asTexts("known"),
            missing: try reader.word("missing", MissingPolicy.self),
            missingValues: try reader.json("missing_values").asTexts("missing_values"),
            missingByColumn: byColumn, format: try format(try reader.json("format")))
    }

    private static func json(_ format: FormatOptions) -> JSONValue {
        let signs: [(String, String?)] = [
            ("delimiter", format.delimiter?.rawValue), ("decimal", format.decimal?.rawValue),
            ("thousands", format.thousands?.rawValue), ("encoding", format.encoding?.rawValue),
        ]
        return .object(
            signs.compactMap { name, sign in sign.map { .init(name: name, value: .text($0)) } }
                + [.init(name: "skip_rows", value: .integer(format.skipRows))])
    }

    private static func format(_ json: JSONValue) throws(ForecastingError) -> FormatOptions {
        var members = try json.asObject("format")
        func sign<Sign: RawRepresentable<String>>(_ name: String, _: Sign.Type) throws(ForecastingError)
            -> Sign?
        {
            guard let text = try members.removeValue(forKey: name)?.asText("format.\(name)") else {
                return nil
            }
            guard let sign = Sign(rawValue: text) else {
                throw ForecastingError(
                    .badValue, "'\(text.prefix(40))' is no \(name) of a file", key: "format.\(name)")
            }
            return sign
        }
        let format = FormatOptions(
            delimiter: try sign("delimiter", FileFormat.Delimiter.self),
            decimal: try sign("decimal", FileFormat.DecimalSign.self),
            thousands: try sign("thousands", FileFormat.ThousandsSign.self),
            encoding: try sign("encoding", FileFormat.Encoding.self),
            skipRows: try members.removeValue(forKey: "skip_rows")?.asInteger("format.skip_rows") ?? 0)
        if let other = members.keys.min() {
            throw ForecastingError(
                .unknownKey, "'\(other.prefix(40))' is nothing that a format says", key: "format")
        }
        guard 0...1_000_000 ~= format.skipRows else {
            throw ForecastingError(
                .badValue, "\(format.skipRows) is not from 0 to 1000000", key: "format.skip_rows")
        }
        return format
    }
}
