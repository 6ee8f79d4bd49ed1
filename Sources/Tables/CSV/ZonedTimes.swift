/// Makes moments of what a zone's clocks showed, row by row as a file has them.
///
/// A time that clocks showed twice is the earlier moment in the first of two rows of a series, and the later
/// one in the second; the other way round where the series goes backwards. Where it stands once, it is the
/// moment that lies in the middle between its neighbours, if one does.
struct ZonedTimes {
    /// Why a row has no moment.
    struct Fault: Error {
        /// From 0.
        let row: Int
        let words: String
    }

    private struct Place: Hashable {
        let series: Int32
        let time: Int64
    }

    private let zone: TimeZoneRules
    private let times: [Int64]
    /// The number of each row's series; empty where all rows are one.
    private let series: [Int32]
    private var moments: [Int64] = []
    /// The rows of each time that came twice.
    private var twins: [Place: [Int]] = [:]

    /// Nanoseconds since 1970, in UTC, of each row.
    ///
    /// - Parameter times: nanoseconds since 1970-01-01 00:00 on the zone's clocks.
    /// - Throws: for a time that clocks left out, or that came twice and cannot be told.
    static func moments(
        of times: [Int64], series: [Int32], in zone: TimeZoneRules
    ) throws(Fault) -> [Int64] {
        var zoned = ZonedTimes(zone: zone, times: times, series: series)
        try zoned.placeAll()
        return zoned.moments
    }

    private init(zone: TimeZoneRules, times: [Int64], series: [Int32]) {
        self.zone = zone
        self.times = times
        self.series = series
    }

    private mutating func placeAll() throws(Fault) {
        moments.reserveCapacity(times.count)
        for (row, time) in times.enumerated() {
            let found = zone.moments(of: time)
            guard let first = found.first else {
                throw Fault(
                    row: row,
                    words:
                        "clocks of \(zone.name) left out \(CivilDate.text(nanoseconds: time, isUTC: false)); "
                        + "is it of another zone, or of UTC? Then name that one in time_zone")
            }
            moments.append(first)
            if found.count > 1 {
                twins[Place(series: series.isEmpty ? 0 : series[row], time: time), default: []].append(row)
            }
        }
        guard !twins.isEmpty else { return }
        let goesBack = backwardSeries()
        var lonely: [Int32: [Int]] = [:]
        for (place, rows) in twins.sorted(by: { $0.value[0] < $1.value[0] }) {
            let found = zone.moments(of: place.time)
            switch rows.count {
            case 1: lonely[place.series, default: []].append(rows[0])
            case 2:
                let later = goesBack.contains(place.series) ? rows[0] : rows[1]
                moments[later] = found[1]
            default: throw cannotTell(rows[2])
            }
        }
        for series in lonely.keys.sorted() { try placeLonely(lonely[series] ?? [], of: series) }
    }

    /// Series whose first time is behind their last.
    private func backwardSeries() -> Set<Int32> {
        var ends: [Int32: (first: Int64, last: Int64)] = [:]
        for (row, time) in times.enumerated() {
            ends[series.isEmpty ? 0 : series[row], default: (time, time)].last = time
        }
        return Set(ends.filter { $0.value.first > $0.value.last }.keys)
    }

    private mutating func placeLonely(_ rows: [Int], of number: Int32) throws(Fault) {
        let open = Set(rows)
        let known = times.indices.filter { row in
            (series.isEmpty || series[row] == number) && !open.contains(row)
        }.map { moments[$0] }.sorted()
        for row in rows {
            let found = zone.moments(of: times[row])
            let next = known.partitioningIndex { $0 > found[0] }
            guard next > 0, next < known.count else { throw cannotTell(row) }
            let fitting = found.filter { $0 - known[next - 1] == known[next] - $0 }
            guard fitting.count == 1 else { throw cannotTell(row) }
            moments[row] = fitting[0]
        }
    }

    private func cannotTell(_ row: Int) -> Fault {
        let time = CivilDate.text(nanoseconds: times[row], isUTC: false)
        return Fault(
            row: row,
            words: "clocks of \(zone.name) showed \(time) twice, and nothing tells which one it is: a series "
                + "needs a row of each, the earlier one first; write all times with their offset "
                + "(2024-10-27 02:00+02:00), or take the row out")
    }
}
