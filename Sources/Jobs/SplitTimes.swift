import Series
import Tables

/// The moments at which the parts of a split end.
struct SplitTimes {
    private struct End {
        let key: String
        let text: String
        let time: WrittenTime
    }

    private let ends: [End]
    private let hasRest: Bool

    /// What is wrong with a split, by the key that says it.
    struct Problem: Error {
        let code: JobError.Code
        let key: String
        let message: String
    }

    /// Nil where the parts are rows or fractions.
    ///
    /// - Throws: where only some parts are times, one is none, they do not ascend, or no column of times is
    ///   named.
    init?(_ data: DataSettings) throws(Problem) {
        let split = data.split
        let parts = [
            ("data.split.train", split.train), ("data.split.validation", split.validation),
            ("data.split.test", split.test),
        ]
        var ends: [End] = []
        var other: (key: String, amount: SplitAmount)?
        for (key, amount) in parts {
            guard case .until(let text) = amount else {
                if amount != .rest, !amount.isNone { other = other ?? (key, amount) }
                continue
            }
            guard let time = WrittenTime(text, format: data.timeFormat) else {
                throw Problem(
                    code: .badValue, key: key,
                    message: "'\(text)' is no date, or no date and time, as a time column holds it"
                        + (data.timeFormat.map { " (\($0))" } ?? "") + "; write it as 2017-06-01 13:00")
            }
            ends.append(End(key: key, text: text, time: time))
        }
        if ends.isEmpty { return nil }
        if let other {
            throw Problem(
                code: .inconsistent, key: other.key,
                message: "stands beside 'until \(ends[0].text)' and is no time; write all parts as times, "
                    + "or none")
        }
        guard split.train != .rows(0), !data.time.isEmpty else {
            throw Problem(
                code: .inconsistent, key: ends[0].key,
                message: split.train == .rows(0)
                    ? "is a time, and split.train is none; write train: until ..."
                    : "is a time, and the rows have none; name their column, such as time: date")
        }
        for (one, next) in zip(ends, ends.dropFirst()) {
            guard one.time.hasZone == next.time.hasZone, one.time.nanoseconds < next.time.nanoseconds else {
                throw Problem(
                    code: .inconsistent, key: next.key,
                    message: "'\(next.text)' is not later than '\(one.text)', where the part before it ends"
                        + (one.time.hasZone == next.time.hasZone ? "" : "; one of them names a zone"))
            }
        }
        self.ends = ends
        hasRest = split.test == .rest
    }

    /// The parts of each series.
    ///
    /// - Throws: where the rows have no times, or times without the zone that a moment names; where a part
    ///   has no row.
    func splits(_ table: Table) throws(Problem) -> [Split] {
        guard let times = table.times else {
            throw Problem(
                code: .inconsistent, key: ends[0].key,
                message: "is a time, and the time column holds no dates; use rows or fractions")
        }
        if let end = ends.first(where: { $0.time.hasZone && !table.clock.countsInUTC }) {
            throw Problem(
                code: .inconsistent, key: end.key,
                message: "'\(end.text)' names a zone, and the file's times do not; write it as the file does")
        }
        func end(_ part: String) -> Int64? {
            guard let time = ends.first(where: { $0.key == "data.split.\(part)" })?.time else { return nil }
            guard let zone = table.clock.zone, !time.hasZone else { return time.nanoseconds }
            return zone.firstMoment(of: time.nanoseconds)
        }
        let train = end("train") ?? .min
        let validation = end("validation") ?? train
        let splits = Split.resolve(
            ends: (train, validation, hasRest ? nil : end("test") ?? validation), times: times,
            series: table.series.isEmpty ? [0..<table.rows] : table.series.map(\.rows))
        for (part, count) in [
            ("train", splits.map(\.train.count)), ("validation", splits.map(\.validation.count)),
            ("test", splits.map(\.test.count)),
        ] {
            // A rest that nobody named may be empty.
            guard end(part) != nil, count.allSatisfy({ $0 == 0 }) else { continue }
            throw Problem(
                code: .inconsistent, key: "data.split.\(part)",
                message: "no row lies in the \(part) part; the times go from "
                    + "\(table.firstTime ?? "") to \(table.lastTime ?? "")")
        }
        return splits
    }
}
