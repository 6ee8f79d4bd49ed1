import Tables
import Testing

struct DuplicateTimeTests {
    private func values(_ values: [Double]) -> [Double] { values.map { $0.isNaN ? -1 : $0 } }

    private func rows(_ hours: [Int64], series: [Range<Int>]? = nil, names: [String] = []) throws -> TimedRows
    {
        let first = try time("2024-10-27")
        return TimedRows(
            times: hours.map { first + $0 * 3_600_000_000_000 }, series: series, seriesNames: names,
            lines: hours.indices.map { 10 - $0 }, name: "a.csv")
    }

    @Test func equalTimes_areRefusedWithTheFirst() throws {
        let rows = try rows([0, 1, 2, 2, 3, 4, 4, 4])
        let found = DuplicateTimes(in: rows)
        #expect(found.groups == [2..<4, 5..<8])
        #expect(found.surplusRows == 3)
        #expect(
            found.refusal(rows)?.description
                == "a.csv:8: 2 times stand more than once, with 3 rows too many; the first is 2024-10-27 "
                + "02:00:00, "
                + "in lines 8 and 7; set duplicates to first, last or mean; name the column of the series "
                + "in series "
                + "where the table holds several; or, where a clock was put back, name its zone "
                + "(time_zone: Europe/Berlin), or write the times with an offset "
                + "(2024-10-27 02:00+02:00)")
    }

    @Test func rowsAreNamedInTimeOrder_whereNoLinesAreKept() throws {
        let rows = TimedRows(times: [1, 1], clock: .utc)
        let message = try #require(DuplicateTimes(in: rows).refusal(rows)?.message)
        #expect(
            message.hasPrefix(
                "1 time stands more than once, with 1 row too many; the first is 1970-01-01 "
                    + "00:00:00.000000001Z, in rows 1 and 2 in time order; set"))
        let many = TimedRows(times: [0, 1, 1, 1, 1, 1])
        #expect(
            DuplicateTimes(in: many).refusal(many)?.message.contains("in rows 2, 3, 4 and 2 more in time")
                == true)
        let three = TimedRows(times: [1, 1, 1])
        #expect(
            DuplicateTimes(in: three).refusal(three)?.message.contains("in rows 1, 2 and 3 in time") == true)
    }

    @Test func differentTimes_stayAsTheyAre() throws {
        let rows = try rows([0, 1, 2])
        let found = DuplicateTimes(in: rows)
        #expect(found.groups.isEmpty)
        #expect(found.refusal(rows) == nil)
        #expect(found.resolved([1, 2, 3], width: 1, rows: rows, policy: .mean).rows == rows)
    }

    @Test func oneRowOfEachTimeIsLeft_byThePolicy() throws {
        let rows = try rows([0, 0, 0, 1, 2, 2, 3])
        let given: [Double] = [1, 10, .nan, 20, 4, .nan, 5, 50, .nan, .nan, .nan, 60, 7, 70]
        let found = DuplicateTimes(in: rows)
        let expected: [DuplicatePolicy: [Double]] = [
            .first: [1, 10, 5, 50, -1, -1, 7, 70], .last: [4, -1, 5, 50, -1, 60, 7, 70],
            .mean: [2.5, 15, 5, 50, -1, 60, 7, 70],
        ]
        for (policy, left) in expected {
            let resolved = found.resolved(given, width: 2, rows: rows, policy: policy)
            #expect(values(resolved.values) == left)
            #expect(resolved.rows.times == (0..<4).map { rows.times[0] + $0 * 3_600_000_000_000 })
            #expect(resolved.rows.lines == [10, 7, 6, 4])
            #expect(resolved.rows.series == [0..<4])
        }
    }

    @Test func rowsOfTwoSeries_areNeverOne() throws {
        let rows = try rows(
            [0, 1, 1, 1, 1, 2, 0, 2, 2], series: [0..<3, 3..<6, 6..<6, 6..<9], names: ["a", "b", "c", "d"])
        let found = DuplicateTimes(in: rows)
        #expect(found.groups == [1..<3, 3..<5, 7..<9])
        #expect(found.refusal(rows)?.message.contains("01:00:00 of series \"a\", in lines 9 and 8;") == true)
        let resolved = found.resolved((0..<9).map(Double.init), width: 1, rows: rows, policy: .last)
        #expect(resolved.values == [0, 2, 4, 5, 6, 8])
        #expect(resolved.rows.series == [0..<2, 2..<4, 4..<4, 4..<6])
    }

    @Test func means_areOfFloat64AndFinite() throws {
        let rows = try rows([0, 0, 0])
        let found = DuplicateTimes(in: rows)
        let resolved = found.resolved(
            [5_432_109.87, 1.5e308, 5_432_109.9, 1.5e308, 5_432_109.84, -1e308], width: 2, rows: rows,
            policy: .mean)
        #expect((resolved.values[0] - 5_432_109.87).magnitude < 1e-8)
        #expect((resolved.values[1] / 6.666666666666667e307 - 1).magnitude < 1e-15)
    }
}
