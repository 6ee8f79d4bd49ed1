import Tables
import Testing

struct TimeOriginTests {
    private static let day: Int64 = 86_400_000_000_000

    @Test func constantSteps_areCountedDownwards() {
        let origin = TimeOrigin(first: 10 * Self.day, step: .constant(nanoseconds: Self.day))
        #expect(origin.steps(to: 10 * Self.day) == 0)
        #expect(origin.steps(to: 13 * Self.day) == 3)
        #expect(origin.steps(to: 13 * Self.day - 1) == 2)
        #expect(origin.steps(to: 10 * Self.day - 1) == -1)
        #expect(origin.steps(to: 8 * Self.day) == -2)
        let early = TimeOrigin(first: .min, step: .constant(nanoseconds: 1 << 33))
        #expect(early.steps(to: .max) == 1 << 31 - 1)
        #expect(TimeOrigin(first: .max, step: .constant(nanoseconds: 1)).steps(to: .min) == -Int.max)
    }

    @Test func months_areCountedByTheCalendar() {
        func time(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
            Int64(CivilDate(year: year, month: month, day: day)?.days ?? 0) * Self.day
        }
        let origin = TimeOrigin(first: time(2020, 1, 31), step: .months(1, day: 31))
        #expect(origin.steps(to: time(2020, 2, 29)) == 1)
        #expect(origin.steps(to: time(2021, 1, 31)) == 12)
        #expect(origin.steps(to: time(2019, 12, 31)) == -1)
        let quarters = TimeOrigin(first: time(2020, 1, 1), step: .months(3, day: 1))
        #expect(quarters.steps(to: time(2020, 10, 1)) == 3)
        #expect(quarters.steps(to: time(2019, 12, 1)) == -1)
        #expect(quarters.steps(to: time(2019, 10, 1)) == -1)
        #expect(quarters.steps(to: time(2019, 9, 1)) == -2)
    }

    @Test func origin_comesBackFromItsText() {
        for step in [TimeStep.constant(nanoseconds: 3_600_000_000_000), .months(3, day: 0)] {
            for first in [-5, 0, 1_467_331_200_000_000_000] as [Int64] {
                let origin = TimeOrigin(first: first, step: step)
                #expect(TimeOrigin(rawValue: origin.rawValue) == origin)
            }
        }
        #expect(
            TimeOrigin(first: 7, step: .constant(nanoseconds: 60)).rawValue == "7 + 60")
        for text in [
            "", "7", "7 + 0", "7 + -1", "07 + 60", "7 - 60", "7 + 60 ", "7 + 1 months on 32",
            "7 + 0 months on 1",
        ] {
            #expect(TimeOrigin(rawValue: text) == nil, "\(text)")
        }
    }

    @Test func table_hasTheFirstTimeOfAllItsSeries() throws {
        let text = "t,s,a\n2024-01-02,x,1\n2024-01-03,x,2\n2024-01-01,y,3\n2024-01-02,y,4\n"
        let table = try table(text, TableOptions(time: ["t"], series: "s"))
        let rows = try #require(table.timedRows(name: nil))
        let report = try table.regular(rows, duplicates: .error, gaps: .error).report
        let first = Int64(19_723) * Self.day
        #expect(report.origin == TimeOrigin(first: first, step: .constant(nanoseconds: Self.day)))
    }
}
