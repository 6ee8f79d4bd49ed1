import Tables

extension Calibration {
    /// As metadata: which windows there are residuals of.
    var text: JSONValue {
        .object([
            .init(name: "part", value: .text(part.rawValue)),
            .init(name: "windows", value: .integer(windows)), .init(name: "all", value: .integer(all)),
        ])
    }

    /// What metadata say of residuals.
    struct Kept {
        let part: Part
        let windows: Int
        let all: Int

        /// Nil where a model has none.
        ///
        /// - Throws: `malformed` for what is no such object, `badValue` for an unknown part, or other numbers
        ///   of windows than a model keeps.
        init?(_ reader: inout MetadataReader) throws(ForecastingError) {
            guard let text = reader.optionalText(Self.key) else { return nil }
            let members = try JSONValue(reading: text, key: Self.key).asObject(Self.key)
            guard members.count == 3, let part = members["part"], let windows = members["windows"],
                let all = members["all"]
            else {
                throw ForecastingError(.malformed, "it has part, windows and all", key: Self.key)
            }
            let word = try part.asText(Self.key)
            guard let part = Part(rawValue: word) else {
                throw ForecastingError(
                    .badValue, "'\(word.prefix(40))' is no part that windows are of", key: Self.key)
            }
            self.part = part
            self.windows = try windows.asInteger(Self.key)
            self.all = try all.asInteger(Self.key)
            try check(numbers: 0)
        }

        private static let key = "calibration"

        /// - Throws: `badValue` for more windows or numbers than a model keeps.
        func check(numbers: Int) throws(ForecastingError) {
            if let problem = Calibration.problem(windows: windows, all: all, numbers: numbers) {
                throw ForecastingError(.badValue, problem, key: Self.key)
            }
        }
    }
}

extension TimeOrigin {
    /// Nil where a model does not say it.
    ///
    /// - Throws: `badValue` for anything else than is written.
    init?(_ reader: inout MetadataReader) throws(ForecastingError) {
        guard let text = reader.optionalText("time_origin") else { return nil }
        guard let origin = TimeOrigin(rawValue: text) else {
            throw ForecastingError(
                .badValue, "'\(text.prefix(40))' is no time and step", key: "time_origin")
        }
        self = origin
    }
}
