import Tables
import Testing

/// Nanoseconds since 1970 of `2024-03-01`, `2024-03-01 05:00` or `2024-03-01 05:00:30`.
func time(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int64 {
    let bytes = Array("t,a\n\(text),1\n".utf8)
    let table = try Table.csv(bytes.span, name: "t.csv", options: TableOptions(time: ["t"]))
    return try #require(table.times?.first, sourceLocation: sourceLocation)
}

func times(_ texts: String...) throws -> [Int64] { try texts.map { try time($0) } }

/// So many times from a first one on.
func times(from first: String, step: TimeStep, count: Int) throws -> [Int64] {
    var times = [try time(first)]
    while times.count < count {
        times.append(try #require(times.last.flatMap(step.next)))
    }
    return times
}

extension TimeStep {
    static func minutes(_ count: Int64) -> TimeStep { .constant(nanoseconds: count * 60_000_000_000) }
    static func hours(_ count: Int64) -> TimeStep { .minutes(60 * count) }
    static func days(_ count: Int64) -> TimeStep { .hours(24 * count) }
}

/// The row of the first of the given times.
func row(of text: String, in times: [Int64]) throws -> Int {
    let time = try time(text)
    return try #require(times.firstIndex(of: time))
}
