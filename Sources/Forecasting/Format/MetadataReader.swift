/// Takes metadata out by name until none is left.
struct MetadataReader {
    private var rest: [String: String]

    /// - Throws: `foreign` for what is no model, `unknownVersion` for a model of another version.
    init(_ metadata: [String: String]) throws(ForecastingError) {
        rest = metadata
        guard let kind = rest.removeValue(forKey: "kind") else {
            throw ForecastingError(.foreign, "its metadata do not say that it is a '\(TrainedModel.kind)'")
        }
        guard kind == TrainedModel.kind else {
            throw ForecastingError(.foreign, "it is a '\(kind.prefix(40))', not a '\(TrainedModel.kind)'")
        }
        let version = try text("version")
        guard version == TrainedModel.version else {
            let release = rest["lockstep"].map { ", written by Lockstep \($0.prefix(40))" } ?? ""
            throw ForecastingError(
                .unknownVersion,
                "it is a model of version \(version.prefix(40))\(release); this program reads version "
                    + TrainedModel.version)
        }
    }

    mutating func text(_ key: String) throws(ForecastingError) -> String {
        guard let text = rest.removeValue(forKey: key) else {
            throw ForecastingError(.missingKey, "is missing", key: key)
        }
        return text
    }

    /// Nil where a model of an earlier release does not say it.
    mutating func optionalText(_ key: String) -> String? { rest.removeValue(forKey: key) }

    mutating func json(_ key: String) throws(ForecastingError) -> JSONValue {
        try JSONValue(reading: try text(key), key: key)
    }

    /// Only as `description` writes it, so that a model that was read is written as it was.
    mutating func integer(_ key: String, from least: Int) throws(ForecastingError) -> Int {
        let text = try text(key)
        guard let value = Int(text), value >= least, "\(value)" == text else {
            throw ForecastingError(
                .badValue, "'\(text.prefix(40))' is no whole number of at least \(least)", key: key)
        }
        return value
    }

    mutating func seed(_ key: String) throws(ForecastingError) -> UInt64 {
        let text = try text(key)
        guard let value = UInt64(text), "\(value)" == text else {
            throw ForecastingError(
                .badValue, "'\(text.prefix(40))' is no whole number from 0 to 2^64 - 1", key: key)
        }
        return value
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ type: Word.Type
    ) throws(ForecastingError) -> Word {
        let text = try text(key)
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ForecastingError(.badValue, "'\(text.prefix(40))' is none of: \(words)", key: key)
        }
        return word
    }

    /// - Throws: `unknownKey` for what was not taken: a model may forecast otherwise for it.
    func finish() throws(ForecastingError) {
        if let key = rest.keys.min() {
            throw ForecastingError(
                .unknownKey, "no model of version \(TrainedModel.version) says this of itself",
                key: String(key.prefix(40)))
        }
    }
}
